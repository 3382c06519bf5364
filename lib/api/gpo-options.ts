import type { ComObject } from '../addon/com-object';
import { GPM_MIGRATIONTABLE_ONLY } from '../generated/gpmgmt';
import { flag } from '../validate/values';
import type { GpmMigrationTable } from './gpm-migration-table';
import { GpmObject } from './gpm-object';
import type { GpmSitesContainer } from './gpm-sites-container';
import type { Session } from './session';

/** Options of {@link GpmGpo.backup}. */
export interface BackupOptions {
  /** Kept with the backup. */
  readonly comment?: string | undefined;
  /** Cancels the operation. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link GpmGpo.delete}. */
export interface DeleteGpoOptions {
  /** What becomes of its links in its domain; they are kept where it is left out. */
  readonly links?: 'keep' | 'delete' | undefined;
  /** Sites whose links go too. */
  readonly sites?: GpmSitesContainer | undefined;
}

/** Options of {@link GpmGpo.import}. */
export interface ImportOptions {
  /** Maps principals and UNC paths of the backup to those of this domain. */
  readonly migrationTable?: GpmMigrationTable | undefined;
  /** Fail where the table has no entry, in place of keeping the source (`GPM_MIGRATIONTABLE_ONLY`). */
  readonly migrationTableOnly?: boolean | undefined;
  /** Cancels the operation. The former settings are erased first, so a cancelled import leaves the GPO incomplete. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link GpmGpo.copyTo}. */
export interface CopyOptions extends ImportOptions {
  /** The name of the copy; GPMC makes one up where it is left out. */
  readonly displayName?: string | undefined;
  /** Copy the permissions too (`GPM_PROCESS_SECURITY`); otherwise the copy has those of a new GPO. */
  readonly processSecurity?: boolean | undefined;
}

/** The names of {@link ImportOptions}. */
export const IMPORT_KEYS = ['migrationTable', 'migrationTableOnly', 'signal'] as const;

/** What `Import` and `CopyTo` take of a migration table. */
export function migrationArguments(
  session: Session,
  given: ImportOptions,
): { flags: number; table: ComObject | undefined } {
  const { migrationTable, migrationTableOnly } = given;
  const only = flag(migrationTableOnly, 'migrationTableOnly');
  const table =
    migrationTable === undefined
      ? undefined
      : GpmObject.com<typeof GpmMigrationTable>(
          migrationTable,
          'migrationTable',
          session,
          'GpmMigrationTable',
        );
  if (only && !table) throw new TypeError('migrationTableOnly needs a migrationTable.');
  return { flags: only ? GPM_MIGRATIONTABLE_ONLY : 0, table };
}
