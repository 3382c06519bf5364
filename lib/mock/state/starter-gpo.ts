import type { SysvolFile } from '../../backups/types';

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
}
