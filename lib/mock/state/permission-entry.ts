import type { GPMPermissionType } from '../../generated/gpmgmt';

/** One line of a delegation, of whatever kind of object. */
export interface PermissionEntry {
  readonly sid: string;
  readonly type: GPMPermissionType;
  readonly denied: boolean;
  readonly inherited: boolean;
  readonly inheritable: boolean;
}

/** Whether two lines mean the same. */
export function samePermission(a: PermissionEntry, b: PermissionEntry): boolean {
  return a.sid === b.sid && a.type === b.type && a.denied === b.denied;
}
