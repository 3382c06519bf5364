import type { Served } from '../../addon/objects';
import { GPMPermissionType, type IGPMPermissionServant, type MethodName } from '../../generated/gpmgmt';
import type { Connection } from './connection';
import { publishTrustee } from './trustee';

/** One line of a delegation, of whatever kind of object. */
export interface PermissionEntry {
  readonly sid: string;
  readonly type: GPMPermissionType;
  readonly denied: boolean;
  readonly inherited: boolean;
  readonly inheritable: boolean;
}

const constant: readonly MethodName[] = [
  'IGPMPermission::get_Inherited',
  'IGPMPermission::get_Inheritable',
  'IGPMPermission::get_Denied',
  'IGPMPermission::get_Permission',
  'IGPMPermission::get_Trustee',
];

/** What a trustee may do. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmpermission */
export class PermissionServant implements IGPMPermissionServant {
  constructor(
    private readonly connection: Connection,
    readonly entry: PermissionEntry,
  ) {}

  get_Inherited(): boolean {
    return this.entry.inherited;
  }
  get_Inheritable(): boolean {
    return this.entry.inheritable;
  }
  get_Denied(): boolean {
    return this.entry.denied;
  }
  get_Permission(): GPMPermissionType {
    return this.entry.type;
  }
  get_Trustee(): Served<'IGPMTrustee'> {
    return publishTrustee(this.connection, this.entry.sid);
  }
}

/** Publishes a permission. */
export function publishPermission(connection: Connection, entry: PermissionEntry): Served<'IGPMPermission'> {
  return connection.transient('IGPMPermission', new PermissionServant(connection, entry), constant);
}

/** Whether two lines mean the same. */
export function samePermission(a: PermissionEntry, b: PermissionEntry): boolean {
  return a.sid === b.sid && a.type === b.type && a.denied === b.denied;
}

/** Whether the number is one of {@link GPMPermissionType}. */
export function isPermissionType(value: number): value is GPMPermissionType {
  return (Object.values(GPMPermissionType) as number[]).includes(value);
}
