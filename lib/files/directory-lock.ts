import fs from 'node:fs/promises';

/** The last of the tasks that wait for each directory, by its real path. */
const tails = new Map<string, Promise<void>>();

/**
 * Runs tasks on one directory one after another, so that two writers of this process do not each read the
 * manifest, add their own entry and overwrite the other's. Other processes are not kept out.
 */
export async function withDirectoryLock<T>(directory: string, task: () => Promise<T>): Promise<T> {
  const key = await fs.realpath(directory);
  const run = (tails.get(key) ?? Promise.resolve()).then(task);
  const tail = run.then(
    () => undefined,
    () => undefined,
  );
  tails.set(key, tail);
  try {
    return await run;
  } finally {
    if (tails.get(key) === tail) {
      tails.delete(key);
    }
  }
}
