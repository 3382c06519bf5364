import fs from 'node:fs/promises';
import path from 'node:path';
import { mapConcurrently } from '../files/concurrently';
import { isBracedGuid } from '../files/guid';
import { foldCase } from '../files/text';
import { readInfo } from './backup-list';
import { inOrderOfMaking } from './backup-order';
import { entryText, type ManifestEntry, type ManifestText, manifestName, readManifest } from './manifest';
import { writeRecord } from './record';
import { removedId } from './removed';
import type { BackupRecord } from './types';
import { removeLeftovers, type Workspace } from './workspace';

/** A manifest held against the folders of its directory. */
export interface RepairedManifest {
  /** Those that stay. */
  entries: ManifestEntry[];
  /** What others, or a crash, kept out of it, the oldest first. */
  missing: ManifestText[];
  /** Whether there is one at all. */
  exists: boolean;
  /** Whether entries can be added to it as it is. */
  extensible: boolean;
  /** IDs of entries whose backup is not there: it may be elsewhere at the moment. */
  stale: Set<string>;
  /** Paths of what deleted backups left, whose entries are not among those that stay. */
  removed: string[];
}

/**
 * Reads a directory's manifest and finds what is to be mended in it. What crashes left long ago is removed on that
 * occasion.
 *
 * @throws FormatError for a manifest that is there and cannot be read.
 */
export async function repairManifest(workspace: Workspace): Promise<RepairedManifest> {
  const { directory } = workspace;
  const manifest = await readManifest(directory);
  const names = await fs.readdir(directory);
  await removeLeftovers(workspace, directory, names);
  const backups = names.filter(isBracedGuid);
  const present = new Set(backups.map(foldCase));
  const removed = names.filter((name) => removedId(name) !== undefined);
  const removedIds = new Set(removed.map(removedId));
  const isGone = (id: string | undefined): boolean =>
    id !== undefined && removedIds.has(id) && !present.has(id);

  const all = manifest?.entries ?? [];
  const entries = all.filter(({ id }) => !isGone(id));
  const listed = new Set(entries.map(({ id }) => id ?? ''));
  return {
    entries,
    missing: await entriesOf(
      directory,
      backups.filter((name) => !listed.has(foldCase(name))),
    ),
    exists: manifest !== undefined,
    extensible: manifest?.extensible === true && entries.length === all.length,
    stale: new Set([...listed].filter((id) => !present.has(id))),
    removed: removed.map((name) => path.join(directory, name)),
  };
}

/** What the folders say of themselves. One that cannot be read has no entry; a list of the directory tells of it. */
async function entriesOf(directory: string, names: readonly string[]): Promise<ManifestText[]> {
  const file = path.join(directory, manifestName);
  const texts = new Map<BackupRecord, string>();
  const found = await mapConcurrently(names, async (name) => {
    const folder = path.join(directory, name);
    try {
      const { record, element } = await readInfo(folder);
      texts.set(record, entryText(writeRecord(record, file, element, true), file));
      return [{ record, folder }];
    } catch {
      return [];
    }
  });
  const ordered = await inOrderOfMaking(found.flat(), new Map());
  return ordered.map(({ record }) => ({ id: foldCase(record.id), text: texts.get(record)! }));
}
