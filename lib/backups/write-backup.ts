import fs from 'node:fs/promises';
import path from 'node:path';
import { withDirectoryLock } from '../files/directory-lock';
import { rename, syncAll, syncDirectory } from '../files/disk';
import { FormatError } from '../files/errors';
import { findSpelled } from './find-backup';
import { ManifestUpdate } from './manifest-update';
import type { Backup, WriteOptions } from './types';
import { type Workspace, withWorkspace } from './workspace';
import { planBackup, type WritePlan } from './write-plan';

/**
 * Writes a backup folder as GPMC does and enters it in the directory's manifest.
 *
 * The folder is made where no search looks and renamed when it is whole, so a backup that was interrupted, by an error,
 * the signal or a crash, is never listed. What a crash leaves is ignored, and removed by a backup a day later.
 *
 * @param directory Where the backups are; it has to exist.
 * @returns Path of the backup's own folder.
 * @throws FormatError `exists`, `missing` (no such directory), what is wrong with the directory's manifest (before
 *   anything is written), or what would make the backup unreadable;
 *   `signal.reason`; what `onStep` throws; system errors as they are. Nothing of the backup is left then.
 */
export async function writeBackup(
  directory: string,
  backup: Backup,
  options: WriteOptions = {},
): Promise<string> {
  options.signal?.throwIfAborted();
  const { id } = backup.record;
  const folder = path.join(directory, id);
  const plan = planBackup(folder, backup);
  await withWorkspace(directory, async (workspace) => {
    const backup: Target = {
      workspace,
      id,
      temporary: path.join(workspace.folder, id),
      folder: path.join(workspace.directory, id),
      entry: plan.entry,
      durable: options.durable ?? true,
    };
    await refuseExisting(directory, id);
    const { signal } = options;
    await ManifestUpdate.mend(workspace, backup.durable, signal);
    await fs.mkdir(backup.temporary);
    await fill(backup.temporary, plan, options);
    await withDirectoryLock(workspace.directory, () => commit(backup), { signal });
  });
  return folder;
}

/** A backup on its way to its place. */
interface Target {
  workspace: Workspace;
  id: string;
  temporary: string;
  folder: string;
  /** The text of its entry in the manifest. */
  entry: string;
  durable: boolean;
}

async function fill(
  temporary: string,
  plan: WritePlan,
  { onStep, signal, durable = true }: WriteOptions,
): Promise<void> {
  const total = plan.files.length + 1;
  const local = (relative: string): string => path.join(temporary, ...relative.split('\\'));
  for (const directory of plan.directories) {
    await fs.mkdir(local(directory));
  }
  for (const [index, file] of plan.files.entries()) {
    await onStep?.(index, total);
    signal?.throwIfAborted();
    await fs.writeFile(local(file.path), file.data, { flag: 'wx' });
  }
  if (durable) {
    await syncAll(
      plan.files.map((file) => local(file.path)),
      [...plan.directories.map(local), temporary],
    );
  }
  await onStep?.(total, total);
  signal?.throwIfAborted();
}

/** From here on the backup is whole. If the manifest cannot be written it is taken back all the same. */
async function commit({ workspace, id, temporary, folder, entry, durable }: Target): Promise<void> {
  await refuseExisting(workspace.directory, id);
  const manifest = await ManifestUpdate.ofNew(workspace, id, durable);
  await rename(temporary, folder);
  try {
    if (durable) {
      await syncDirectory(workspace.directory);
    }
    await manifest.write(entry);
  } catch (error) {
    await rename(folder, temporary);
    throw error;
  }
}

async function refuseExisting(directory: string, id: string): Promise<void> {
  if ((await findSpelled(directory, id)) !== undefined) {
    throw new FormatError(
      'exists',
      path.join(directory, id),
      'it exists already; give the backup another ID or delete that one first',
    );
  }
}
