import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { ComObject } from '../../lib/addon/com-object';
import { addon } from '../../lib/addon/loader';
import { MockForest } from '../../lib/mock';
import { temporaryFolder, until, withForest } from './support';

const folder = temporaryFolder();
const description = {
  domains: [
    {
      name: 'contoso.com',
      gpos: [{ displayName: 'Baseline', files: { 'Machine\\Scripts\\scripts.ini': '[Startup]\r\n' } }],
    },
  ],
};
const backups = () => readdirSync(folder.path).filter((name) => name.startsWith('{'));

describe('an asynchronous operation', () => {
  test('tells each step, then N of N with its result', () =>
    withForest(description, async ({ apartment, gpo, start }) => {
      const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, 'nightly');
      await backup.released();
      expect(backup.hresult).toBe(0);
      expect(backup.cancellable).toBe(true);
      expect(backup.told.map(({ numerator }) => numerator)).toEqual(backup.told.map((_, i) => i + 1));
      expect(backup.told.every(({ denominator }) => denominator === backup.told.length)).toBe(true);
      expect(backup.told.every(({ hresult }) => hresult === 0)).toBe(true);
      const value = backup.told.at(-1)?.value as ComObject<'IGPMBackup'>;
      expect(await apartment.call(value, 'IGPMBackup::get_Comment')).toEqual(['nightly']);
      const result = await backup.read();
      expect(result.overall).toBe(0);
      expect(await apartment.call(result.value as ComObject, 'IGPMBackup::get_GPODisplayName')).toEqual([
        'Baseline',
      ]);
    }));

  test('of a report has text as its result', () =>
    withForest(description, async ({ gpo, start }) => {
      const report = start(await gpo('Baseline'), 'IGPMGPO::GenerateReport', 0);
      await report.released();
      expect(report.told.at(-1)?.value).toContain('<Name>Baseline</Name>');
      expect((await report.read()).value).toBe(report.told.at(-1)?.value);
    }));

  test('has an IGPMResult that says E_PENDING until it is over', () => {
    const forest = new MockForest(description, { latency: (step) => (step === 2 ? 0x7fffffff : 0) });
    return withForest(forest, async ({ gpo, start }) => {
      const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
      await until('the first step was told', () => backup.told.length === 1);
      expect(await backup.read()).toEqual({ overall: 0x8000000a, messages: [], value: undefined });
      await backup.cancel();
      await backup.released();
      expect((await backup.read()).overall).toBe(0x800704c7);
    });
  });

  test('that cannot begin fails as a method, with its text, and tells nothing', () =>
    withForest(description, async ({ gpo, start }) => {
      const missing = path.join(folder.path, 'missing');
      const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', missing, '');
      await backup.released();
      expect(backup.hresult).toBe(0x80070003);
      expect(backup.text).toBe('the backup directory does not exist');
      expect(backup.told).toEqual([]);
      expect(backup.result).toBeUndefined();
    }));

  test('is given the server’s own objects only', () =>
    withForest(description, async ({ gpo, start }) => {
      const target = await gpo('Baseline');
      const restored = start(target, 'IGPMGPO::Import', 0, null as never, undefined);
      await restored.released();
      expect(restored.hresult).toBe(0x80070057);
      expect(restored.text).toContain(
        'The backup to import is to be an object of this mock forest: none was given',
      );
    }));

  test('is slowed down by the latency, and asked for it at each step', () => {
    const asked: number[][] = [];
    const forest = new MockForest(description);
    forest.latency = (step, total) => {
      asked.push([step, total]);
      return 1;
    };
    return withForest(forest, async ({ gpo, start }) => {
      const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
      await backup.released();
      const total = backup.told.length;
      expect(asked).toEqual(Array.from({ length: total - 1 }, (_, i) => [i + 1, total]));
    });
  });
});

test('what is over leaves no object behind, also while the connection is open', () =>
  withForest(description, async ({ gpo, start }) => {
    const target = await gpo('Baseline');
    const before = addon().counters().objects;
    for (let i = 0; i < 5; i++) {
      const report = start(target, 'IGPMGPO::GenerateReport', 0);
      await report.released();
      report.result?.release();
      report.forget();
    }
    await until('the results and cancel objects are gone', () => addon().counters().objects <= before);
  }));

describe('cancelling', () => {
  test('stops the work, undoes it and ends with ERROR_CANCELLED', () => {
    const forest = new MockForest(description, { latency: (step) => (step === 2 ? 0x7fffffff : 0) });
    return withForest(forest, async ({ gpo, start }) => {
      const before = backups();
      const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
      await until('the first step was told', () => backup.told.length === 1);
      expect(await backup.cancel()).toBe(0);
      await backup.released();
      expect(backup.told).toHaveLength(2);
      const last = backup.told[1];
      expect(last).toMatchObject({ hresult: 0x800704c7, value: undefined });
      expect(last?.numerator).toBe(last?.denominator);
      expect(last?.messages).toEqual([
        expect.objectContaining({ message: expect.stringContaining('cancelled'), errorCode: 0x800704c7 }),
      ]);
      expect(backups()).toEqual(before);
    });
  });

  test('ends with another HRESULT where one is given', () => {
    const forest = new MockForest(description, {
      cancelHresult: 'E_ABORT',
      latency: (step) => (step === 2 ? 0x7fffffff : 0),
    });
    return withForest(forest, async ({ gpo, start }) => {
      const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
      await until('the first step was told', () => backup.told.length === 1);
      await backup.cancel();
      await backup.cancel();
      await backup.released();
      expect(backup.told.at(-1)?.hresult).toBe(0x80004004);
    });
  });

  test('after the end changes nothing', () =>
    withForest(description, async ({ gpo, start }) => {
      const report = start(await gpo('Baseline'), 'IGPMGPO::GenerateReport', 1);
      await until('it is over', () => report.order.includes('released'));
      const told = report.told.length;
      expect(await report.cancel()).toBe(0);
      await report.released();
      expect(report.told).toHaveLength(told);
      expect((await report.read()).overall).toBe(0);
    }));

  test('closing the connection cancels what runs', async () => {
    const forest = new MockForest(description, { latency: 0x7fffffff });
    const told: number[] = [];
    await withForest(forest, async ({ gpo, start }) => {
      const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
      await backup.returned();
      expect(backup.hresult).toBe(0);
      backup.told.push = (...all) => told.push(...all.map(({ hresult }) => hresult));
    });
    expect(told).toEqual([0x800704c7]);
  });
});

describe('a synchronous operation', () => {
  test('returns when it is over, with a finished IGPMResult', () =>
    withForest(description, async ({ apartment, gpo }) => {
      const [result] = await apartment.call(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, 'at once');
      const data = await apartment.readResult(result as ComObject<'IGPMResult'>);
      expect(data.overall).toBe(0);
      expect(await apartment.call(data.value as ComObject, 'IGPMBackup::get_Comment')).toEqual(['at once']);
    }));

  test('that fails on the way succeeds as a method and says so in IGPMResult', () =>
    withForest(description, async ({ forest, apartment, gpo }) => {
      forest.inject('IGPMGPO::Backup', { fail: 'ERROR_DISK_FULL', at: 2, message: 'The disk is full.' });
      const [result] = await apartment.call(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
      const data = await apartment.readResult(result as ComObject<'IGPMResult'>);
      expect(data.overall).toBe(0x80070070);
      expect(data.messages).toEqual([
        expect.objectContaining({
          operationCode: 0xc00007d4,
          message: expect.stringContaining('The disk is full.'),
        }),
      ]);
    }));
});
