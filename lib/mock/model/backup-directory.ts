import { stat } from 'node:fs/promises';
import path from 'node:path';
import { deleteBackup as deleteFolder, listBackups, readBackup } from '../format';
import type { Backup, BackupListing, BackupProblem } from '../format/types';
import { asModelError, ModelError } from './error';
import { parseGuid, sameGuid } from './guid';
import { Hresult } from './hresult';

/** A backup in a directory, as `IGPMBackup` shows it. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmbackup */
export interface BackupHandle extends BackupListing {
  /** The directory it was found in. */
  readonly directory: string;
}

/** Criteria of `IGPMBackupDir::SearchBackups`; all have to hold. */
export interface BackupSearch {
  /** Of each GPO only the backup made last. */
  mostRecent?: boolean;
  gpoId?: string;
  /** Equal without regard to case, or one of the two conditions. */
  displayName?: string | { contains: string } | { notContains: string };
  domain?: string;
}

/** How messages name a backup: `backup {…} of GPO "x" in C:\Backups`. */
export function backupLabel(backup: BackupHandle): string {
  return `backup ${backup.record.id} of GPO "${backup.record.gpoDisplayName}" in ${backup.directory}`;
}

/** `IGPM::GetBackupDir`: the directory has to exist. */
export async function requireBackupDirectory(directory: string): Promise<void> {
  let isDirectory: boolean;
  try {
    isDirectory = (await stat(directory)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new ModelError(
        Hresult.PATH_NOT_FOUND,
        `the backup directory ${directory} does not exist; create it first`,
        { cause: error },
      );
    }
    throw asModelError(error, `the backup directory ${directory} cannot be opened`);
  }
  if (!isDirectory)
    throw new ModelError(
      Hresult.DIRECTORY,
      `${directory} is a file; name the directory that holds the backups`,
    );
}

/** Every backup of a directory, the oldest first, and why any folder of it was left out. */
export async function listBackupDirectory(
  directory: string,
): Promise<{ backups: BackupHandle[]; problems: BackupProblem[] }> {
  await requireBackupDirectory(directory);
  try {
    const { backups, problems } = await listBackups(directory);
    return { backups: backups.map((listing) => ({ ...listing, directory })), problems };
  } catch (error) {
    throw asModelError(error, `the backups in ${directory} cannot be listed`);
  }
}

/** `IGPMBackupDir::SearchBackups`. https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackupdir-searchbackups */
export async function searchBackups(directory: string, search: BackupSearch = {}): Promise<BackupHandle[]> {
  const wanted = search.gpoId === undefined ? undefined : parseGuid(search.gpoId, 'GPO');
  const { backups } = await listBackupDirectory(directory);
  const found = backups.filter(({ record }) => {
    if (wanted !== undefined && !sameGuid(record.gpoGuid, wanted)) return false;
    if (search.domain !== undefined && record.gpoDomain.toLowerCase() !== search.domain.toLowerCase())
      return false;
    return matchesName(record.gpoDisplayName, search.displayName);
  });
  return search.mostRecent ? mostRecentOf(found) : found;
}

function matchesName(name: string, wanted: BackupSearch['displayName']): boolean {
  if (wanted === undefined) return true;
  const folded = name.toLowerCase();
  if (typeof wanted === 'string') return folded === wanted.toLowerCase();
  return 'contains' in wanted
    ? folded.includes(wanted.contains.toLowerCase())
    : !folded.includes(wanted.notContains.toLowerCase());
}

/** Of each GPO the backup made last; of two made in the same second the one listed last. */
export function mostRecentOf<T extends BackupListing>(backups: readonly T[]): T[] {
  const latest = new Map<string, T>();
  for (const backup of backups) {
    const key = `${backup.record.gpoGuid} ${backup.record.gpoDomain}`.toLowerCase();
    const known = latest.get(key);
    if (!known || backup.record.backupTime >= known.record.backupTime) latest.set(key, backup);
  }
  const kept = new Set(latest.values());
  return backups.filter((backup) => kept.has(backup));
}

/** `IGPMBackupDir::GetBackup`. https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackupdir-getbackup */
export async function getBackup(directory: string, id: string): Promise<BackupHandle> {
  const guid = parseGuid(id, 'backup');
  const { backups, problems } = await listBackupDirectory(directory);
  const found = backups.find(({ record }) => sameGuid(record.id, guid));
  if (found) return found;
  const broken = problems.find((problem) => sameGuid(path.basename(problem.path), guid));
  if (broken) throw asModelError(broken.error, `the backup ${guid} in ${directory} cannot be read`);
  throw new ModelError(
    Hresult.FILE_NOT_FOUND,
    `there is no backup ${guid} in ${directory}; search the directory for the one that is meant`,
  );
}

/** `IGPMBackup::Delete`. */
export async function deleteBackup(backup: BackupHandle): Promise<void> {
  try {
    await deleteFolder(backup.directory, backup.record.id);
  } catch (error) {
    throw asModelError(error, `the ${backupLabel(backup)} cannot be deleted`);
  }
}

/** Reads a backup whole. */
export async function openBackup(backup: BackupHandle): Promise<Backup> {
  try {
    return await readBackup(backup.folder);
  } catch (error) {
    throw asModelError(error, `the ${backupLabel(backup)} cannot be read`);
  }
}
