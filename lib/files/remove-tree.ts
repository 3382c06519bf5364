import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import { errorCode, removeEmptyDirectory, rename } from './disk';
import { FormatError } from './errors';
import { HeldDirectory } from './held-directory';

/**
 * Removes a folder that has a name of its own by now, and all that is in it; nothing where it is not there. What is put
 * in the place of a directory meanwhile is not followed: each directory that is not empty is moved up into the folder,
 * which lets no other user in, before a file of it is removed, and is worked in by its handle.
 */
export async function removeTree(folder: string): Promise<void> {
  const top = await openOrRemove(folder);
  if (!top) return;
  try {
    await top.makePrivate();
    /** Directories right in the folder that are to be emptied. */
    const pending = await removeFiles(top, top);
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      await top.requireSame();
      const directory = await openOrRemove(top.at(name));
      if (!directory) continue;
      try {
        for (const moved of await removeFiles(directory, top)) pending.push(moved);
      } finally {
        await directory.close();
      }
      await top.requireSame();
      await removeEmptyDirectory(top.at(name));
    }
  } finally {
    await top.close();
  }
  await removeEmptyDirectory(folder);
}

/** Opens a directory. What is none, such as a link, is removed, and not what it leads to. */
async function openOrRemove(name: string): Promise<HeldDirectory | undefined> {
  try {
    return await HeldDirectory.open(name);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    await removeFile(name);
    return undefined;
  }
}

/** Removes the files of a directory. @returns the names that its directories have in `top` now. */
async function removeFiles(directory: HeldDirectory, top: HeldDirectory): Promise<string[]> {
  const found: { name: string; isDirectory: boolean }[] = [];
  for await (const entry of directory.entries()) {
    found.push({ name: entry.name, isDirectory: entry.isDirectory() });
  }
  const directories: string[] = [];
  for (const { name, isDirectory } of found) {
    await directory.requireSame();
    if (!isDirectory) {
      await removeFile(directory.at(name));
    } else if (directory === top) {
      directories.push(name);
    } else if (!(await wasEmpty(directory.at(name)))) {
      const moved = randomUUID();
      await rename(directory.at(name), top.at(moved));
      directories.push(moved);
    }
  }
  return directories;
}

async function removeFile(file: string): Promise<void> {
  await fs.rm(file, { force: true, maxRetries: 5 });
}

/** Removes a directory if it is empty: one that may not be changed could not be moved. */
async function wasEmpty(directory: string): Promise<boolean> {
  try {
    await fs.rmdir(directory);
    return true;
  } catch (error) {
    return errorCode(error) === 'ENOENT'; // anything else that can be moved is dealt with at its new place
  }
}
