import type { BackupHandle } from '../../backups/backup-directory';
import { readBackup } from '../../backups/read-backup';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { describeDomain, listBackupTree, newestFirst } from './backup-tree';
import type { DomainDescription, ForestDescription } from './description';

/** The domains that backups were made in, without contents; the one with the most backups comes first. */
export async function describeBackups(folder: string): Promise<ForestDescription> {
  const { backups, problems } = await listBackupTree(folder);
  const errors = problems.map(({ error }) => error);
  const byDomain = new Map<string, BackupHandle[]>();
  for (const backup of backups) {
    const key = backup.record.gpoDomain.toLowerCase();
    byDomain.set(key, [...(byDomain.get(key) ?? []), backup]);
  }
  const domains: DomainDescription[] = [];
  for (const ofDomain of [...byDomain.values()].sort((a, b) => b.length - a.length)) {
    const domain = await describeNewest(ofDomain, errors);
    if (domain) domains.push(domain);
  }
  if (domains.length > 0) return { domains };
  const [first] = errors;
  const why = first ? `; the first thing that could not be read: ${first.message}` : '';
  throw new HresultError(Hresult.ERROR_FILE_NOT_FOUND, `there is no backup of a GPO in ${folder}${why}`);
}

/** A domain as the newest of its backups that can be read tells of it. */
async function describeNewest(
  backups: readonly BackupHandle[],
  errors: Error[],
): Promise<DomainDescription | undefined> {
  for (const handle of newestFirst(backups)) {
    try {
      return describeDomain(await readBackup(handle.folder));
    } catch (error) {
      errors.push(error as Error);
    }
  }
  return undefined;
}
