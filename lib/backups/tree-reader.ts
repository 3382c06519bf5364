import path from 'node:path';
import { FormatError } from '../files/errors';
import { HeldDirectory } from '../files/held-directory';
import { limits } from '../files/limits';
import { requireInside } from '../files/opened-path';
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

/** What {@link walkTree} found, and the real path of the folder that it found it in. */
export interface WalkedTree {
  tree: Tree;
  real: string;
}

/**
 * Lists everything below a directory. Since files are read only if they are in this list, nothing a backup
 * says about paths can make a reader look elsewhere.
 *
 * @throws FormatError `hostile` for a link, a pipe, a name Windows cannot have, too many or too deep entries, or a
 *   directory that is exchanged for a link meanwhile; `malformed` for two names that differ only in case.
 */
export async function walkTree(root: string): Promise<WalkedTree> {
  const tree: Tree = new Map();
  let real: string | undefined;
  const pending: Pending[] = [{ directory: root, prefix: '', depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { directory, depth } = next;
    if (depth >= limits.directoryDepth) {
      throw new FormatError(
        'hostile',
        directory,
        `it is nested deeper than ${limits.directoryDepth} directories; it is not read`,
      );
    }
    const held = await HeldDirectory.open(directory);
    try {
      const place = await held.realPath();
      real ??= place;
      requireInside(real, place, directory);
      await listInto(tree, held, next, root, pending);
    } finally {
      await held.close();
    }
  }
  return { tree, real: real! };
}

/** A directory that is to be listed. */
interface Pending {
  directory: string;
  /** Of the paths of its entries. */
  prefix: string;
  depth: number;
}

async function listInto(
  tree: Tree,
  held: HeldDirectory,
  { directory, prefix, depth }: Pending,
  root: string,
  pending: Pending[],
): Promise<void> {
  for await (const entry of held.entries()) {
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
