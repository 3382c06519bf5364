import { getEventListeners } from 'node:events';
import { FakeHost } from './fake-host';

/** A signal that is not Node.js's own, such as one of a polyfill. */
function makeSignal(parts: Partial<AbortSignal> = {}): AbortSignal {
  return {
    aborted: false,
    addEventListener: () => {},
    removeEventListener: () => {},
    ...parts,
  } as AbortSignal;
}

test('many operations on one signal share one listener, which goes with the last of them', async () => {
  const warned = jest.fn();
  process.on('warning', warned);
  const host = new FakeHost();
  const { signal } = new AbortController();
  const operations = Array.from({ length: 20 }, () => {
    const operation = host.start({ signal });
    const listener = host.listener;
    return {
      operation,
      end: () => [
        listener.returned(0, true, undefined, undefined),
        listener.status(1, 1, 0, { messages: [], value: 'x' }),
      ],
    };
  });
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  for (const { operation, end } of operations) {
    end();
    await operation;
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warned);
  expect(warned).not.toHaveBeenCalled();
});

test('an abort cancels every operation that it was given to, and no other', async () => {
  const host = new FakeHost(1);
  const controller = new AbortController();
  const given = [host.start({ signal: controller.signal }), host.start({ signal: controller.signal })];
  const other = host.start();
  controller.abort('enough');
  expect(given.map(({ state }) => state)).toEqual(['cancelling', 'cancelling']);
  expect(other.state).toBe('starting');
  await expect(Promise.allSettled(given)).resolves.toMatchObject([
    { reason: 'enough' },
    { reason: 'enough' },
  ]);
});

test('a signal that cannot be listened to starts nothing', () => {
  const host = new FakeHost();
  const signal = makeSignal({
    addEventListener: () => {
      throw new Error('no listeners here');
    },
  });
  expect(() => host.start({ signal })).toThrow('no listeners here');
  expect(host.started).toBe(0);
});

test('a signal that cannot be left does not keep an operation from settling', async () => {
  const host = new FakeHost();
  const signal = makeSignal({
    removeEventListener: () => {
      throw new Error('stay');
    },
  });
  const operation = host.start({ signal });
  host.returns();
  expect(() => host.status(1, 1, 0, { value: 'report' })).not.toThrow();
  await expect(operation).resolves.toMatchObject({ value: 'report' });
  expect(host.running.size).toBe(0);
});

test('a start that fails leaves no listener behind', () => {
  const host = new FakeHost();
  host.apartment.startOperation = () => {
    throw new TypeError('an argument');
  };
  const { signal } = new AbortController();
  expect(() => host.start({ signal })).toThrow('an argument');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
