import type { ComObject } from '../../lib/addon/com-object';
import { type ForestDescription, type Misbehaviour, MockForest, misbehaviours } from '../../lib/mock';
import { type Client, temporaryFolder, until, type Watched, withForest } from './support';

const folder = temporaryFolder();
const description: ForestDescription = {
  domains: [{ name: 'contoso.com', gpos: [{ displayName: 'Baseline' }] }],
};

/** Every kind has tests under its name. */
const tested = new Set<Misbehaviour['misbehave']>();

/** Runs a backup against a server that misbehaves. */
function misbehaving(
  behaviour: Misbehaviour,
  check: (backup: Watched, client: Client) => Promise<void>,
  forest = new MockForest(description),
): Promise<void> {
  tested.add(behaviour.misbehave);
  return withForest(forest, async (client) => {
    const injection = forest.inject('IGPMGPO::Backup', behaviour);
    await check(client.start(await client.gpo('Baseline'), 'IGPMGPO::Backup', folder.path, ''), client);
    expect(injection.hits).toBe(1);
  });
}

/** Runs an operation that has messages: the restore of a backup whose permissions name an unknown account. */
function withMessages(behaviour: Misbehaviour, check: (restore: Watched) => Promise<void>): Promise<void> {
  tested.add(behaviour.misbehave);
  const forest = new MockForest(description);
  return withForest(forest, async ({ apartment, root, domain, gpo, start }) => {
    const target = await gpo('Baseline');
    const [info] = await apartment.call(target, 'IGPMGPO::GetSecurityInfo');
    const [line] = await apartment.call(root, 'IGPM::CreatePermission', 'S-1-5-21-1-2-3-4567', 65792, false);
    await apartment.call(info, 'IGPMSecurityInfo::Add', line);
    await apartment.call(target, 'IGPMGPO::SetSecurityInfo', info);
    const made = start(target, 'IGPMGPO::Backup', folder.path, '');
    await made.released();
    forest.inject('IGPMDomain::RestoreGPO', behaviour);
    await check(
      start(domain, 'IGPMDomain::RestoreGPO', made.told.at(-1)?.value as ComObject<'IGPMBackup'>, 0),
    );
  });
}

const numbers = ({ told }: Watched) => told.map(({ numerator }) => numerator);
const ended = ({ told }: Watched) => told.filter(({ numerator, denominator }) => numerator === denominator);
/** 1 … N. */
const allSteps = ({ told }: Watched) => Array.from({ length: told[0]?.denominator ?? 0 }, (_, i) => i + 1);
/** A forest whose operations wait for their cancellation after the first step. */
const waiting = () => new MockForest(description, { latency: (step) => (step === 2 ? 0x7fffffff : 0) });

async function cancelAfterFirstStep(backup: Watched): Promise<void> {
  await until('the first step was told', () => backup.told.length === 1);
  expect(await backup.cancel()).toBe(0);
}

describe('status-before-return', () => {
  test('calls Status before the method returns, and goes on as usual', () =>
    misbehaving({ misbehave: 'status-before-return' }, async (backup) => {
      await backup.released();
      expect(backup.order[0]).toBe('status');
      expect(numbers(backup)).toEqual(allSteps(backup));
      expect(backup.hresult).toBe(0);
    }));
});

describe('three-threads', () => {
  test('makes every call three times', () =>
    misbehaving({ misbehave: 'three-threads' }, async (backup, { apartment }) => {
      await backup.released();
      expect(numbers(backup)).toEqual(allSteps(backup).flatMap((step) => [step, step, step]));
      for (const { value } of ended(backup)) await apartment.call(value as ComObject, 'IGPMBackup::get_ID');
      expect(ended(backup)).toHaveLength(3);
    }));

  test('gives each call its own messages', () =>
    withMessages({ misbehave: 'three-threads' }, async (restore) => {
      await restore.released();
      const messages = restore.told.map((told) => told.messages).filter((each) => each.length > 0);
      expect(messages).toHaveLength(3);
      expect(messages[0]).toHaveLength(1);
      expect(messages[1]).toEqual(messages[0]);
      expect(messages[2]).toEqual(messages[0]);
    }));
});

describe('late-bound', () => {
  test('says the same through Invoke', () =>
    withMessages({ misbehave: 'late-bound' }, async (restore) => {
      await restore.released();
      expect(numbers(restore)).toEqual(allSteps(restore));
      const last = restore.told.at(-1);
      expect(last?.hresult).toBe(0);
      expect(last?.value).toBeDefined();
      expect(restore.told.flatMap(({ messages }) => messages)).toEqual([
        expect.objectContaining({ operationCode: 0x80230af5, settingsName: 'S-1-5-21-1-2-3-4567' }),
      ]);
    }));
});

describe('status-after-end', () => {
  test('calls on after N of N: the end again, an earlier step, an error', () =>
    misbehaving({ misbehave: 'status-after-end' }, async (backup) => {
      await backup.released();
      const n = backup.told[0]?.denominator as number;
      expect(backup.told.slice(n).map(({ numerator, hresult }) => [numerator, hresult])).toEqual([
        [n, 0],
        [1, 0],
        [n, 0x80004005],
      ]);
    }));

  test('as often as asked', () =>
    misbehaving({ misbehave: 'status-after-end', calls: 7 }, async (backup) => {
      await backup.released();
      expect(backup.told).toHaveLength((backup.told[0]?.denominator as number) + 7);
    }));
});

describe('silent-after-cancel', () => {
  test('calls no more and holds the sink', async () => {
    let watched: Watched | undefined;
    await misbehaving(
      { misbehave: 'silent-after-cancel' },
      async (backup, { apartment, root }) => {
        watched = backup;
        await cancelAfterFirstStep(backup);
        await apartment.call(root, 'IGPM::GetConstants');
        expect(backup.order).not.toContain('released');
      },
      waiting(),
    );
    expect(watched?.told).toHaveLength(1);
    expect(watched?.order.at(-1)).toBe('released'); // when the connection closed
  });

  test('or releases it', () =>
    misbehaving(
      { misbehave: 'silent-after-cancel', release: true },
      async (backup) => {
        await cancelAfterFirstStep(backup);
        await backup.released();
        expect(backup.told).toHaveLength(1);
        expect((await backup.read()).overall).toBe(0x800704c7);
      },
      waiting(),
    ));

  test('without a cancellation it behaves', () =>
    misbehaving({ misbehave: 'silent-after-cancel' }, async (backup) => {
      await backup.released();
      expect(ended(backup)).toHaveLength(1);
    }));
});

describe('end-without-result', () => {
  test('leaves the result to IGPMResult', () =>
    misbehaving({ misbehave: 'end-without-result' }, async (backup) => {
      await until('N of N was told', () => ended(backup).length === 1);
      expect(ended(backup)[0]?.value).toBeUndefined();
      expect((await backup.read()).value).toBeDefined();
      await backup.released();
    }));

  test('or to IGPMResult afterwards', () =>
    misbehaving({ misbehave: 'end-without-result', result: 'after' }, async (backup) => {
      await backup.released();
      expect(ended(backup)[0]?.value).toBeUndefined();
      const { overall, value } = await backup.read();
      expect(overall).toBe(0);
      expect(value).toBeDefined();
    }));

  test('or gives none', () =>
    misbehaving({ misbehave: 'end-without-result', result: 'never' }, async (backup) => {
      await backup.released();
      expect(ended(backup)[0]?.value).toBeUndefined();
      const { overall, value } = await backup.read();
      expect(overall).toBe(0);
      expect(value).toBeUndefined();
    }));
});

describe('result-without-end', () => {
  test('gives the result a step too early and stops', () =>
    misbehaving({ misbehave: 'result-without-end' }, async (backup) => {
      await backup.released();
      expect(ended(backup)).toEqual([]);
      expect(backup.told.at(-1)?.value).toBeDefined();
      expect((await backup.read()).overall).toBe(0);
    }));
});

describe('release-only', () => {
  test('never calls, but completes IGPMResult', () =>
    misbehaving({ misbehave: 'release-only' }, async (backup) => {
      await backup.released();
      expect(backup.told).toEqual([]);
      expect((await backup.read()).value).toBeDefined();
    }));

  test('and can have none', () =>
    misbehaving({ misbehave: 'release-only', result: 'none' }, async (backup) => {
      await backup.released();
      expect(backup.told).toEqual([]);
      expect(backup.hresult).toBe(0);
      expect(backup.result).toBeUndefined();
    }));
});

describe('fail-then-status', () => {
  test('fails and calls all the same', () =>
    misbehaving({ misbehave: 'fail-then-status', hresult: 'E_ACCESSDENIED' }, async (backup) => {
      await backup.released();
      expect(backup.hresult).toBe(0x80070005);
      expect(backup.text).toContain('IGPMGPO::Backup failed');
      expect(backup.result).toBeUndefined();
      expect(numbers(backup)).toEqual(allSteps(backup));
    }));
});

describe('synchronous', () => {
  test('says everything before the method returns', () =>
    misbehaving({ misbehave: 'synchronous' }, async (backup) => {
      await backup.released();
      const calls = backup.order.filter((event) => event !== 'released');
      expect(calls.indexOf('returned')).toBe(backup.told.length);
      expect(numbers(backup)).toEqual(allSteps(backup));
      expect(backup.cancellable).toBe(false);
      expect((await backup.read()).overall).toBe(0);
    }));

  test('or nothing at all', () =>
    misbehaving({ misbehave: 'synchronous', silent: true }, async (backup) => {
      await backup.released();
      expect(backup.told).toEqual([]);
      expect((await backup.read()).value).toBeDefined();
    }));
});

describe('cancel-as-unknown', () => {
  test('can be cancelled', () =>
    misbehaving(
      { misbehave: 'cancel-as-unknown' },
      async (backup) => {
        await cancelAfterFirstStep(backup);
        expect(backup.cancellable).toBe(true);
        await backup.released();
        expect(backup.told.at(-1)?.hresult).toBe(0x800704c7);
      },
      waiting(),
    ));
});

describe('no-cancel', () => {
  test('gives no cancel object', () =>
    misbehaving({ misbehave: 'no-cancel' }, async (backup) => {
      await backup.released();
      expect(backup.cancellable).toBe(false);
      expect(ended(backup)).toHaveLength(1);
    }));
});

describe('null-messages', () => {
  test('has them in IGPMResult only', () =>
    withMessages({ misbehave: 'null-messages' }, async (restore) => {
      await restore.released();
      expect(restore.told.flatMap(({ messages }) => messages)).toEqual([]);
      expect((await restore.read()).messages).toHaveLength(1);
    }));
});

describe('broken-messages', () => {
  test('has items that fail', () =>
    withMessages({ misbehave: 'broken-messages', count: 2 }, async (restore) => {
      await restore.released();
      expect(restore.told.every(({ messages }) => messages.length === 2)).toBe(true);
      expect(restore.told[0]?.messages).toEqual([{ failed: 0x80004005 }, { failed: 0x80004005 }]);
      expect(ended(restore)).toHaveLength(1);
    }));
});

describe('hold-sink', () => {
  test('releases the sink when the connection closes', async () => {
    let watched: Watched | undefined;
    await misbehaving({ misbehave: 'hold-sink' }, async (backup, { apartment, root }) => {
      watched = backup;
      await until('N of N was told', () => ended(backup).length === 1);
      await apartment.call(root, 'IGPM::GetConstants');
      expect(backup.order).not.toContain('released');
    });
    expect(watched?.order.at(-1)).toBe('released');
  });
});

describe('flood', () => {
  test('calls in a loop after the first step', () =>
    misbehaving({ misbehave: 'flood', calls: 5000 }, async (backup) => {
      await backup.released();
      const flood = backup.told.filter(({ denominator }) => denominator === 5001);
      // The bridge may leave out steps of a flood that nobody could see, but never the last.
      expect(flood.at(-1)?.numerator).toBe(5000);
      expect(ended(backup)).toHaveLength(1);
    }));
});

describe('early-error', () => {
  test('tells an error and goes on', () =>
    misbehaving({ misbehave: 'early-error', hresult: 'ERROR_TIMEOUT' }, async (backup) => {
      await backup.released();
      expect(backup.told.map(({ hresult }) => hresult)).toEqual(
        allSteps(backup).map((step) => (step === 1 ? 0x800705b4 : 0)),
      );
      expect((await backup.read()).overall).toBe(0);
    }));

  test('or lets go', () =>
    misbehaving({ misbehave: 'early-error', release: true }, async (backup) => {
      await backup.released();
      expect(backup.told.map(({ hresult }) => hresult)).toEqual([0x80004005]);
      expect(backup.result).toBeUndefined();
    }));
});

describe('odd-numbers', () => {
  test('come before the first step', () =>
    misbehaving({ misbehave: 'odd-numbers' }, async (backup) => {
      await backup.released();
      const n = backup.told[0]?.denominator as number;
      expect(backup.told.slice(0, 4).map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
        [-1, n],
        [n + 1, n],
        [1, -n],
        [1, n],
      ]);
      expect(ended(backup)).toHaveLength(1);
    }));
});

test('several misbehaviours of one method apply together', () =>
  withForest(description, async ({ forest, gpo, start }) => {
    forest.inject('IGPMGPO::Backup', { misbehave: 'no-cancel' });
    forest.inject('IGPMGPO::Backup', { misbehave: 'status-after-end', calls: 1 });
    const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
    await backup.released();
    expect(backup.cancellable).toBe(false);
    expect(ended(backup)).toHaveLength(2);
  }));

test('a failure at a step ends in the way of the misbehaviour', () =>
  withForest(description, async ({ forest, gpo, start }) => {
    forest.inject('IGPMGPO::Backup', { misbehave: 'release-only' });
    forest.inject('IGPMGPO::Backup', { fail: 'ERROR_DISK_FULL', at: 1 });
    const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
    await backup.released();
    expect(backup.told).toEqual([]);
    expect((await backup.read()).overall).toBe(0x80070070);
  }));

test('a misbehaviour of calls with a sink leaves those without alone', () =>
  withForest(description, async ({ forest, apartment, gpo }) => {
    for (const misbehave of misbehaviours) {
      const calls = misbehave === 'flood' ? { calls: 1 } : {};
      forest.inject('IGPMGPO::Backup', { misbehave, ...calls } as Misbehaviour);
    }
    const [result] = await apartment.call(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
    expect((await apartment.readResult(result as ComObject<'IGPMResult'>)).overall).toBe(0);
  }));

test('every misbehaviour has a test', () => {
  expect([...tested].sort()).toEqual([...misbehaviours].sort());
});
