import type { Served } from '../../addon/objects';
import type { ServerArgument, VariantValue } from '../../addon/values';
import type { GPMPermissionType } from '../../generated/gpmgmt';
import type { IGPMSecurityInfoMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { type PermissionEntry, samePermission } from '../state/permission-entry';
import { represented } from './arguments';
import type { Connection } from './connection';
import type { MockObject, Represented } from './mock-object';
import { publishPermission } from './permission';
import { trusteeSid } from './trustee';

/**
 * The delegation of an object as it was when it was asked for. Changes are made here, and take effect when the whole
 * is given to the object's `SetSecurityInfo`.
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmsecurityinfo
 */
class SecurityInfoObject implements IGPMSecurityInfoMethods, MockObject {
  constructor(
    private readonly connection: Connection,
    private lines: readonly PermissionEntry[],
    private readonly dnsDomain: string | undefined,
  ) {}

  get represents(): Partial<Represented> {
    return { delegation: this.lines };
  }

  get_Count(): number {
    return this.lines.length;
  }

  get_Item(index: number): Served<'IGPMPermission'> {
    const entry = this.lines[index - 1];
    if (!entry) {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `There is no permission ${index}; they are counted from 1 to ${this.lines.length}.`,
      );
    }
    return publishPermission(this.connection, entry, this.dnsDomain);
  }

  get__NewEnum(): readonly VariantValue[] {
    return this.lines.map((entry) => publishPermission(this.connection, entry, this.dnsDomain));
  }

  Add(permission: ServerArgument<'IGPMPermission'>): void {
    const entry = represented(permission, 'permission', 'The permission to add');
    this.lines = [...this.lines.filter((line) => !samePermission(line, entry)), entry];
  }

  Remove(permission: ServerArgument<'IGPMPermission'>): void {
    const entry = represented(permission, 'permission', 'The permission to remove');
    const rest = this.lines.filter((line) => !samePermission(line, entry));
    if (rest.length === this.lines.length) {
      throw new HresultError(
        Hresult.ERROR_NOT_FOUND,
        `The permission to remove, of ${entry.sid}, is not among those of the object.`,
      );
    }
    this.lines = rest;
  }

  RemoveTrustee(trustee: string): void {
    const sid = trusteeSid(this.connection, trustee);
    const rest = this.lines.filter((line) => line.sid !== sid);
    if (rest.length === this.lines.length) {
      throw new HresultError(Hresult.ERROR_NOT_FOUND, `"${trustee}" has no permission on the object.`);
    }
    this.lines = rest;
  }
}

/**
 * The delegation that a client gave to an object's `SetSecurityInfo`.
 *
 * @param types - the permissions that suit the object, which messages call `kind`
 */
export function delegationOf(
  info: ServerArgument<'IGPMSecurityInfo'>,
  types: readonly GPMPermissionType[],
  kind: string,
): readonly PermissionEntry[] {
  const entries = represented(info, 'delegation', 'The security information');
  const wrong = entries.find((entry) => !types.includes(entry.type));
  if (!wrong) return entries;
  throw new HresultError(Hresult.E_INVALIDARG, `The permission ${wrong.type} is not one of ${kind}.`);
}

/**
 * Publishes a delegation.
 *
 * @param dnsDomain - the object's domain, in whose language trustees are named; the forest's root where it is left out
 */
export function publishSecurityInfo(
  connection: Connection,
  entries: readonly PermissionEntry[],
  dnsDomain?: string,
): Served<'IGPMSecurityInfo'> {
  return connection.transient('IGPMSecurityInfo', new SecurityInfoObject(connection, entries, dnsDomain));
}
