import {
  type BackupHandle,
  listBackupDirectory,
  requireBackupDirectory,
} from '../../backups/backup-directory';
import { findBackupDirs } from '../../backups/backup-list';
import type { Backup, BackupProblem } from '../../backups/types';
import { asHresultError } from '../../hresult/hresult-error';
import { domainOfSid } from '../../security/sid';
import type { DomainDescription } from './description';

/** All backups of a tree of folders, and what cannot be read there. */
export async function listBackupTree(
  root: string,
): Promise<{ backups: BackupHandle[]; problems: BackupProblem[] }> {
  const backups: BackupHandle[] = [];
  const problems: BackupProblem[] = [];
  await requireBackupDirectory(root);
  for (const directory of await backupDirs(root)) {
    const listed = await listBackupDirectory(directory);
    for (const backup of listed.backups) backups.push(backup);
    for (const problem of listed.problems) problems.push(problem);
  }
  return { backups, problems };
}

async function backupDirs(root: string): Promise<string[]> {
  try {
    return await findBackupDirs(root);
  } catch (error) {
    throw asHresultError(error);
  }
}

/** The newest comes first, of one second the one listed last: what it says of a domain (GUID, SID, controller) is what holds. */
export function newestFirst(backups: readonly BackupHandle[]): BackupHandle[] {
  return [...backups].reverse().sort((a, b) => b.record.backupTime.getTime() - a.record.backupTime.getTime());
}

/** SID and NetBIOS name of a domain, as the accounts that a backup names tell them. */
export function domainIdentity(
  { content }: Backup,
  dnsName: string,
): Required<Pick<DomainDescription, 'sid' | 'netbiosName'>> | undefined {
  for (const { dnsDomain, sid, netBiosDomain } of content.principals) {
    const domainSid = dnsDomain.toLowerCase() === dnsName.toLowerCase() ? domainOfSid(sid) : undefined;
    if (domainSid) return { sid: domainSid, netbiosName: netBiosDomain };
  }
  return undefined;
}

/** The domain that a backup was made in, as far as the backup tells of it. */
export function describeDomain(backup: Backup): DomainDescription {
  const { gpoDomain, gpoDomainGuid } = backup.record;
  return {
    name: gpoDomain,
    defaultPolicies: false,
    ...(gpoDomainGuid ? { guid: gpoDomainGuid } : {}),
    ...domainIdentity(backup, gpoDomain),
  };
}
