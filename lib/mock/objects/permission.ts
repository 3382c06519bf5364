import type { Served } from '../../addon/objects';
import { GPMPermissionType, type MethodName } from '../../generated/gpmgmt';
import type { IGPMPermissionMethods } from '../../generated/methods';
import type { PermissionEntry } from '../state/permission-entry';
import type { Connection } from './connection';
import type { MockObject, Represented } from './mock-object';
import { publishTrustee } from './trustee';

const constant: readonly MethodName[] = [
  'IGPMPermission::get_Inherited',
  'IGPMPermission::get_Inheritable',
  'IGPMPermission::get_Denied',
  'IGPMPermission::get_Permission',
  'IGPMPermission::get_Trustee',
];

/** What a trustee may do. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmpermission */
class PermissionObject implements IGPMPermissionMethods, MockObject {
  constructor(
    private readonly connection: Connection,
    private readonly entry: PermissionEntry,
    private readonly dnsDomain: string | undefined,
  ) {}

  get represents(): Partial<Represented> {
    return { permission: this.entry };
  }

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
    return publishTrustee(this.connection, this.entry.sid, this.dnsDomain);
  }
}

/** Publishes a permission. `dnsDomain` as in `publishTrustee`. */
export function publishPermission(
  connection: Connection,
  entry: PermissionEntry,
  dnsDomain?: string,
): Served<'IGPMPermission'> {
  return connection.transient('IGPMPermission', new PermissionObject(connection, entry, dnsDomain), constant);
}

/** Whether the number is one of {@link GPMPermissionType}. */
export function isPermissionType(value: number): value is GPMPermissionType {
  return (Object.values(GPMPermissionType) as number[]).includes(value);
}
