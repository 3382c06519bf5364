import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { holdDirectory, withDirectoryLock, workName } from '../../lib/files/directory-lock';
import { LockFile } from '../../lib/files/lock-file';
import { isRunning, thisProcess } from '../../lib/files/running-process';
import { HresultError } from '../../lib/hresult/hresult-error';

let directory: string;
let file: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gpmc-lock-'));
  file = path.join(directory, workName, 'lock');
  fs.mkdirSync(path.dirname(file));
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(directory, { recursive: true, force: true });
});

/** Leaves a lock behind, untouched for so many minutes. */
function leave(holder: object | string, minutes = 0, at = file): void {
  fs.writeFileSync(at, typeof holder === 'string' ? holder : JSON.stringify({ token: 'left', ...holder }));
  const then = new Date(Date.now() - minutes * 60_000);
  fs.utimesSync(at, then, then);
}

/** The number of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid!;
}

const acquire = (patience = 0) => LockFile.acquire(file, { patience });

test('is held by one at a time', async () => {
  const first = await acquire();
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({ ...thisProcess(), token: expect.any(String) });
  const error: HresultError = await acquire().then(fail, (reason) => reason);
  expect(error).toBeInstanceOf(HresultError);
  expect(error.hresult).toBe(0x80070020);
  expect(error.message).toContain(`${directory} is in use by process ${process.pid} on ${os.hostname()}`);
  expect(error.message).toContain(file);
  const second = acquire(60_000);
  await first.release();
  await (await second).release();
  expect(fs.readdirSync(path.dirname(file))).toEqual([]);
});

function fail(): never {
  throw new Error('the lock was had twice');
}

test('is waited for until the signal', async () => {
  const first = await acquire();
  const controller = new AbortController();
  const waiting = LockFile.acquire(file, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await first.release();
});

describe('a lock that was left behind', () => {
  const elsewhere = { host: 'elsewhere', pid: 1, started: '1' };

  test('by a process that has ended is taken over', async () => {
    leave({ ...thisProcess(), pid: await endedProcess() });
    const lock = await acquire();
    expect(fs.readFileSync(file, 'utf8')).toContain(`"pid":${process.pid}`);
    await lock.release();
    expect(fs.readdirSync(path.dirname(file))).toEqual([]);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('by a process whose number another has now is taken over', async () => {
    leave({ ...thisProcess(), started: '1' });
    await (await acquire()).release();
  });

  test('on another machine, or by half a file, is when it was not touched for ten minutes', async () => {
    for (const holder of [elsewhere, '', '{"host":"else']) {
      leave(holder, 9);
      await expect(acquire()).rejects.toThrow('is in use by');
      leave(holder, 11);
      await (await acquire()).release();
    }
  });

  test('is taken over by one of many, also where one of them ended in the middle', async () => {
    const pid = await endedProcess();
    leave({ ...thisProcess(), pid });
    leave({ ...thisProcess(), pid, token: 'claim' }, 0, `${file}.left`);
    let holders = 0;
    const work = async (): Promise<void> => {
      const lock = await acquire(60_000);
      expect(++holders).toBe(1);
      await new Promise(setImmediate);
      holders--;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect(fs.readdirSync(path.dirname(file))).toEqual([]);
  });

  test('and taken over is not given back by who left it', async () => {
    const first = await acquire();
    leave({ ...elsewhere, token: 'other' });
    await first.release();
    expect(fs.readFileSync(file, 'utf8')).toContain('elsewhere');
  });
});

test('its holder touches it every minute', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  try {
    const lock = await acquire();
    const utimes = jest.spyOn(fs.promises, 'utimes');
    jest.advanceTimersByTime(3 * 60_000);
    expect(utimes.mock.calls.map(([touched]) => touched)).toEqual([file, file, file]);
    await lock.release();
    jest.advanceTimersByTime(3 * 60_000);
    expect(utimes).toHaveBeenCalledTimes(3);
  } finally {
    jest.useRealTimers();
  }
});

test('a process that holds a directory for long can still work in it', async () => {
  const release = await holdDirectory(directory);
  await withDirectoryLock(directory, async () => expect(fs.existsSync(file)).toBe(true), { patience: 0 });
  expect(fs.existsSync(file)).toBe(true);
  await release();
  expect(fs.existsSync(file)).toBe(false);
});

test('those of one process wait for another together, and each by its own signal', async () => {
  leave({ host: 'elsewhere', pid: 1, started: '1' });
  const task = jest.fn(async () => undefined);
  const controller = new AbortController();
  const waiting = [controller.signal, undefined, undefined].map((signal) =>
    withDirectoryLock(directory, task, { patience: 60_000, signal }),
  );
  controller.abort(new Error('enough'));
  await expect(waiting[0]).rejects.toThrow('enough');
  expect(task).not.toHaveBeenCalled();
  fs.rmSync(file);
  await Promise.all(waiting.slice(1));
  expect(task).toHaveBeenCalledTimes(2);
  expect(fs.existsSync(file)).toBe(false);

  leave({ host: 'elsewhere', pid: 1, started: '1' });
  const all = Array.from({ length: 3 }, () => withDirectoryLock(directory, task, { patience: 20 }));
  const results = await Promise.allSettled(all);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  fs.rmSync(file);
  await withDirectoryLock(directory, task, { patience: 0 });
});

test('a process is known from one that has ended, and of another machine nothing is known', async () => {
  expect([true, 'unknown']).toContain(await isRunning(thisProcess()));
  expect(await isRunning({ ...thisProcess(), pid: await endedProcess() })).toBe(false);
  expect(await isRunning({ ...thisProcess(), host: 'elsewhere' })).toBe('unknown');
});
