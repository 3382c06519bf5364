import { type BackupHandle, listBackupDirectory, mostRecentOf } from '../../backups/backup-directory';
import type { BackupProblem, BackupRecord } from '../../backups/types';
import { excerpt } from '../../files/excerpt';
import { GPMSearchProperty } from '../../generated/gpmgmt';
import { asHresultError, HresultError } from '../../hresult/hresult-error';
import { type Criterion, domainTest, guidTest, satisfies, type Tests, textTest } from './criteria';

const tests: Tests<BackupRecord> = {
  [GPMSearchProperty.gpoID]: guidTest(({ gpoGuid }) => gpoGuid),
  [GPMSearchProperty.gpoDisplayName]: textTest(({ gpoDisplayName }) => gpoDisplayName),
  [GPMSearchProperty.gpoDomain]: domainTest(({ gpoDomain }) => gpoDomain),
};

/**
 * `IGPMBackupDir::SearchBackups`: "most recent" is asked of the backups that satisfy the other criteria. A search that could miss a backup fails: an automation that restores what it finds
 * would otherwise take an older backup for the newest, or none for all there is, and nobody would know. So the whole
 * search fails where the manifest cannot be read, or where a backup cannot be read that it may be for. One that
 * according to the manifest it is not for does no harm.
 *
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackupdir-searchbackups
 */
export async function searchBackups(
  directory: string,
  criteria: readonly Criterion[],
): Promise<BackupHandle[]> {
  const isMostRecent = ({ property }: Criterion) => property === GPMSearchProperty.backupMostRecent;
  const mostRecent = criteria.some(isMostRecent);
  const matches = satisfies(
    criteria.filter((criterion) => !isMostRecent(criterion)),
    tests,
    'backups',
  );
  const { backups, problems } = await listBackupDirectory(directory);
  const found = backups.filter(({ record }) => matches(record));
  const newest = (record: BackupRecord, folder: string): boolean => {
    const lost = { record, folder };
    return mostRecentOf([...found, lost]).includes(lost);
  };
  const damage = problems.filter(({ concerns, path, record }) => {
    if (concerns !== 'backup') return concerns === 'manifest';
    if (!record) return true;
    return matches(record) && (!mostRecent || newest(record, path));
  });
  if (damage.length > 0) throw refusal(backups, damage);
  return mostRecent ? mostRecentOf(found) : found;
}

/** How many folders and backups a message names; it has to be read. */
const named = 20;

/** Says all that is wrong, what to do, and which backups can be used meanwhile. */
function refusal(backups: readonly BackupHandle[], damage: readonly BackupProblem[]): HresultError {
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
    ({ record }) => `${record.id} "${excerpt(record.gpoDisplayName)}" of ${record.backupTime.toISOString()}`,
  );
  if (whole.length > 0) parts.push(`getBackup opens by their ids as before: ${listed(whole)}`);
  const { error } = damage[0]!;
  const { hresult } = asHresultError(error);
  return new HresultError(hresult, parts.join('. '), {
    cause: error,
  });
}

function listed(items: readonly string[]): string {
  const rest = items.length - named;
  return `${items.slice(0, named).join('; ')}${rest > 0 ? `; and ${rest} more, which listBackups of gpmc/backups names` : ''}`;
}
