import { stat } from 'node:fs/promises';
import path from 'node:path';
import { foldCase } from '../files/text';
import { infoName } from './read-backup';
import type { BackupListing, BackupRecord } from './types';

/**
 * The backups of a directory in the order in which they were made. BackupTime is in whole seconds, and an ID is
 * random, so within one second other things tell:
 *
 * - the manifest, where it lists all backups of that second. It survives copies, archives and version control, which
 *   times of files do not. This library adds to its end; GPMC's has been seen with the newest first. Which way a
 *   manifest runs, its own times show.
 * - otherwise when bkupInfo.xml was last written, which file systems keep in fractions of a second.
 *
 * @param records what the manifest says, in its order.
 */
export async function inOrderOfMaking(
  backups: readonly BackupListing[],
  records: ReadonlyMap<string, BackupRecord>,
): Promise<BackupListing[]> {
  const positions = manifestPositions(records);
  const bySecond = new Map<number, BackupListing[]>();
  for (const backup of backups) {
    const time = backup.record.backupTime.getTime();
    const group = bySecond.get(time);
    if (group) group.push(backup);
    else bySecond.set(time, [backup]);
  }
  const ordered: BackupListing[] = [];
  for (const time of [...bySecond.keys()].sort((a, b) => a - b)) {
    for (const backup of await orderWithinSecond(bySecond.get(time)!, positions)) ordered.push(backup);
  }
  return ordered;
}

async function orderWithinSecond(
  group: readonly BackupListing[],
  positions: ReadonlyMap<string, number>,
): Promise<BackupListing[]> {
  if (group.length === 1) return [...group];
  const ranked = group.map((backup) => ({ backup, rank: positions.get(foldCase(backup.record.id)) }));
  const listed = ranked.every(({ rank }) => rank !== undefined);
  if (!listed) for (const each of ranked) each.rank = await lastWritten(each.backup.folder);
  ranked.sort((a, b) => a.rank! - b.rank! || (a.backup.record.id < b.backup.record.id ? -1 : 1));
  return ranked.map(({ backup }) => backup);
}

/** Where in the order of making the manifest puts each ID ({@link foldCase}). */
function manifestPositions(records: ReadonlyMap<string, BackupRecord>): Map<string, number> {
  const times = [...records.values()].map(({ backupTime }) => backupTime.getTime());
  let direction = 0;
  for (let i = 1; i < times.length; i++) direction += Math.sign(times[i]! - times[i - 1]!);
  const sign = direction < 0 ? -1 : 1;
  return new Map([...records.keys()].map((id, index) => [id, sign * index]));
}

/** Milliseconds with fractions; 0 where the file has gone or is spelled otherwise on a system that tells case apart. */
async function lastWritten(folder: string): Promise<number> {
  return stat(path.join(folder, infoName)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
