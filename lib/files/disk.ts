import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FormatError } from './errors';
import { openedPath, requireInside } from './opened-path';

/** POSIX only: do not follow a link in the last place, do not wait for the other end of a pipe. */
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The `code` of a system error. */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** Whether an error says that a file, or a directory on the way to it, is not there. */
export function isAbsent(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}

/**
 * Reads a regular file whole. Its size is asked of the open file, before a byte is read, so a file that is
 * swapped or that is larger than its name suggests costs nothing.
 *
 * @param limit Largest size in bytes.
 * @param inside Real path of the directory that it has to be in, where one on the way to it may be exchanged for a link.
 * @throws FormatError `missing`, `tooLarge`, or `hostile` for a link, a file elsewhere or one that is not regular.
 */
export async function readBoundedFile(file: string, limit: number, inside?: string): Promise<Uint8Array> {
  let handle: fs.FileHandle;
  try {
    handle = await fs.open(file, readFlags);
  } catch (cause) {
    if (isAbsent(cause)) {
      throw new FormatError('missing', file, 'the file does not exist', { cause });
    }
    if (errorCode(cause) === 'ELOOP' || errorCode(cause) === 'EMLINK') {
      throw new FormatError('hostile', file, 'it is a symbolic link; only regular files are read', { cause });
    }
    throw cause;
  }
  try {
    if (inside !== undefined) requireInside(inside, await openedPath(handle, file), file);
    const status = await handle.stat();
    if (!status.isFile()) {
      throw new FormatError('hostile', file, 'it is not a regular file');
    }
    if (status.size > limit) {
      throw new FormatError('tooLarge', file, `it has ${status.size} bytes; at most ${limit} are read`);
    }
    const data = new Uint8Array(status.size);
    let filled = 0;
    while (filled < data.length) {
      const { bytesRead } = await handle.read(data, filled, data.length - filled, filled);
      if (bytesRead === 0) {
        throw new FormatError('malformed', file, 'it became shorter while it was read; try again');
      }
      filled += bytesRead;
    }
    return data;
  } finally {
    await handle.close();
  }
}

/** How many files are synchronised at a time. A journal then commits once for several of them. */
const syncBatch = 4;

/** Waits until the disk has files and directories that were written before. */
export async function syncAll(files: string[], directories: string[]): Promise<void> {
  const tasks = [
    ...files.map((file) => () => syncFile(file)),
    ...directories.map((each) => () => syncDirectory(each)),
  ];
  for (let start = 0; start < tasks.length; start += syncBatch) {
    await Promise.all(tasks.slice(start, start + syncBatch).map((task) => task()));
  }
}

/**
 * Replaces a file in one step: a reader finds the old content or the new, never a part.
 *
 * @param durable Whether to wait until the disk has it.
 */
export async function replaceFile(file: string, data: Uint8Array, durable: boolean): Promise<void> {
  const temporary = temporarySibling(file);
  try {
    await fs.writeFile(temporary, data, { flag: 'wx' });
    if (durable) {
      await syncFile(temporary);
    }
    await rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
  if (durable) {
    await syncDirectory(path.dirname(file));
  }
}

/** A name beside `file` that no search takes for a backup: it neither begins with a brace nor is a GUID. */
export function temporarySibling(file: string): string {
  return path.join(path.dirname(file), `.gpmc-${randomUUID()}.tmp`);
}

/** Whether Windows says that a file is in somebody's hands, such as a virus scanner's: it will not be for long. */
export function isBusy(error: unknown): boolean {
  return process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
}

/** Whether there was no room for what should be written. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '');
}

/** How often, and how many milliseconds apart (times the attempt), what was busy is tried again on Windows. */
const busyAttempts = 6;
const busyPause = 20;

/** Renames; on Windows tries again while somebody holds a file open. */
export async function rename(from: string, to: string): Promise<void> {
  await retryBusy(() => fs.rename(from, to));
}

/** Removes an empty directory, as {@link rename} with patience on Windows. */
export async function removeEmptyDirectory(directory: string): Promise<void> {
  await retryBusy(() => fs.rmdir(directory), ['ENOTEMPTY']); // a file that was removed while it was open is still there
}

async function retryBusy(task: () => Promise<void>, alsoBusy: readonly string[] = []): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      const busy =
        isBusy(error) || (process.platform === 'win32' && alsoBusy.includes(errorCode(error) ?? ''));
      if (!busy || attempt === busyAttempts) {
        throw error;
      }
      await pause(busyPause * attempt);
    }
  }
}

/** Makes renames in a directory durable. Windows does so itself and cannot open a directory for it. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform !== 'win32') {
    await syncOpened(directory, constants.O_RDONLY);
  }
}

/** Windows synchronises only what is open for writing. */
export async function syncFile(file: string): Promise<void> {
  await syncOpened(file, constants.O_RDWR);
}

async function syncOpened(file: string, flags: number): Promise<void> {
  const handle = await fs.open(file, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
