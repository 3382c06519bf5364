import fs from 'node:fs/promises';
import path from 'node:path';
import { manifestName } from './manifest';

/** What tells a directory and its manifest as they are from what somebody made of them. */
export interface Marks {
  directory: string;
  manifest: string;
}

/** How this process left a directory of backups: each of them in the manifest, which can be read. */
interface Memory extends Marks {
  /** The IDs of entries without a backup, by `foldCase`. */
  stale: ReadonlySet<string>;
}

/**
 * To hold a manifest against the folders of a large directory takes a hundred times as long as to add an entry. So it
 * is done where somebody else has changed something, which these marks tell: a folder that comes or goes changes the
 * time of its directory, and for the moments within one tick of the clock its number of links or its size.
 */
const memories = new Map<string, Memory>();

/** What this process knows of a directory, if nobody has changed it since. */
export function recall(directory: string, now: Marks): Pick<Memory, 'stale'> | undefined {
  const memory = memories.get(directory);
  const unchanged = memory?.directory === now.directory && memory.manifest === now.manifest;
  return unchanged ? memory : undefined;
}

/**
 * To be called where everything is in its place.
 *
 * @param marks From before the directory was read; none where this process has changed it since, with the lock.
 */
export async function remember(directory: string, stale: ReadonlySet<string>, marks?: Marks): Promise<void> {
  memories.set(directory, { ...(marks ?? (await marksOf(directory))), stale });
}

/** To be called before something is changed. */
export function forget(directory: string): void {
  memories.delete(directory);
}

/** Makes a change that has nothing to do with backups, and does not forget for it. */
export async function changeAside(directory: string, change: () => Promise<void>): Promise<void> {
  const memory = memories.get(directory);
  const unchanged = memory && memory.directory === (await markOf(directory));
  await change();
  if (unchanged) memory.directory = await markOf(directory);
}

/** Looks at a directory. */
export async function marksOf(directory: string): Promise<Marks> {
  const [own, manifest] = [await markOf(directory), await markOf(path.join(directory, manifestName))];
  return { directory: own, manifest };
}

/** Empty where it cannot be told. */
async function markOf(file: string): Promise<string> {
  return fs.lstat(file, { bigint: true }).then(
    ({ dev, ino, size, nlink, mtimeNs }) => [dev, ino, size, nlink, mtimeNs].join(),
    () => '',
  );
}
