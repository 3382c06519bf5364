import { type BigIntStats, existsSync, readlinkSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { FormatError } from './errors';

/**
 * Where Linux shows what a process has open. A path through it begins at the very file or directory that was opened,
 * whatever stands at its name by now.
 */
export const descriptors =
  process.platform === 'linux' && existsSync('/proc/self/fd') ? '/proc/self/fd' : undefined;

/**
 * The real path of a file that is open, as it is at the moment. Elsewhere than in Linux it is that of its name, held
 * against what was opened: what is exchanged and put back in between is not noticed.
 *
 * @throws FormatError `hostile` where another one stands at the name.
 */
export async function openedPath(handle: fs.FileHandle, name: string): Promise<string> {
  if (descriptors !== undefined) return readlinkSync(`${descriptors}/${handle.fd}`); // which waits for no disk
  const real = await fs.realpath(name);
  if (!sameFile(await handle.stat({ bigint: true }), await fs.lstat(real, { bigint: true }))) {
    throw exchanged(name);
  }
  return real;
}

/** @throws FormatError `hostile` for a file that is not below a directory, both by their real paths. */
export function requireInside(directory: string, real: string, name: string): void {
  const relative = path.relative(directory, real);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    throw new FormatError('hostile', name, 'it leads out of the backup; it is not read');
  }
}

/** Whether two are the same file, as far as the system tells. */
export function sameFile(a: BigIntStats, b: BigIntStats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** What is said of a file that was exchanged while it was worked with. */
export function exchanged(name: string): FormatError {
  return new FormatError('hostile', name, 'another one was put in its place meanwhile; it is not read');
}
