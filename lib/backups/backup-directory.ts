import { lstat, stat } from 'node:fs/promises';
import { errorCode } from '../files/disk';
import { within } from '../files/errors';
import { excerpt } from '../files/excerpt';
import { parseGuid } from '../files/parse-guid';
import { foldCase } from '../files/text';
import { Hresult } from '../hresult/codes';
import { asHresultError, HresultError } from '../hresult/hresult-error';
import { readBackupList, readListing } from './backup-list';
import { findBackupFolder } from './find-backup';
import { readBackup } from './read-backup';
import { removeBackup } from './remove-backup';
import type { Backup, BackupListing, BackupProblem } from './types';

/** A backup in a directory, as `IGPMBackup` shows it. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmbackup */
export interface BackupHandle extends BackupListing {
  /** The directory it was found in. */
  readonly directory: string;
}

/** How messages name a backup: `backup {…} of GPO "x" in C:\Backups`. */
export function backupLabel(backup: BackupHandle): string {
  return `backup ${backup.record.id} of GPO "${excerpt(backup.record.gpoDisplayName)}" in ${backup.directory}`;
}

/** `IGPM::GetBackupDir`: the directory has to exist. */
export async function requireBackupDirectory(directory: string): Promise<void> {
  let isDirectory: boolean;
  try {
    isDirectory = (await stat(directory)).isDirectory();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      throw new HresultError(Hresult.ERROR_PATH_NOT_FOUND, 'the backup directory does not exist', {
        cause: error,
      });
    }
    throw asHresultError(error);
  }
  if (!isDirectory) throw new HresultError(Hresult.ERROR_DIRECTORY, 'that is a file');
}

/** Every backup of a directory, the oldest first, and why any folder of it was left out. */
export async function listBackupDirectory(
  directory: string,
): Promise<{ backups: BackupHandle[]; problems: BackupProblem[] }> {
  await requireBackupDirectory(directory);
  try {
    const { backups, problems } = await readBackupList(directory);
    return { backups: backups.map((listing) => ({ ...listing, directory })), problems };
  } catch (error) {
    throw asHresultError(error);
  }
}

/** Of each GPO the backup made last; of two made in the same second the one listed last. */
export function mostRecentOf<T extends BackupListing>(backups: readonly T[]): T[] {
  const latest = new Map<string, T>();
  for (const backup of backups) {
    const key = foldCase(`${backup.record.gpoGuid} ${backup.record.gpoDomain}`);
    const known = latest.get(key);
    if (!known || backup.record.backupTime >= known.record.backupTime) latest.set(key, backup);
  }
  const kept = new Set(latest.values());
  return backups.filter((backup) => kept.has(backup));
}

/** `IGPMBackupDir::GetBackup`. https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackupdir-getbackup */
export async function getBackup(directory: string, id: string): Promise<BackupHandle> {
  const guid = parseGuid(id, 'backup');
  await requireBackupDirectory(directory);
  const folder = await findBackupFolder(directory, guid);
  if (folder === undefined) throw new HresultError(Hresult.ERROR_FILE_NOT_FOUND, 'there is no such backup');
  try {
    const { record } = await readListing(folder, await lstat(folder));
    return { record, folder, directory };
  } catch (error) {
    throw asHresultError(within(folder, error));
  }
}

/** `IGPMBackup::Delete`. */
export async function deleteBackup(backup: BackupHandle): Promise<void> {
  try {
    await removeBackup(backup.directory, backup.record.id);
  } catch (error) {
    throw asHresultError(within(backup.folder, error));
  }
}

/** Reads a backup of which all settings are needed, and fails where a file of them is missing. */
export async function openWholeBackup(backup: BackupHandle): Promise<Backup> {
  const opened = await openBackup(backup);
  if (opened.filesError) throw asHresultError(within(backup.folder, opened.filesError));
  return opened;
}

/** Reads a backup. What only some need of it may be missing, which it tells. */
export async function openBackup(backup: BackupHandle): Promise<Backup> {
  try {
    return await readBackup(backup.folder);
  } catch (error) {
    throw asHresultError(within(backup.folder, error));
  }
}
