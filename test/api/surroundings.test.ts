import { AsyncLocalStorage } from 'node:async_hooks';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Gpm } from '../../lib';
import { MockForest } from '../../lib/mock';

// What surrounds the library where automation is tested and run: fake timers, modules loaded anew, asynchronous context.

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'gpmc-surroundings-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const gpos = Array.from({ length: 20 }, (_, i) => ({ displayName: `Policy ${i}` }));
const description = { domains: [{ name: 'contoso.com', defaultPolicies: false, gpos }] };

/** Keeps the JavaScript thread busy, so that a batch of events ends at its budget. */
function dawdle(): void {
  // Not by a clock: those of a test stand still.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
}

describe('fake timers', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test('hold up neither operations nor calls nor the end of a Gpm', async () => {
    const gpm = await Gpm.open({ mock: new MockForest(description) });
    const found = await (await gpm.getDomain()).searchGpos();
    jest.useFakeTimers();
    const operations = found.map((gpo) => {
      const operation = gpo.backup(directory);
      operation.on('status', dawdle);
      return operation;
    });
    expect(await Promise.all(operations)).toHaveLength(gpos.length);
    await found[0]?.refresh();
    await gpm.close();
  });

  test('do not keep a deaf server from being given up', async () => {
    const forest = new MockForest(description);
    forest.inject('IGPMGPO::Backup', { misbehave: 'silent-after-cancel' });
    const gpm = await Gpm.open({ mock: forest, cancelGrace: 10 });
    const [gpo] = await (await gpm.getDomain()).searchGpos();
    jest.useFakeTimers();
    const operation = gpo!.backup(directory);
    await operation.cancel();
    await expect(operation).rejects.toMatchObject({ code: 'ABORT_ERR' });
    await gpm.close();
  });
});

describe('modules that are loaded anew', () => {
  const load = () => {
    let copy: { Gpm: typeof Gpm; MockForest: typeof MockForest } | undefined;
    jest.isolateModules(() => {
      copy = { ...require('../../lib'), ...require('../../lib/mock') };
    });
    return copy as NonNullable<typeof copy>;
  };

  test('do not leave those before them dead, also in the middle of an operation', async () => {
    const first = load();
    const forest = new first.MockForest(description);
    forest.latency = 5;
    const old = await first.Gpm.open({ mock: forest });
    const [gpo] = await (await old.getDomain()).searchGpos();
    const operation = gpo!.backup(directory);
    const second = load();
    expect(second.Gpm).not.toBe(first.Gpm);
    const fresh = await second.Gpm.open({ mock: new second.MockForest(description) });
    const [domain] = await Promise.all([fresh.getDomain(), operation]);
    expect(await domain.searchGpos()).toHaveLength(gpos.length);
    expect(await (await old.getDomain()).searchGpos()).toHaveLength(gpos.length);
    await Promise.all([old.close(), fresh.close()]);
  });
});

test('a forest of another copy is refused by name', async () => {
  let other: typeof MockForest | undefined;
  jest.isolateModules(() => {
    other = require('../../lib/mock').MockForest;
  });
  await expect(Gpm.open({ mock: new other!(description) })).rejects.toThrow(
    /^mock is a MockForest of another copy of gpmc than this Gpm/,
  );
});

test('listeners have the asynchronous context in which the operation was started', async () => {
  const storage = new AsyncLocalStorage<string>();
  await using gpm = await Gpm.open({ mock: new MockForest(description) });
  const found = await (await gpm.getDomain()).searchGpos();
  const seen = new Map<string, Set<string | undefined>>();
  await Promise.all(
    found.slice(0, 3).map((gpo) =>
      storage.run(gpo.displayName, async () => {
        const contexts = new Set<string | undefined>();
        seen.set(gpo.displayName, contexts);
        const operation = gpo.backup(directory);
        operation.on('status', () => contexts.add(storage.getStore()));
        await operation;
      }),
    ),
  );
  expect([...seen].map(([name, contexts]) => [name, [...contexts]])).toEqual(
    found.slice(0, 3).map(({ displayName }) => [displayName, [displayName]]),
  );
});
