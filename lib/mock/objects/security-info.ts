import type { Served } from '../../addon/objects';
import type { ServerArgument, VariantValue } from '../../addon/values';
import type { IGPMSecurityInfoMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { Delegation } from '../state/delegation';
import type { PermissionEntry } from '../state/permission-entry';
import type { DelegatedKind } from '../state/permission-levels';
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
    private readonly delegation: Delegation,
    private readonly dnsDomain: string | undefined,
  ) {}

  get represents(): Partial<Represented> {
    return { delegation: this.delegation };
  }

  private get lines(): readonly PermissionEntry[] {
    return this.delegation.lines;
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
    this.delegation.add(represented(permission, 'permission', 'The permission to add'));
  }

  Remove(permission: ServerArgument<'IGPMPermission'>): void {
    this.delegation.remove(represented(permission, 'permission', 'The permission to remove'));
  }

  RemoveTrustee(trustee: string): void {
    this.delegation.removeTrustee(trusteeSid(this.connection, trustee));
  }
}

/** What an object of a kind takes over of the delegation that a client gave to its `SetSecurityInfo`. */
export function delegationFor(
  kind: DelegatedKind,
  info: ServerArgument<'IGPMSecurityInfo'>,
): readonly PermissionEntry[] {
  return represented(info, 'delegation', 'The security information').linesFor(kind);
}

/**
 * Publishes the delegation of an object of a kind.
 *
 * @param dnsDomain - the object's domain, in whose language trustees are named; the forest's root where it is left out
 */
export function publishSecurityInfo(
  connection: Connection,
  kind: DelegatedKind,
  entries: readonly PermissionEntry[],
  dnsDomain?: string,
): Served<'IGPMSecurityInfo'> {
  return connection.transient(
    'IGPMSecurityInfo',
    new SecurityInfoObject(connection, new Delegation(kind, entries), dnsDomain),
  );
}
