import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { GpmError } from '../../lib/hresult/gpm-error';
import type { Status } from '../../lib/operation/status';
import { LOOP_MARK } from '../../lib/operation/status-buffer';
import { FakeHost, messageData } from './fake-host';

async function failure(operation: PromiseLike<unknown>): Promise<GpmError> {
  return Promise.resolve(operation).then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );
}

describe('a successful operation', () => {
  test('delivers an event for each call, in order, and resolves with the result', async () => {
    const host = new FakeHost();
    const operation = host.start();
    const statuses: Status[] = [];
    operation.on('status', (status) => statuses.push(status));
    expect(operation.state).toBe('starting');
    host.returns();
    expect(operation.state).toBe('running');
    host.status(0, 2);
    host.status(1, 2);
    host.status(2, 2, 0, { value: 'report' });
    const result = await operation;
    expect(result).toEqual({ value: 'report', messages: [], hresult: 0 });
    expect(
      statuses.map(({ numerator, denominator, fraction, done }) => [numerator, denominator, fraction, done]),
    ).toEqual([
      [0, 2, 0, false],
      [1, 2, 0.5, false],
      [2, 2, 1, true],
    ]);
    expect(operation.last).toBe(statuses[2]);
    expect(operation.state).toBe('succeeded');
    expect(host.forgotten).toBe(1);
    expect(host.running.size).toBe(0);
  });

  test('survives odd numbers', () => {
    const host = new FakeHost();
    const operation = host.start();
    const seen: [number, boolean][] = [];
    operation.on('status', ({ fraction, done }) => seen.push([fraction, done]));
    host.returns();
    host.status(0, 0);
    host.status(-1, -1);
    host.status(-1, 5);
    host.status(7, 5);
    expect(seen).toEqual([
      [0, false],
      [0, false],
      [0, false],
      [1, false],
    ]);
    expect(operation.state).toBe('running');
  });

  test('returns the messages of both ways without duplicates', async () => {
    const host = new FakeHost();
    const operation = host.start();
    host.resultData = {
      overall: 0x80230af5,
      messages: [messageData('a', 1), messageData('b', 0x80230af5), messageData('b', 0x80230af5)],
      value: undefined,
    };
    const result = host.object(2);
    host.returns(0, { result });
    host.status(1, 2, 0, { messages: [messageData('b', 0x80230af5)] });
    host.status(2, 2, 0, { messages: [messageData('c'), messageData('c')], value: 'report' });
    const { messages } = await operation;
    expect(messages.map(({ message, severity }) => `${message} ${severity}`)).toEqual([
      'b warning',
      'c success',
      'c success',
      'a success',
      'b warning',
    ]);
    expect(host.released).toEqual([result]);
  });

  test('says that a message could not be read', async () => {
    const host = new FakeHost();
    const operation = host.start();
    host.returns();
    host.status(2, 2, 0, {
      messages: [{ failed: 0x80070005 }, { failed: 0x80070005, unread: 84 }],
      value: 'report',
    });
    const { messages } = await operation;
    expect(messages[1]?.message).toBe(
      'A message of the server could not be read, and 84 behind it were given up: access is denied.',
    );
    expect(messages.slice(0, 1)).toEqual([
      {
        severity: 'warning',
        objectPath: '',
        extensionName: '',
        settingsName: '',
        message: 'A message of the server could not be read: access is denied.',
        errorCode: 0x80070005,
        operationCode: 0,
      },
    ]);
  });

  test('ignores what comes after the end, and releases it', async () => {
    const host = new FakeHost();
    const operation = host.start();
    host.returns();
    host.status(2, 2, 0, { value: 'report' });
    await operation;
    const listener = jest.fn();
    operation.on('status', listener);
    const late = host.object(9);
    host.status(2, 2, 0, { value: late });
    host.listener.released();
    expect(listener).not.toHaveBeenCalled();
    expect(host.released).toEqual([late]);
  });

  test('a listener that throws does so to its caller, and the operation goes on', async () => {
    const host = new FakeHost();
    const operation = host.start();
    operation.on('status', () => {
      throw new Error('listener');
    });
    host.returns();
    expect(() => host.status(1, 2)).toThrow('listener');
    expect(() => host.status(2, 2, 0, { value: 'report' })).toThrow('listener');
    await expect(operation).resolves.toMatchObject({ value: 'report' });
  });
});

describe('a failed operation', () => {
  test('tells what could not be done, the code, the method and the messages', async () => {
    const host = new FakeHost();
    const operation = host.start();
    host.returns();
    host.status(1, 2, 0x80070005, { messages: [messageData('No right to read it', 0x80070005)] });
    host.listener.released();
    const error = await failure(operation);
    expect(error.name).toBe('GpmError');
    expect(error.message).toMatch(
      /^Could not back up the GPO "Baseline": access is denied \(E_ACCESSDENIED, 0x80070005\)\. The server says: No right to read it\. Use an account/,
    );
    expect(error).toMatchObject({
      code: 'E_ACCESSDENIED',
      hresult: 0x80070005,
      operation: 'IGPMGPO::Backup',
    });
    expect(error.messages).toHaveLength(1);
    expect(operation.state).toBe('failed');
  });

  test("carries the server's error information", async () => {
    const host = new FakeHost();
    const operation = host.start();
    host.returns(0x80070003, { text: 'C:\\Missing' });
    const error = await failure(operation);
    expect(error.message).toContain('The server says: C:\\Missing.');
    expect(error.code).toBe('ERROR_PATH_NOT_FOUND');
  });

  test('without any word from the server has a code of its own', async () => {
    const host = new FakeHost();
    const operation = host.start();
    host.returns();
    host.listener.released();
    const error = await failure(operation);
    expect(error.code).toBe('GPMC_E_NO_COMPLETION');
    expect(error.message).toContain('Check its outcome before repeating it');
  });

  test('rejects with what the conversion of the result threw', async () => {
    const host = new FakeHost();
    const operation = host.start();
    const value = host.object(5);
    host.returns();
    host.status(1, 1, 0, { value });
    expect((await failure(operation)).message).toBe('not a text');
    expect(host.released).toEqual([value]);
  });
});

describe('cancel()', () => {
  test('resolves when the operation has ended, and rejects that with an AbortError', async () => {
    const host = new FakeHost();
    const operation = host.start();
    host.returns();
    const cancelled = operation.cancel();
    expect(operation.state).toBe('cancelling');
    expect(operation.cancel()).toBe(cancelled);
    expect(host.cancels).toBe(1);
    host.status(1, 2, 0x800704c7);
    host.listener.released();
    await cancelled;
    expect(operation.state).toBe('cancelled');
    const error = await failure(operation);
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', hresult: 0x800704c7 });
    expect((error.cause as GpmError).code).toBe('ERROR_CANCELLED');
  });

  test('resolves although the operation has failed or succeeded', async () => {
    const host = new FakeHost();
    const failed = host.start();
    host.returns(0x80070005);
    await failed.cancel();
    expect(failed.state).toBe('failed');
    const succeeded = host.start();
    host.returns();
    const cancelled = succeeded.cancel();
    host.status(1, 1, 0, { value: 'report' });
    await cancelled;
    expect(succeeded.state).toBe('succeeded');
    await expect(succeeded).resolves.toMatchObject({ value: 'report' });
  });

  test('gives a server up that does not end', async () => {
    const host = new FakeHost(1);
    const operation = host.start();
    host.returns(0, { cancellable: false });
    await operation.cancel();
    const error = await failure(operation);
    expect(error.code).toBe('ABORT_ERR');
    expect(error.message).toContain('may still be at work');
    expect(host.forgotten).toBe(1);
  });

  test('at the end of an `await using` block', async () => {
    const host = new FakeHost();
    {
      await using operation = host.start();
      host.returns();
      setImmediate(() => host.listener.released());
      expect(operation.state).toBe('running');
    }
    expect(host.running.size).toBe(0);
    expect(host.cancels).toBe(1);
  });
});

describe('an AbortSignal', () => {
  test('that is aborted already: nothing starts', async () => {
    const host = new FakeHost();
    const reason = new Error('too late');
    const operation = host.start({ signal: AbortSignal.abort(reason) });
    expect(host.started).toBe(0);
    expect(operation.state).toBe('cancelled');
    expect(await failure(operation)).toBe(reason);
    await operation.cancel();
  });

  test('cancels, and the operation rejects with its reason', async () => {
    const host = new FakeHost();
    const controller = new AbortController();
    const operation = host.start({ signal: controller.signal });
    host.returns();
    controller.abort('enough');
    expect(host.cancels).toBe(1);
    host.listener.released();
    expect(await failure(operation)).toBe('enough');
    expect(operation.state).toBe('cancelled');
  });

  test('after the end does nothing', async () => {
    const host = new FakeHost();
    const controller = new AbortController();
    const operation = host.start({ signal: controller.signal });
    host.returns();
    host.status(1, 1, 0, { value: 'report' });
    await operation;
    controller.abort();
    expect(operation.state).toBe('succeeded');
    expect(host.cancels).toBe(0);
  });
});

describe('iteration', () => {
  test('gives each status and ends with the operation', async () => {
    const host = new FakeHost();
    const operation = host.start();
    const seen: number[] = [];
    const loop = (async () => {
      for await (const status of operation) seen.push(status.numerator);
    })();
    host.returns();
    for (let i = 1; i <= 3; i++) host.status(i, 3, 0, i === 3 ? { value: 'report' } : undefined);
    await loop;
    expect(seen).toEqual([1, 2, 3]);
    expect(operation.state).toBe('succeeded');
  });

  test('throws the failure after the last status, and then is over', async () => {
    const host = new FakeHost();
    const operation = host.start();
    const iterator = operation[Symbol.asyncIterator]();
    host.returns();
    host.status(1, 3, 0x80070005);
    host.listener.released();
    await expect(iterator.next()).resolves.toMatchObject({ value: { numerator: 1 } });
    await expect(iterator.next()).rejects.toMatchObject({ code: 'E_ACCESSDENIED' });
    await expect(iterator.next()).resolves.toEqual({ done: true, value: undefined });
  });

  test('a slow loop misses progress, but no message and not the end', async () => {
    const host = new FakeHost();
    const operation = host.start();
    const iterator = operation[Symbol.asyncIterator]();
    host.returns();
    const calls = 20 * LOOP_MARK;
    for (let i = 1; i < calls; i++) {
      host.status(i, calls, 0, i % 1000 === 0 ? { messages: [messageData(`m${i}`)] } : undefined);
    }
    host.status(calls, calls, 0, { value: 'report' });
    const seen: Status[] = [];
    for await (const status of { [Symbol.asyncIterator]: () => iterator }) seen.push(status);
    expect(seen.length).toBeLessThan(LOOP_MARK + 100);
    expect(seen.flatMap(({ messages }) => messages)).toHaveLength(Math.floor((calls - 1) / 1000));
    expect(seen.at(-1)).toMatchObject({ numerator: calls, done: true });
    expect(seen.map(({ numerator }) => numerator)).toEqual(
      seen.map(({ numerator }) => numerator).sort((a, b) => a - b),
    );
  });

  test('can be left and begun again', async () => {
    const host = new FakeHost();
    const operation = host.start();
    host.returns();
    const first = operation[Symbol.asyncIterator]();
    host.status(1, 3);
    for await (const status of { [Symbol.asyncIterator]: () => first }) {
      expect(status.numerator).toBe(1);
      break;
    }
    const second = operation[Symbol.asyncIterator]();
    host.status(3, 3, 0, { value: 'report' });
    await expect(second.next()).resolves.toMatchObject({ value: { numerator: 3 } });
    await expect(first.next()).resolves.toMatchObject({ done: true });
    await operation;
    await expect(operation[Symbol.asyncIterator]().next()).resolves.toMatchObject({ done: true });
  });
});

// In processes of their own, as Jest has handlers for unhandled rejections.
describe('a failure that nobody awaits', () => {
  const run = (body: string) => {
    const script = `
      const { FakeHost } = require('./fake-host');
      const rejections = [];
      process.on('unhandledRejection', (error) => rejections.push(error.code ?? error));
      process.on('exit', () => console.log(JSON.stringify(rejections)));
      const host = new FakeHost();
      const operation = host.start();
      ${body}`;
    const hook = path.join(__dirname, 'typescript-hook.cjs');
    const output = execFileSync(process.execPath, ['--require', hook, '-e', script], {
      cwd: __dirname,
      encoding: 'utf8',
    });
    return JSON.parse(output);
  };

  test('is an unhandled rejection, once', () => {
    expect(run('operation.on("status", () => {}); host.returns(0x80070005);')).toEqual(['E_ACCESSDENIED']);
  });

  test('is none where it is awaited, iterated or cancelled', () => {
    expect(run('operation.catch(() => {}); host.returns(0x80070005);')).toEqual([]);
    expect(run('host.returns(); operation.cancel(); host.listener.released();')).toEqual([]);
    expect(
      run(`(async () => { try { for await (const status of operation); } catch {} })();
        setImmediate(() => host.returns(0x80070005));`),
    ).toEqual([]);
  });
});

test('an error tells where its operation was started, not which event brought it', async () => {
  const host = new FakeHost();
  const failed = (function startsHere() {
    return host.start();
  })();
  host.returns(0x80004005);
  const error = await failure(failed);
  expect(error.stack).toMatch(
    /^GpmError: Could not back up the GPO "Baseline": it failed, and the server gave no reason/,
  );
  expect(error.stack).toContain('at startsHere');
  const cancelled = (function startsThere() {
    return host.start();
  })();
  host.returns(0, { cancellable: false });
  void cancelled.cancel();
  host.listener.released();
  expect((await failure(cancelled)).stack).toMatch(/^AbortError: Could not [\s\S]*at startsThere/);
});
