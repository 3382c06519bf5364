import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const NAMESPACE = 'http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest';
const HOUR = 3_600_000;

/** A directory of backups whose files are no more than a list of it reads. */
export interface BackupDirectory {
  readonly path: string;
  readonly ids: readonly string[];
}

const made = new Map<number, BackupDirectory>();

/** Names the directory in which those of all contestants are. Who made it removes it: that takes as long as they do. */
export const PARENT = 'GPMC_BENCH_DIRECTORY';

/** A directory of so many backups, the same one each time; a new one where it is to be empty. */
export function backupDirectory(backups: number): BackupDirectory {
  const known = backups > 0 && made.get(backups);
  if (known) return known;
  const directory = mkdtempSync(path.join(process.env[PARENT]!, 'backups-'));
  const ids: string[] = [];
  const entries: string[] = [];
  for (let index = 0; index < backups; index += 1) {
    const id = newGuid();
    const entry = record(id, index);
    mkdirSync(path.join(directory, id));
    for (const name of ['Backup.xml', 'gpreport.xml']) writeFileSync(path.join(directory, id, name), '');
    writeFileSync(
      path.join(directory, id, 'bkupInfo.xml'),
      `<BackupInst xmlns="${NAMESPACE}">${entry}</BackupInst>\r\n`,
    );
    ids.push(id);
    entries.push(`<BackupInst>${entry}</BackupInst>`);
  }
  if (backups > 0) {
    const head = `<Backups xmlns="${NAMESPACE}" xmlns:mfst="${NAMESPACE}" mfst:version="1.0">`;
    writeFileSync(path.join(directory, 'manifest.xml'), `${head}${entries.join('')}</Backups>`);
  }
  const result = { path: directory, ids };
  made.set(backups, result);
  return result;
}

function record(id: string, index: number): string {
  return Object.entries({
    GPOGuid: newGuid(),
    GPODomain: 'contoso.com',
    GPODomainGuid: '{ff161336-72cc-4bd4-90ae-42bf968987b9}',
    GPODomainController: 'dc1.contoso.com',
    BackupTime: new Date(Date.UTC(2024, 0) + index * HOUR).toISOString().slice(0, 19),
    ID: id,
    Comment: 'nightly',
    GPODisplayName: `Policy ${index}`,
  })
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('');
}

function newGuid(): string {
  return `{${randomUUID().toUpperCase()}}`;
}

/** Milliseconds of processor time that a task takes, on all threads of this process. */
export async function processorTime(task: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}
