import { GPMPermissionType } from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import {
  acesFor,
  type GpoPermissionLevel,
  gpoPermissions,
  withAces,
  withoutTrustee,
} from '../../security/permissions';
import type { SecurityDescriptor } from '../../security/security-descriptor';
import { type PermissionEntry, samePermission } from './permission-entry';

const types: Readonly<Record<GpoPermissionLevel, GPMPermissionType>> = {
  apply: GPMPermissionType.permGPOApply,
  read: GPMPermissionType.permGPORead,
  edit: GPMPermissionType.permGPOEdit,
  editSecurityAndDelete: GPMPermissionType.permGPOEditSecurityAndDelete,
  custom: GPMPermissionType.permGPOCustom,
};

/** The level of a permission of a GPO. */
function levelOf(type: GPMPermissionType): GpoPermissionLevel {
  for (const level of Object.keys(types) as GpoPermissionLevel[]) if (types[level] === type) return level;
  throw new HresultError(
    Hresult.E_INVALIDARG,
    `The permission ${type} is not one of a GPO (permGPOApply … permGPOCustom).`,
  );
}

/** Throws where a permission is not one of a GPO. */
export function checkGpoPermission(type: GPMPermissionType): void {
  levelOf(type);
}

/** The lines of a GPO's delegation. */
export function gpoEntries(descriptor: SecurityDescriptor): PermissionEntry[] {
  return gpoPermissions(descriptor).map(({ level, ...line }) => ({ ...line, type: types[level] }));
}

/**
 * The descriptor with a delegation put in place of its own. Trustees whose lines stay the same keep their entries as
 * they are, which is the only way to keep a custom permission.
 */
export function withEntries(
  descriptor: SecurityDescriptor,
  entries: readonly PermissionEntry[],
): SecurityDescriptor {
  const before = gpoEntries(descriptor);
  let changed = descriptor;
  for (const sid of new Set([...before, ...entries].map((entry) => entry.sid))) {
    const old = before.filter((entry) => entry.sid === sid);
    const now = entries.filter((entry) => entry.sid === sid);
    const same =
      old.length === now.length && old.every((entry) => now.some((other) => samePermission(entry, other)));
    if (same) continue;
    changed = withoutTrustee(changed, sid);
    const aces = now.flatMap(({ type, denied, inheritable }) => {
      const level = levelOf(type);
      if (level === 'custom') {
        throw new HresultError(
          Hresult.E_INVALIDARG,
          `A custom permission cannot be given to ${sid}; use one of the levels.`,
        );
      }
      return acesFor({ sid, level, denied, inheritable });
    });
    changed = withAces(changed, aces);
  }
  return changed;
}
