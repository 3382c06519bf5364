import type { GpmError } from '../hresult/gpm-error';
import { wordOwnFailure, wordProblem } from '../hresult/own-failure';
import { absolutePath } from '../validate/values';
import { listBackupDirectory } from './backup-directory';

/** What {@link listBackups} found. */
export interface ListedBackups {
  /** Those that can be opened, the oldest first. */
  readonly backups: readonly {
    /** The backup's own id, `{GUID}`, which `GpmBackupDir.getBackup` opens it by. */
    readonly id: string;
    /** Path of its own folder. */
    readonly folder: string;
    readonly gpoId: string;
    readonly gpoDomain: string;
    readonly gpoDisplayName: string;
    readonly timestamp: Date;
    readonly comment: string;
  }[];
  /**
   * Folders that are named like backups and cannot be read or lack a file, if only the report, and what is wrong with
   * the manifest.
   */
  readonly problems: readonly { readonly path: string; readonly error: GpmError }[];
}

/**
 * The backups of one directory, and beside them all that is wrong with it. `GpmBackupDir.searchBackups` fails where
 * the manifest, or a backup that the search may be for, cannot be read, so that no backup is overlooked; this tells
 * what is still whole then.
 *
 * @param directory - a relative path is resolved against the current directory of this process
 * @throws GpmError where the directory does not exist or cannot be opened
 */
export async function listBackups(directory: string): Promise<ListedBackups> {
  const absolute = absolutePath(directory, 'The directory of backups');
  let found: Awaited<ReturnType<typeof listBackupDirectory>>;
  try {
    found = await listBackupDirectory(absolute);
  } catch (error) {
    throw wordOwnFailure(`list the backups in ${absolute}`, 'listBackups', error);
  }
  const { backups, problems } = found;
  const broken = new Set(problems.filter(({ concerns }) => concerns === 'content').map(({ path }) => path));
  const whole = backups.filter(({ folder }) => !broken.has(folder));
  return {
    backups: whole.map(({ record, folder }) => ({
      id: record.id,
      folder,
      gpoId: record.gpoGuid,
      gpoDomain: record.gpoDomain,
      gpoDisplayName: record.gpoDisplayName,
      timestamp: record.backupTime,
      comment: record.comment,
    })),
    problems: problems.map(({ path, error }) => ({ path, error: wordProblem('listBackups', error) })),
  };
}
