import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { inTurn, workName } from '../files/directory-lock';
import { errorCode, isAbsent } from '../files/disk';
import { FormatError } from '../files/errors';
import { removeTree } from '../files/remove-tree';
import { Hresult } from '../hresult/codes';
import { changeAside } from './manifest-memory';

/**
 * What has a temporary name from here or from `temporarySibling`, or claims a lock (`LockFile`); nobody else's files are
 * removed.
 */
const temporaryName = /^(?:(?:\.gpmc-)?[0-9a-f-]{36}\.tmp|lock\.[0-9a-f-]{36}(?:\.[0-9a-f-]{36})*)$/;
/** Milliseconds after which nobody can still be at work on something temporary. */
const temporaryAge = 24 * 60 * 60 * 1000;

/** A folder for what is not whole yet, in the directory's {@link workName}. */
export interface Workspace {
  /** The absolute path of the directory of backups. */
  directory: string;
  /** The folder, empty at first. It is on the same disk, so that what is in it can be renamed to where it belongs. */
  folder: string;
}

/**
 * Works on a directory of backups. What is only for the work is not beside the backups, so that the directory changes
 * by nothing but backups and its manifest; nothing of it stays.
 *
 * @throws FormatError `missing` if the directory does not exist, `hostile` if {@link workName} is no folder.
 */
export async function withWorkspace<T>(
  directory: string,
  task: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const absolute = path.resolve(directory);
  const work = path.join(absolute, workName);
  const folder = path.join(work, `${randomUUID()}.tmp`);
  const workspace = { directory: absolute, folder };
  await inTurn(absolute, () => changeAside(absolute, () => makeFolder(work, folder)));
  try {
    await removeLeftovers(workspace, work, await fs.readdir(work));
    return await task(workspace);
  } finally {
    // The error that led here is the one to tell; what cannot be removed has a name that is removed another day.
    await removeTree(folder).catch(() => undefined);
    await inTurn(absolute, () => changeAside(absolute, () => fs.rmdir(work).catch(() => undefined)));
  }
}

/**
 * Removes what a crash left in a folder long ago. How old it is is told by the clock of the disk, since that of this
 * machine may be another.
 */
export async function removeLeftovers(
  { folder }: Workspace,
  parent: string,
  names: readonly string[],
): Promise<void> {
  const temporary = names.filter((name) => temporaryName.test(name) && name !== path.basename(folder));
  if (temporary.length === 0) return;
  const { mtimeMs: now } = await fs.stat(folder);
  for (const name of temporary) {
    const file = path.join(parent, name);
    const { mtimeMs } = await fs.lstat(file).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > temporaryAge) {
      await removeTree(file).catch(() => undefined);
    }
  }
}

/** Makes the folder in its parent, which others make and remove at the same time. */
async function makeFolder(work: string, folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await fs.mkdir(work);
    } catch (error) {
      if (isAbsent(error)) throw missingDirectory(path.dirname(work), error);
      if (errorCode(error) !== 'EEXIST') throw error;
      const status = await fs.lstat(work).catch(() => undefined);
      if (status && !status.isDirectory()) {
        throw new FormatError(
          'hostile',
          work,
          'it is not a folder; remove it, backups are made in a folder of that name',
        );
      }
    }
    try {
      return await fs.mkdir(folder);
    } catch (error) {
      if (!isAbsent(error) || attempt === makeAttempts) throw error;
    }
  }
}

const makeAttempts = 100;

/** What to say of a directory of backups that is not there. */
export function missingDirectory(directory: string, cause: unknown): FormatError {
  return new FormatError('missing', directory, 'the directory does not exist', {
    cause,
    hresult: Hresult.ERROR_PATH_NOT_FOUND,
  });
}
