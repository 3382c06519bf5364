import fs from 'node:fs/promises';
import path from 'node:path';
import { withDirectoryLock } from '../files/directory-lock';
import { isAbsent, rename, syncAll, syncDirectory, temporarySibling } from '../files/disk';
import { FormatError } from '../files/errors';
import { isBracedGuid } from '../files/guid';
import { removeTree } from '../files/remove-tree';
import { equalIgnoringCase } from '../files/text';
import { Hresult } from '../hresult/codes';
import { readManifest, withoutEntry, writeManifest } from './manifest';
import { currentEntries } from './manifest-update';
import type { Backup, WriteOptions } from './types';
import { planBackup, type WritePlan } from './write-plan';

/**
 * Writes a backup folder as GPMC does and enters it in the directory's manifest.
 *
 * The folder is made under a name that no search takes for a backup and renamed when it is whole, so a backup
 * that was interrupted, by an error, the signal or a crash, is never listed. What a crash leaves is ignored.
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
  await refuseExisting(directory, id);
  await readManifest(directory);
  const temporary = temporarySibling(folder);
  try {
    await fs.mkdir(temporary);
    await fill(temporary, plan, options);
    await withDirectoryLock(directory, () =>
      commit(directory, folder, temporary, plan, id, options.durable ?? true),
    );
  } catch (error) {
    await discard(temporary);
    throw error;
  }
  return folder;
}

/**
 * Removes a backup and its entry in the manifest. The folder loses its name first, so that no search meets half
 * of it; but the manifest is read before, so that one that cannot be read is found while nothing is changed.
 *
 * @param id GUID of the backup, in braces.
 * @throws FormatError `missing` if the directory or the backup does not exist, or what is wrong with the manifest.
 */
export async function removeBackup(
  directory: string,
  id: string,
  { durable = true }: Pick<WriteOptions, 'durable'> = {},
): Promise<void> {
  const name = (await namesIn(directory)).find(
    (entry) => isBracedGuid(entry) && equalIgnoringCase(entry, id),
  );
  if (!name) {
    throw new FormatError('missing', path.join(directory, id), 'there is no such backup');
  }
  const folder = path.join(directory, name);
  const temporary = temporarySibling(folder);
  await withDirectoryLock(directory, async () => {
    const entries = await currentEntries(directory);
    await rename(folder, temporary);
    try {
      await writeManifest(directory, withoutEntry(entries, id), durable);
    } catch (error) {
      await rename(temporary, folder);
      throw error;
    }
  });
  await removeTree(temporary);
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
async function commit(
  directory: string,
  folder: string,
  temporary: string,
  plan: WritePlan,
  id: string,
  durable: boolean,
): Promise<void> {
  await refuseExisting(directory, id);
  const entries = await currentEntries(directory);
  await rename(temporary, folder);
  try {
    if (durable) {
      await syncDirectory(directory);
    }
    await writeManifest(directory, [...withoutEntry(entries, id), plan.entry], durable);
  } catch (error) {
    await rename(folder, temporary);
    throw error;
  }
}

async function refuseExisting(directory: string, id: string): Promise<void> {
  if ((await namesIn(directory)).some((entry) => equalIgnoringCase(entry, id))) {
    throw new FormatError(
      'exists',
      path.join(directory, id),
      'it exists already; give the backup another ID or delete that one first',
    );
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await fs.readdir(directory);
  } catch (cause) {
    if (isAbsent(cause)) {
      throw new FormatError('missing', directory, 'the directory does not exist; create it first', {
        cause,
        hresult: Hresult.ERROR_PATH_NOT_FOUND,
      });
    }
    throw cause;
  }
}

/** The error that led here is the one to tell; a folder that cannot be removed has a name that is ignored. */
async function discard(temporary: string): Promise<void> {
  await removeTree(temporary).catch(() => undefined);
}
