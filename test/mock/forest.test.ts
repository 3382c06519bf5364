import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ComObject } from '../../lib/addon/com-object';
import { type DomainSnapshot, MockForest } from '../../lib/mock';
import { temporaryFolder, withForest } from './support';

const folder = temporaryFolder();
const realBackups = path.resolve(__dirname, '../../../shared/gpo-backups');

describe('a mock forest', () => {
  test('is contoso.com with its two default GPOs where nothing is said', () => {
    const [domain] = new MockForest().snapshot().domains;
    expect(domain?.name).toBe('contoso.com');
    expect(domain?.gpos.map(({ displayName }) => displayName)).toEqual([
      'Default Domain Policy',
      'Default Domain Controllers Policy',
    ]);
  });

  test('is the same in every run with a clock and GUIDs of one’s own', () => {
    const make = () => {
      let guids = 0;
      return new MockForest(
        { domains: [{ name: 'contoso.com', gpos: [{ displayName: 'Baseline' }] }] },
        {
          now: () => new Date('2024-02-29T00:00:00Z'),
          newGuid: () => `00000000-0000-4000-8000-${String(++guids).padStart(12, '0')}`,
        },
      );
    };
    expect(make().snapshot()).toEqual(make().snapshot());
    expect(
      make()
        .snapshot()
        .domains[0]?.gpos.map(({ modified }) => modified),
    ).toContain('2024-02-29T00:00:00.000Z');
  });

  test.each([
    ['fromBackups', (folder: unknown) => MockForest.fromBackups(folder as string)],
    ['loadBackups', (folder: unknown) => new MockForest().loadBackups(folder as string)],
    ['listBackups', (folder: unknown) => MockForest.listBackups(folder as string)],
  ])('%s wants the path of a folder, and says where it is another', async (_name, load) => {
    for (const wrong of [undefined, null, '', 7, {}]) await expect(load(wrong)).rejects.toThrow(TypeError);
    await expect(load(__filename)).rejects.toMatchObject({
      name: 'GpmError',
      code: 'ERROR_DIRECTORY',
      message: expect.stringContaining(`in ${__filename}: that is a file`),
    });
    await expect(load(path.join(__dirname, 'absent'))).rejects.toMatchObject({
      code: 'ERROR_PATH_NOT_FOUND',
    });
  });

  test('has text in its snapshot where text was described, and bytes in hexadecimal elsewhere', () => {
    const scripts = '[Startup]\r\n0CmdLine=größe.cmd\r\n0Parameters=\r\n';
    const security = 'O:DAG:DAD:PAI(A;CI;CCDCLCSWRPWPDTLOSDRCWDWO;;;DA)(A;CI;LCRPLORC;;;AU)';
    const forest = new MockForest({
      domains: [
        {
          name: 'contoso.com',
          defaultPolicies: false,
          gpos: [
            {
              security,
              description: 'サーバー用の基準',
              files: {
                'Machine\\Scripts\\scripts.ini': scripts,
                'Machine\\registry.pol': Uint8Array.from([0x50, 0x52, 0x65, 0x67, 1, 0, 0, 0]),
                'Machine\\other.bin': Uint8Array.from([1, 2, 0xff]),
              },
            },
          ],
        },
      ],
    });
    expect(forest.snapshot().domains[0]?.gpos[0]).toMatchObject({
      security,
      description: 'サーバー用の基準',
      files: {
        'GPO.cmt': 'サーバー用の基準',
        'Machine\\Scripts\\scripts.ini': scripts,
        'Machine\\registry.pol': { hex: '5052656701000000' },
        'Machine\\other.bin': { hex: '0102ff' },
      },
    });
  });

  test.each([
    ['a description that is none', () => new MockForest('contoso.com' as never), TypeError],
    [
      'a wrong description, by its place',
      () => new MockForest({ domains: [{ name: 7 as never }] }),
      'domains[0].name',
    ],
    [
      'options that are none',
      () => new MockForest({}, null as never),
      'The options of a MockForest must be an object, not null',
    ],
    [
      'an unknown option',
      () => new MockForest({}, { clock: Date } as never),
      "The options of a MockForest has no 'clock'",
    ],
    ['a misspelt option', () => new MockForest({}, { newguid: Date } as never), "did you mean 'newGuid'?"],
    ['a clock that is no function', () => new MockForest({}, { now: 0 as never }), 'now is to be a function'],
    ['a negative latency', () => new MockForest({}, { latency: -1 }), RangeError],
    ['a latency that is no number', () => new MockForest({}, { latency: '1' as never }), TypeError],
    ['an HRESULT that says success', () => new MockForest({}, { cancelHresult: 0 }), 'cancelHresult is 0'],
    [
      'an unknown HRESULT',
      () => new MockForest({}, { cancelHresult: 'E_NO' as never }),
      'cancelHresult is "E_NO"',
    ],
  ])('refuses %s', (_, make, expected) => {
    expect(make).toThrow(expected);
  });

  test('keeps its latency when a wrong one is set', () => {
    const forest = new MockForest({}, { latency: 5 });
    expect(() => {
      forest.latency = Number.NaN;
    }).toThrow(RangeError);
    expect(forest.latency).toBe(5);
  });

  test('fails the operation whose latency function gives nonsense', () =>
    withForest(new MockForest({}, { latency: () => -5 }), async ({ gpo, start }) => {
      const report = start(await gpo('Default Domain Policy'), 'IGPMGPO::GenerateReport', 1);
      await report.released();
      expect(report.told.at(-1)?.messages[0]).toMatchObject({
        message: expect.stringContaining('latency is -5'),
      });
    }));

  test('goes back to its description', async () => {
    const forest = new MockForest({
      domains: [{ name: 'contoso.com', gpos: [{ displayName: 'Baseline' }] }],
    });
    forest.latency = 3;
    const before = forest.snapshot().domains[0]?.gpos.map(({ displayName }) => displayName);
    await withForest(forest, async ({ apartment, gpo, domain }) => {
      const held = await gpo('Baseline');
      await apartment.call(held, 'IGPMGPO::put_DisplayName', 'Changed');
      await apartment.call(domain, 'IGPMDomain::CreateGPO');
      await forest.reset();
      expect(forest.snapshot().domains[0]?.gpos.map(({ displayName }) => displayName)).toEqual(before);
      expect(forest.latency).toBe(0);
      await expect(apartment.call(held, 'IGPMGPO::put_DisplayName', 'x')).rejects.toMatchObject({
        hresult: 0x80072030,
      });
    });
    await withForest(forest, async ({ apartment, gpo }) => {
      expect(await apartment.call(await gpo('Baseline'), 'IGPMGPO::get_DisplayName')).toEqual(['Baseline']);
    });
  });

  test('serves clients one after the other and at the same time', async () => {
    const forest = new MockForest();
    for (let i = 0; i < 20; i++) await withForest(forest, async () => {});
    await withForest(forest, (one) =>
      withForest(forest, async (two) => {
        await Promise.all(
          [one, two].map(({ apartment, domain }) => apartment.call(domain, 'IGPMDomain::get_Domain')),
        );
      }),
    );
  });
});

describe('backups', () => {
  test('that were made by a forest become one again', async () => {
    const directory = path.join(folder.path, 'own');
    mkdirSync(directory);
    const files = { 'Machine\\Scripts\\scripts.ini': '[Startup]\r\n' };
    const gpos = [{ displayName: 'One', files }, { displayName: 'Two' }];
    const before = new MockForest({ domains: [{ name: 'contoso.com', gpos }, { name: 'fabrikam.com' }] });
    await withForest(before, async ({ apartment, gpo }) => {
      for (const name of ['One', 'Two'])
        await apartment.call(await gpo(name), 'IGPMGPO::Backup', directory, '');
    });
    const forest = await MockForest.fromBackups(folder.path);
    const named = (domain: DomainSnapshot | undefined) =>
      domain?.gpos.map(({ displayName, files }) => [displayName, ...Object.keys(files)]).sort();
    const [domain] = forest.snapshot().domains;
    expect([domain?.name, domain?.guid, domain?.controllers]).toEqual([
      'contoso.com',
      before.snapshot().domains[0]?.guid,
      ['DC1.contoso.com'],
    ]);
    expect(named(domain)).toEqual([['One', 'Machine\\Scripts\\scripts.ini'], ['Two']]);

    await withForest(forest, async ({ apartment, gpo }) => {
      const held = await gpo('One');
      await apartment.call(held, 'IGPMGPO::put_DisplayName', 'Changed');
      const { gpos: loaded, backups, problems } = await forest.loadBackups(directory);
      expect(loaded.map(({ displayName, domain }) => `${displayName} of ${domain}`)).toEqual([
        'One of contoso.com',
        'Two of contoso.com',
      ]);
      expect(backups).toHaveLength(2);
      expect(problems).toEqual([]);
      await gpo('One');
      await expect(apartment.call(held, 'IGPMGPO::Delete')).rejects.toMatchObject({ hresult: 0x80072030 });
    });
    await forest.reset();
    expect(named(forest.snapshot().domains[0])).toEqual(named(domain));
  });

  test('that are not there are an error that says so', async () => {
    const empty = path.join(folder.path, 'empty');
    mkdirSync(empty);
    await expect(MockForest.fromBackups(empty)).rejects.toThrow(`there is no backup of a GPO in ${empty}`);
    await expect(MockForest.fromBackups(path.join(empty, 'missing'))).rejects.toThrow('missing');
    await expect(new MockForest().loadBackups(path.join(empty, 'missing'))).rejects.toThrow('missing');
    await expect(MockForest.fromBackups(empty, { clock: 1 } as never)).rejects.toThrow(
      "The options of a MockForest has no 'clock'",
    );
  });

  const present = existsSync(realBackups);
  if (!present)
    console.log(`Skipped: real GPMC backups are not at ${path.relative(process.cwd(), realBackups)}.`);
  (present ? test : test.skip)(
    'of real domains load, report, import and back up again',
    async () => {
      const forest = await MockForest.fromBackups(realBackups);
      const directory = path.join(folder.path, 'real');
      mkdirSync(directory);
      await withForest(forest, async ({ apartment, root, start }) => {
        let count = 0;
        for (const { name } of forest.snapshot().domains) {
          const [domain] = await apartment.call(root, 'IGPM::GetDomain', name, '', 0);
          const rows = await apartment.callAndReadEach(
            domain,
            'IGPMDomain::SearchGPOs',
            [null],
            ['IGPMGPO::get_ID'],
          );
          for (const { object } of rows) {
            const report = start(object, 'IGPMGPO::GenerateReport', 1);
            await report.released();
            expect(report.told.at(-1)).toMatchObject({ hresult: 0, value: expect.stringContaining('<html') });
            const backup = start(object, 'IGPMGPO::Backup', directory, '');
            await backup.released();
            const [fresh] = await apartment.call(domain, 'IGPMDomain::CreateGPO');
            const made = backup.told.at(-1)?.value as ComObject<'IGPMBackup'>;
            const imported = start(fresh, 'IGPMGPO::Import', 0, made, undefined);
            await imported.released();
            expect(imported.told.at(-1)?.hresult).toBe(0);
            count++;
          }
        }
        expect(count).toBeGreaterThan(0);
        const [dir] = await apartment.call(root, 'IGPM::GetBackupDir', directory);
        const [found] = await apartment.call(dir, 'IGPMBackupDir::SearchBackups', null as never);
        expect(await apartment.call(found, 'IGPMBackupCollection::get_Count')).toEqual([count]);
      });
    },
    120_000,
  );
});
