import path from 'node:path';
import { LockFile, type LockOptions } from './lock-file';

/** Where a directory of backups has what is only for the work on it: never searched, listed or compared. */
export const workName = '.gpmc';

/** The last of the tasks that wait for each directory. */
const tails = new Map<string, Promise<void>>();

/** Runs tasks on one directory of this process one after another. */
export async function inTurn<T>(directory: string, task: () => Promise<T>): Promise<T> {
  const run = (tails.get(directory) ?? Promise.resolve()).then(task);
  const tail = run.then(
    () => undefined,
    () => undefined,
  );
  tails.set(directory, tail);
  try {
    return await run;
  } finally {
    if (tails.get(directory) === tail) {
      tails.delete(directory);
    }
  }
}

/** A lock file that this process holds or waits for, for all that need it: none of them waits for another's wait. */
class SharedLock {
  static readonly #all = new Map<string, SharedLock>();

  readonly #directory: string;
  readonly #lock: Promise<LockFile>;
  readonly #abandoned = new AbortController();
  #users = 0;

  private constructor(directory: string, patience: number | undefined) {
    this.#directory = directory;
    this.#lock = LockFile.acquire(path.join(directory, workName, 'lock'), {
      patience,
      signal: this.#abandoned.signal,
    });
    SharedLock.#all.set(directory, this);
  }

  static of(directory: string, patience: number | undefined): SharedLock {
    return SharedLock.#all.get(directory) ?? new SharedLock(directory, patience);
  }

  async enter(signal: AbortSignal | undefined): Promise<void> {
    this.#users++;
    try {
      await unlessAborted(this.#lock, signal);
    } catch (error) {
      await this.leave();
      throw error;
    }
  }

  /** The last one gives the lock back, or gives up to wait for it. */
  async leave(): Promise<void> {
    if (--this.#users > 0) return;
    SharedLock.#all.delete(this.#directory);
    this.#abandoned.abort();
    const lock = await this.#lock.catch(() => undefined);
    await lock?.release();
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/**
 * Keeps other processes out of a directory. Within this process several may hold it, so that one that does for long does
 * not shut out the others: they take turns by {@link inTurn}.
 *
 * @param directory Its absolute path; {@link workName} in it has to exist.
 * @returns What gives it back.
 * @throws as {@link LockFile.acquire}; the patience is that of the first who waits.
 */
export async function holdDirectory(
  directory: string,
  { patience, signal }: LockOptions = {},
): Promise<() => Promise<void>> {
  const lock = SharedLock.of(directory, patience);
  await lock.enter(signal);
  return () => lock.leave();
}

/** Runs a task while neither another task of this process nor another process works on the directory. */
export async function withDirectoryLock<T>(
  directory: string,
  task: () => Promise<T>,
  options?: LockOptions,
): Promise<T> {
  const release = await holdDirectory(directory, options);
  try {
    return await inTurn(directory, task);
  } finally {
    await release();
  }
}
