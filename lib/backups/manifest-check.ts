import path from 'node:path';
import { asError, FormatError } from '../files/errors';
import { excerpt } from '../files/excerpt';
import { isBracedGuid } from '../files/guid';
import { equalIgnoringCase, foldCase } from '../files/text';
import { manifestName, readManifest } from './manifest';
import { infoName } from './read-backup';
import type { BackupListing, BackupProblem, BackupRecord } from './types';

/** What a directory's manifest says, as far as it can be read. */
export interface ManifestIndex {
  /** The IDs of all entries ({@link foldCase}); undefined where there is no manifest that can be read. */
  listed: ReadonlySet<string | undefined> | undefined;
  /** By the backup's ID ({@link foldCase}). */
  records: Map<string, BackupRecord>;
  problems: BackupProblem[];
}

/** Reads a directory's manifest and does not fail: an entry that cannot be read does not hide the others. */
export async function readManifestIndex(directory: string): Promise<ManifestIndex> {
  const file = path.join(directory, manifestName);
  const index: ManifestIndex = { listed: undefined, records: new Map(), problems: [] };
  try {
    const manifest = await readManifest(directory);
    index.listed = manifest && new Set(manifest.entries.map(({ id }) => id));
    for (const entry of manifest?.entries ?? []) {
      try {
        const record = entry.readRecord();
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
  { listed, records }: ManifestIndex,
  backups: BackupListing[],
): BackupProblem[] {
  const file = path.join(directory, manifestName);
  const problem = (what: string): BackupProblem => ({
    path: file,
    error: new FormatError('mismatch', file, what),
    concerns: 'entry',
  });
  const byId = new Map(backups.map((backup) => [foldCase(backup.record.id), backup]));
  const problems: BackupProblem[] = [];
  for (const [id, record] of records) {
    const backup = byId.get(id);
    const differing = backup && keys.find((key) => !sameValue(backup.record[key], record[key]));
    if (!backup) {
      problems.push(
        problem(
          `it lists the backup ${record.id} of "${excerpt(record.gpoDisplayName)}", which is not in the directory or not readable`,
        ),
      );
    } else if (differing) {
      problems.push(
        problem(
          `its entry of the backup ${record.id} differs from that backup's own ${infoName} in ${differing}`,
        ),
      );
    }
  }
  for (const [id, { record }] of listed ? byId : []) {
    if (!listed?.has(id)) {
      problems.push(
        problem(
          `it does not list the backup ${record.id} of "${excerpt(record.gpoDisplayName)}"; the next backup into the directory enters it`,
        ),
      );
    }
  }
  return problems;
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
