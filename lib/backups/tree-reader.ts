import fs from 'node:fs/promises';
import path from 'node:path';
import { isAbsent } from '../files/disk';
import { FormatError } from '../files/errors';
import { limits } from '../files/limits';
import { nameProblem } from '../files/paths';
import { foldCase } from '../files/text';

/** A file or directory that {@link walkTree} found. */
export interface TreeEntry {
  /** Path below the root, with backslashes, spelled as on disk. */
  path: string;
  /** The same as a path of this system. */
  file: string;
  isDirectory: boolean;
}

/** All that is below a directory, by path without regard to case ({@link foldCase}). */
export type Tree = Map<string, TreeEntry>;

/**
 * Lists everything below a directory. Since files are read only if they are in this list, nothing a backup
 * says about paths can make a reader look elsewhere.
 *
 * @throws FormatError `hostile` for a link, a pipe, a name Windows cannot have, or too many or too deep entries;
 *   `malformed` for two names that differ only in case.
 */
export async function walkTree(root: string): Promise<Tree> {
  await refuseLink(root);
  const real = await fs.realpath(root);
  const tree: Tree = new Map();
  const pending: { directory: string; prefix: string; depth: number }[] = [
    { directory: root, prefix: '', depth: 0 },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { directory, prefix, depth } = next;
    if (depth >= limits.directoryDepth) {
      throw new FormatError(
        'hostile',
        directory,
        `it is nested deeper than ${limits.directoryDepth} directories; it is not read`,
      );
    }
    await requireInside(real, directory);
    for await (const entry of await fs.opendir(directory)) {
      const file = path.join(directory, entry.name);
      const problem = nameProblem(entry.name);
      if (problem) {
        throw new FormatError(
          'hostile',
          file,
          `its name ${problem}, which no file of a backup has; remove or rename it`,
        );
      }
      if (!entry.isFile() && !entry.isDirectory()) {
        throw new FormatError(
          'hostile',
          file,
          `it is ${entry.isSymbolicLink() ? 'a symbolic link' : 'neither a file nor a directory'}; a backup holds only files and directories of its own`,
        );
      }
      const found = { path: prefix + entry.name, file, isDirectory: entry.isDirectory() };
      const twin = tree.get(foldCase(found.path));
      if (twin) {
        throw new FormatError(
          'malformed',
          file,
          `its name differs only in case from ${twin.file}; Windows cannot have both`,
        );
      }
      tree.set(foldCase(found.path), found);
      if (tree.size > limits.backupEntries) {
        throw new FormatError(
          'tooLarge',
          root,
          `it holds more than ${limits.backupEntries} files and directories`,
        );
      }
      if (found.isDirectory) {
        pending.push({ directory: file, prefix: `${found.path}\\`, depth: depth + 1 });
      }
    }
  }
  return tree;
}

/** Requires a directory that is not a link. */
async function refuseLink(directory: string): Promise<void> {
  try {
    const status = await fs.lstat(directory);
    if (status.isSymbolicLink()) {
      throw new FormatError('hostile', directory, 'it is a symbolic link; a backup is a folder of its own');
    }
    if (!status.isDirectory()) {
      throw new FormatError('malformed', directory, 'it is not a folder');
    }
  } catch (cause) {
    if (isAbsent(cause)) {
      throw new FormatError('missing', directory, 'the folder does not exist', { cause });
    }
    throw cause;
  }
}

/** A directory that was swapped for a link since its parent was listed leads elsewhere. */
async function requireInside(real: string, directory: string): Promise<void> {
  const relative = path.relative(real, await fs.realpath(directory));
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    throw new FormatError('hostile', directory, 'it leads out of the backup; it is not read');
  }
}
