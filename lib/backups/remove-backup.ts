import fs from 'node:fs/promises';
import path from 'node:path';
import { withDirectoryLock } from '../files/directory-lock';
import { isAbsent, isDiskFull, rename } from '../files/disk';
import { FormatError } from '../files/errors';
import { removeTree } from '../files/remove-tree';
import { findBackupFolder } from './find-backup';
import { readManifest } from './manifest';
import { ManifestUpdate } from './manifest-update';
import { removedName } from './removed';
import type { WriteOptions } from './types';
import { type Workspace, withWorkspace } from './workspace';

/**
 * Removes a backup and its entry in the manifest. The folder loses its name first, so that no search meets half
 * of it; but the manifest is read before, so that one that cannot be read is found while nothing is changed.
 *
 * A disk that is full does not keep a backup from being removed: then its files go first, and if there is still no room
 * for the manifest, its entry goes with the next change of the directory.
 *
 * @param id GUID of the backup, in braces.
 * @throws FormatError `missing` if the directory or the backup does not exist, or what is wrong with the manifest.
 */
export async function removeBackup(
  directory: string,
  id: string,
  { durable = true }: Pick<WriteOptions, 'durable'> = {},
): Promise<void> {
  const folder = await findBackupFolder(directory, id);
  if (folder === undefined) {
    throw missing(path.join(directory, id));
  }
  const backup = { folder, id, removed: path.join(path.dirname(folder), removedName(id)), durable };
  try {
    await exclusively(directory, (workspace) => removeListed(workspace, backup));
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    await readManifest(directory);
    await removeUnlisted(backup);
    await exclusively(directory, (workspace) => dropEntry(workspace, backup)).catch(() => undefined);
  }
}

interface Removal {
  folder: string;
  /** What it is called meanwhile. */
  removed: string;
  id: string;
  durable: boolean;
}

function exclusively(directory: string, task: (workspace: Workspace) => Promise<void>): Promise<void> {
  return withWorkspace(directory, (workspace) =>
    withDirectoryLock(workspace.directory, () => task(workspace)),
  );
}

async function removeListed(workspace: Workspace, { folder, removed, id, durable }: Removal): Promise<void> {
  const update = await ManifestUpdate.ofAny(workspace, id, durable);
  await takeName(folder, removed);
  try {
    await update.write();
  } catch (error) {
    await rename(removed, folder);
    throw error;
  }
  await removeTree(removed);
}

/** Needs no room, not even for a lock: no other file is changed. */
async function removeUnlisted({ folder, removed }: Removal): Promise<void> {
  try {
    await takeName(folder, removed);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return removeTree(folder);
  }
  for (const name of await fs.readdir(removed)) {
    await removeTree(path.join(removed, name));
  }
}

async function dropEntry(workspace: Workspace, { id, durable }: Removal): Promise<void> {
  await (await ManifestUpdate.ofAny(workspace, id, durable)).write();
}

async function takeName(folder: string, removed: string): Promise<void> {
  try {
    await rename(folder, removed);
  } catch (error) {
    throw isAbsent(error) ? missing(folder) : error;
  }
}

function missing(folder: string): FormatError {
  return new FormatError('missing', folder, 'there is no such backup');
}
