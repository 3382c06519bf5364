import { GPMPermissionType } from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { type GpoPermissionLevel, gpoPermissions, withLevels } from '../../security/permissions';
import type { SecurityDescriptor } from '../../security/security-descriptor';
import type { PermissionEntry } from './permission-entry';
import { checkLevel, isInheritable } from './permission-levels';

const types: Readonly<Record<GpoPermissionLevel, GPMPermissionType>> = {
  apply: GPMPermissionType.permGPOApply,
  read: GPMPermissionType.permGPORead,
  edit: GPMPermissionType.permGPOEdit,
  editSecurityAndDelete: GPMPermissionType.permGPOEditSecurityAndDelete,
  custom: GPMPermissionType.permGPOCustom,
};

/** The level of a permission of a GPO. */
function levelOf(type: GPMPermissionType): GpoPermissionLevel {
  checkLevel('gpo', type);
  return (Object.keys(types) as GpoPermissionLevel[]).find((level) => types[level] === type)!;
}

/** The lines of a GPO's delegation. */
export function gpoEntries(descriptor: SecurityDescriptor): PermissionEntry[] {
  return gpoPermissions(descriptor).map(({ level, ...line }) => {
    const type = types[level];
    return { ...line, type, inheritable: isInheritable(type, line.inheritable) };
  });
}

/**
 * The descriptor with a delegation put in place of its own, but for what is inherited. Entries that make up lines that
 * stay are left as they are, which is the only way to keep a custom permission.
 */
export function withEntries(
  descriptor: SecurityDescriptor,
  entries: readonly PermissionEntry[],
): SecurityDescriptor {
  const before = gpoEntries(descriptor);
  let changed = descriptor;
  for (const denied of [true, false]) {
    const own = (lines: readonly PermissionEntry[]) =>
      lines.filter((line) => line.denied === denied && !line.inherited);
    for (const sid of new Set([...own(before), ...own(entries)].map((entry) => entry.sid))) {
      const levels = own(entries)
        .filter((entry) => entry.sid === sid)
        .map(({ type }) => levelOf(type));
      const hadCustom = own(before).some((line) => line.sid === sid && line.type === types.custom);
      if (levels.includes('custom') && !hadCustom) {
        throw new HresultError(
          Hresult.E_INVALIDARG,
          `A custom permission cannot be given to ${sid}; use one of the levels.`,
        );
      }
      changed = withLevels(changed, { sid, denied, inheritable: true }, levels);
    }
  }
  return changed;
}
