import type { SysvolFile } from '../../backups/types';
import { type DelegatingDomain, defaultStarterGpoPermissions } from './default-delegation';
import type { PermissionEntry } from './permission-entry';

/** A starter GPO: a template that new GPOs can be made from. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmstartergpo */
export interface StarterGpoState {
  /** GUID with braces in upper case. */
  readonly id: string;
  name: string;
  description: string;
  readonly author: string;
  readonly product: string;
  readonly type: 'system' | 'custom';
  /** Version of the template as its author counts: `1.0`. */
  readonly version: string;
  readonly created: Date;
  modified: Date;
  computerVersion: number;
  userVersion: number;
  files: readonly SysvolFile[];
  /** Once they are set. */
  permissions?: readonly PermissionEntry[];
}

/** The delegation of a starter GPO of a domain. */
export function starterGpoEntries(
  domain: DelegatingDomain,
  { permissions }: StarterGpoState,
): readonly PermissionEntry[] {
  return permissions ?? defaultStarterGpoPermissions(domain);
}
