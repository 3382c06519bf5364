import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Hresult } from '../hresult/codes';
import { HresultError } from '../hresult/hresult-error';
import { errorCode, isAbsent, isBusy, rename } from './disk';
import { isRunning, type RunningProcess, thisProcess } from './running-process';

/** Who holds a lock. */
interface Holder extends RunningProcess {
  /** Of this one time that the lock was taken. */
  token: string;
}

/** Milliseconds. A holder shows every minute that it is there; one that has not for ten is taken for gone. */
const touchInterval = 60_000;
const untouchedLimit = 600_000;
/** Milliseconds between two looks at a lock that somebody has: short at first, since most hold it for milliseconds. */
const firstPause = 2;
const longestPause = 100;

/** How a lock is waited for. */
export interface LockOptions {
  /** Milliseconds, 60 s by default. 0 does not wait. */
  patience?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * A lock between processes: a file that is there while somebody holds it, and that names the holder. One that a
 * process left behind when it ended is taken over.
 */
export class LockFile {
  readonly #file: string;
  readonly #token: string;
  readonly #timer: NodeJS.Timeout;

  private constructor(file: string, token: string) {
    this.#file = file;
    this.#token = token;
    const touch = (): void => {
      const now = new Date();
      fs.utimes(file, now, now).catch(() => undefined);
    };
    this.#timer = setInterval(touch, touchInterval);
    this.#timer.unref();
  }

  /**
   * Waits until the lock is free.
   *
   * @param file Its directory has to exist.
   * @throws HresultError `ERROR_SHARING_VIOLATION` that names the holder where it is not free in time;
   *   `signal.reason`; system errors as they are.
   */
  static async acquire(file: string, { patience = 60_000, signal }: LockOptions = {}): Promise<LockFile> {
    const own: Holder = { ...thisProcess(), token: randomUUID() };
    let next = firstPause;
    for (let waited = 0; ; ) {
      signal?.throwIfAborted();
      const holder = await take(file, own);
      if (holder === 'own') return new LockFile(file, own.token);
      if (waited >= patience) throw held(file, holder);
      const time = next * (0.5 + Math.random() / 2);
      await pause(time, undefined, { signal }).catch(() => undefined);
      waited += time;
      next = Math.min(next * 1.5, longestPause);
    }
  }

  /**
   * Gives the lock back, unless it was taken away from a holder that had not shown itself for ten minutes. A disk that
   * fails here does not make what was done under the lock fail.
   */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    const holder = await readHolder(this.#file).catch(() => undefined);
    if (holder?.token === this.#token) {
      await fs.rm(this.#file, { force: true, recursive: true, maxRetries: 5 }).catch(() => undefined);
    }
  }
}

/**
 * Tries once. A stale lock is taken over by whoever first makes the claim on it, a lock file that has the stale token in
 * its name: the claim is renamed to the lock in one step. No two can do so, and no lock that was taken meanwhile is
 * replaced. A claim that was left behind is itself a stale lock.
 *
 * @returns `own`, or who has it.
 */
async function take(file: string, own: Holder): Promise<'own' | Holder | undefined> {
  if (await create(file, own)) return 'own';
  const holder = await readHolder(file);
  if (!holder || !(await isStale(file, holder))) return holder;
  const claim = `${file}.${holder.token}`;
  if ((await take(claim, own)) !== 'own') return holder;
  try {
    if ((await readHolder(file))?.token === holder.token) {
      await rename(claim, file);
      return 'own';
    }
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
  await fs.rm(claim, { force: true });
  return holder;
}

async function create(file: string, own: Holder): Promise<boolean> {
  let handle: fs.FileHandle;
  try {
    handle = await fs.open(file, 'wx');
  } catch (error) {
    // Windows says that a name is busy while its file is being deleted.
    if (errorCode(error) === 'EEXIST' || isBusy(error)) return false;
    throw error;
  }
  try {
    await handle.writeFile(JSON.stringify(own));
  } catch (error) {
    await fs.rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return true;
}

/** What a lock says; one that is being written, or was cut off, is somebody's on another machine. */
async function readHolder(file: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await fs.readFile(file, 'utf8');
  } catch (error) {
    if (isAbsent(error) || isBusy(error)) return undefined;
    throw error;
  }
  try {
    const { host, pid, started, token } = JSON.parse(text);
    const known =
      [host, started].every((each) => typeof each === 'string') && Number.isInteger(pid) && pid > 0;
    if (known && /^[\w-]{1,40}$/.test(token)) return { host, pid, started, token };
  } catch {
    // Told below.
  }
  return { host: '', pid: 0, started: '', token: 'unknown' };
}

async function isStale(file: string, holder: Holder): Promise<boolean> {
  const running = await isRunning(holder);
  if (running !== 'unknown') return !running;
  return fs.stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > untouchedLimit,
    () => false,
  );
}

function held(file: string, holder: Holder | undefined): HresultError {
  const who = holder?.pid ? `process ${holder.pid} on ${holder.host.split(' ')[0]}` : 'another process';
  return new HresultError(
    Hresult.ERROR_SHARING_VIOLATION,
    `${path.dirname(path.dirname(file))} is in use by ${who}; try again when that has ended (its lock is ${file})`,
  );
}
