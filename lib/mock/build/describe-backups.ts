import { asHresultError, HresultError } from '../../hresult/hresult-error';
import { Hresult } from '../../hresult/codes';
import path from 'node:path';
import { findBackupDirs } from '../../backups/backup-list';
import { type BackupHandle, listBackupDirectory, openBackup } from '../../backups/backup-directory';
import type { DomainDescription, ForestDescription } from './description';
import { domainOfSid } from '../../security/sid';

/** The domains that backups were made in, without contents; the one with the most backups comes first. */
export async function describeBackups(folder: string): Promise<ForestDescription> {
  const byDomain = new Map<string, BackupHandle[]>();
  const problems: Error[] = [];
  for (const directory of await backupDirs(folder)) {
    const listed = await listBackupDirectory(directory);
    problems.push(...listed.problems.map(({ error }) => error));
    for (const backup of listed.backups) {
      const key = backup.record.gpoDomain.toLowerCase();
      byDomain.set(key, [...(byDomain.get(key) ?? []), backup]);
    }
  }
  const domains: DomainDescription[] = [];
  for (const backups of [...byDomain.values()].sort((a, b) => b.length - a.length)) {
    const domain = await describeDomain(backups, problems);
    if (domain) domains.push(domain);
  }
  if (domains.length > 0) return { domains };
  const [first] = problems;
  const why = first ? `; the first thing that could not be read: ${first.message}` : '';
  throw new HresultError(Hresult.ERROR_FILE_NOT_FOUND, `there is no backup of a GPO in ${folder}${why}`);
}

async function backupDirs(folder: string): Promise<string[]> {
  try {
    return await findBackupDirs(path.resolve(folder));
  } catch (error) {
    throw asHresultError(error, `the backups in ${folder} cannot be loaded`);
  }
}

/** A domain as the newest of its backups that can be read tells of it. */
async function describeDomain(
  backups: readonly BackupHandle[],
  problems: Error[],
): Promise<DomainDescription | undefined> {
  const newestFirst = [...backups].sort(
    (a, b) => b.record.backupTime.getTime() - a.record.backupTime.getTime(),
  );
  for (const handle of newestFirst) {
    try {
      const { record, content } = await openBackup(handle);
      const own = content.principals.find(
        ({ dnsDomain, sid }) =>
          dnsDomain.toLowerCase() === record.gpoDomain.toLowerCase() && domainOfSid(sid),
      );
      return {
        name: record.gpoDomain,
        defaultPolicies: false,
        ...(record.gpoDomainGuid ? { guid: record.gpoDomainGuid } : {}),
        ...(record.gpoDomainController ? { controllers: [record.gpoDomainController] } : {}),
        ...(own ? { sid: domainOfSid(own.sid) as string, netbiosName: own.netBiosDomain } : {}),
      };
    } catch (error) {
      problems.push(error as Error);
    }
  }
  return undefined;
}
