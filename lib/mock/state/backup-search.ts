import { type BackupHandle, listBackupDirectory, mostRecentOf } from '../../backups/backup-directory';
import type { BackupProblem, BackupRecord } from '../../backups/types';
import { parseGuid, sameGuid } from '../../files/guid';
import { asHresultError, HresultError } from '../../hresult/hresult-error';

/** What a search of a backup directory asks for. */
export interface BackupCondition {
  matches(record: BackupRecord): boolean;
  /** Of each GPO only the backup made last, of those that match. */
  mostRecent?: boolean;
}

/** Criteria of {@link searchBackups}; all have to hold. */
export interface BackupSearch {
  mostRecent?: boolean;
  gpoId?: string;
  /** Equal without regard to case, or one of the two conditions. */
  displayName?: string | { contains: string } | { notContains: string };
  domain?: string;
}

/**
 * `IGPMBackupDir::SearchBackups`. A search that could miss a backup fails: an automation that restores what it finds
 * would otherwise take an older backup for the newest, or none for all there is, and nobody would know. So the whole
 * search fails where the manifest cannot be read, or where a backup cannot be read that it may be for. One that
 * according to the manifest it is not for does no harm.
 *
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackupdir-searchbackups
 */
export async function findBackups(directory: string, wanted: BackupCondition): Promise<BackupHandle[]> {
  const { backups, problems } = await listBackupDirectory(directory);
  const found = backups.filter(({ record }) => wanted.matches(record));
  const newest = (record: BackupRecord, folder: string): boolean => {
    const lost = { record, folder };
    return mostRecentOf([...found, lost]).includes(lost);
  };
  const damage = problems.filter(({ concerns, path, record }) => {
    if (concerns !== 'backup' || !record) return concerns !== 'entry';
    return wanted.matches(record) && (!wanted.mostRecent || newest(record, path));
  });
  if (damage.length > 0) throw refusal(directory, backups, damage);
  return wanted.mostRecent ? mostRecentOf(found) : found;
}

/** {@link findBackups} by plain criteria. */
export async function searchBackups(directory: string, search: BackupSearch = {}): Promise<BackupHandle[]> {
  const wanted = search.gpoId === undefined ? undefined : parseGuid(search.gpoId, 'GPO');
  const { mostRecent = false } = search;
  return findBackups(directory, {
    mostRecent,
    matches: (record) => {
      if (wanted !== undefined && !sameGuid(record.gpoGuid, wanted)) return false;
      if (search.domain !== undefined && record.gpoDomain.toLowerCase() !== search.domain.toLowerCase())
        return false;
      return matchesName(record.gpoDisplayName, search.displayName);
    },
  });
}

function matchesName(name: string, wanted: BackupSearch['displayName']): boolean {
  if (wanted === undefined) return true;
  const folded = name.toLowerCase();
  if (typeof wanted === 'string') return folded === wanted.toLowerCase();
  return 'contains' in wanted
    ? folded.includes(wanted.contains.toLowerCase())
    : !folded.includes(wanted.notContains.toLowerCase());
}

/** How many folders and backups a message names; it has to be read. */
const named = 20;

/** Says all that is wrong, what to do, and which backups can be used meanwhile. */
function refusal(
  directory: string,
  backups: readonly BackupHandle[],
  damage: readonly BackupProblem[],
): HresultError {
  const parts = damage.filter(({ concerns }) => concerns === 'manifest').map(({ error }) => error.message);
  const lost = damage.filter(({ concerns }) => concerns === 'backup');
  if (lost.length > 0) {
    const reasons = listed(lost.map(({ error }) => error.message));
    parts.push(
      `${lost.length} of the backups there cannot be read, and the search would miss what they are: ${reasons}. ` +
        'Take the files from another copy of the backup, or move its folder out of the directory',
    );
  }
  const whole = backups.map(
    ({ record }) => `${record.id} "${record.gpoDisplayName}" of ${record.backupTime.toISOString()}`,
  );
  if (whole.length > 0) parts.push(`getBackup opens by their ids as before: ${listed(whole)}`);
  const { error } = damage[0]!;
  const { hresult } = asHresultError(error, directory);
  return new HresultError(hresult, `the backups in ${directory} cannot be searched: ${parts.join('. ')}`, {
    cause: error,
  });
}

function listed(items: readonly string[]): string {
  const rest = items.length - named;
  return `${items.slice(0, named).join('; ')}${rest > 0 ? `; and ${rest} more, which MockForest.listBackups names` : ''}`;
}
