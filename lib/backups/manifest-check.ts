import path from 'node:path';
import { asError, FormatError } from '../files/errors';
import { excerpt } from '../files/excerpt';
import { isBracedGuid } from '../files/guid';
import { equalIgnoringCase, foldCase } from '../files/text';
import { manifestName, readManifest } from './manifest';
import { infoName } from './read-backup';
import { readRecord } from './record';
import type { BackupListing, BackupProblem, BackupRecord } from './types';

/** What a directory's manifest says, as far as it can be read. */
export interface ManifestIndex {
  /** By the backup's ID ({@link foldCase}). */
  records: Map<string, BackupRecord>;
  problems: BackupProblem[];
}

/** Reads a directory's manifest and does not fail: an entry that cannot be read does not hide the others. */
export async function readManifestIndex(directory: string): Promise<ManifestIndex> {
  const file = path.join(directory, manifestName);
  const index: ManifestIndex = { records: new Map(), problems: [] };
  try {
    for (const entry of (await readManifest(directory)) ?? []) {
      try {
        const record = readRecord(entry, file);
        index.records.set(foldCase(record.id), record);
      } catch (error) {
        index.problems.push({ path: file, error: asError(error), concerns: 'entry' });
      }
    }
  } catch (error) {
    index.problems.push({ path: file, error: asError(error), concerns: 'manifest' });
  }
  return index;
}

/** Holds the manifest against the backups themselves, which are believed. */
export function compareWithFolders(
  directory: string,
  { records }: ManifestIndex,
  backups: BackupListing[],
): BackupProblem[] {
  const file = path.join(directory, manifestName);
  const byId = new Map(backups.map((backup) => [foldCase(backup.record.id), backup]));
  return [...records.values()].flatMap((record): BackupProblem[] => {
    const listed = byId.get(foldCase(record.id));
    const differing = listed && keys.find((key) => !sameValue(listed.record[key], record[key]));
    const what = !listed
      ? `it lists the backup ${record.id} of "${excerpt(record.gpoDisplayName)}", which is not in the directory or not readable`
      : differing &&
        `its entry of the backup ${record.id} differs from that backup's own ${infoName} in ${differing}`;
    return what ? [{ path: file, error: new FormatError('mismatch', file, what), concerns: 'entry' }] : [];
  });
}

const keys = [
  'gpoGuid',
  'gpoDomain',
  'gpoDomainGuid',
  'gpoDomainController',
  'backupTime',
  'comment',
  'gpoDisplayName',
] as const satisfies (keyof BackupRecord)[];

function sameValue(a: string | Date, b: string | Date): boolean {
  return typeof a === 'string' && typeof b === 'string'
    ? a === b || (isBracedGuid(a) && equalIgnoringCase(a, b))
    : Number(a) === Number(b);
}
