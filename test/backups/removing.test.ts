import fs from 'node:fs';
import path from 'node:path';
import { findBackupDirs } from '../../lib/backups/backup-list';
import { removeBackup } from '../../lib/backups/remove-backup';
import { writeBackup } from '../../lib/backups/write-backup';
import { formatError, makeBackup, newGuid, snapshot, useDirectory, useTemporaryDirectory } from './support';

const temporary = useTemporaryDirectory();
const { write, manifestFile, manifestIds, listedIds } = useDirectory(temporary);

describe('deleting', () => {
  test('takes the folder and the entry', async () => {
    const [first, second] = [makeBackup(), makeBackup()];
    await write(first);
    await write(second);
    await removeBackup(temporary(), first.record.id.toLowerCase());
    expect(await manifestIds()).toEqual([second.record.id]);
    expect(fs.readdirSync(temporary()).sort()).toEqual(['manifest.xml', second.record.id].sort());
  });

  test('a backup that is not there', async () => {
    await write(makeBackup());
    const before = snapshot(temporary());
    expect((await formatError(removeBackup(temporary(), newGuid()), 'missing')).message).toContain(
      'no such backup',
    );
    await formatError(removeBackup(temporary(), '..'), 'missing');
    const absent = await formatError(removeBackup(path.join(temporary(), 'absent'), newGuid()), 'missing');
    expect(absent.hresult).toBe(0x80070003);
    expect(snapshot(temporary())).toEqual(before);
  });

  test('that cannot change the manifest leaves the backup', async () => {
    const backup = makeBackup();
    await write(backup);
    fs.rmSync(manifestFile());
    fs.mkdirSync(path.join(manifestFile(), 'in the way'), { recursive: true });
    const before = snapshot(temporary());
    await expect(removeBackup(temporary(), backup.record.id)).rejects.toThrow();
    expect(snapshot(temporary())).toEqual(before);
  });
});

describe('deleting on a disk without room', () => {
  type Full = 'folder' | 'lock' | 'manifest' | 'name';
  const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });

  /** Lets nothing be written that takes room; `until` tells when there is some again. */
  function fill(what: Full, until: () => boolean = () => false): void {
    const { mkdir, open, writeFile, rename } = fs.promises;
    const refuse = (on: Full, at: unknown): void => {
      if (what === on && String(at).includes(path.basename(temporary())) && !until()) throw full();
    };
    const { spyOn } = jest;
    spyOn(fs.promises, 'mkdir').mockImplementation((async (at: string, ...rest: never[]) => {
      refuse('folder', at);
      return mkdir(at, ...rest);
    }) as never);
    spyOn(fs.promises, 'open').mockImplementation((async (at: string, ...rest: never[]) => {
      if (at.endsWith('lock')) refuse('lock', at);
      return open(at, ...rest);
    }) as never);
    spyOn(fs.promises, 'writeFile').mockImplementation((async (at: string, ...rest: [never]) => {
      refuse('manifest', at);
      return writeFile(at, ...rest);
    }) as never);
    spyOn(fs.promises, 'rename').mockImplementation((async (from: string, to: string) => {
      if (to.endsWith('.deleted')) refuse('name', to);
      return rename(from, to);
    }) as never);
  }
  afterEach(() => jest.restoreAllMocks());

  test.each<Full>(['folder', 'lock', 'manifest'])(
    'is done, and the entry goes later: no room for the %s',
    async (what) => {
      const [first, second] = [makeBackup(), makeBackup()];
      await write(first);
      await write(second);
      fill(what);
      await removeBackup(temporary(), first.record.id);
      expect(await listedIds()).toEqual([second.record.id]);
      expect(await manifestIds()).toEqual([first.record.id, second.record.id]);
      const left = fs
        .readdirSync(temporary(), { recursive: true })
        .filter((name) => /deleted|\.gpmc/.test(String(name)));
      expect(left).toEqual([`.gpmc-${first.record.id}.deleted`]);
      jest.restoreAllMocks();
      const third = makeBackup();
      await write(third);
      expect(await manifestIds()).toEqual([second.record.id, third.record.id]);
      expect(fs.readdirSync(temporary()).sort()).toEqual(
        ['manifest.xml', second.record.id, third.record.id].sort(),
      );
    },
  );

  test('makes the room itself', async () => {
    const backup = makeBackup();
    const folder = await write(backup);
    fill(
      'manifest',
      () =>
        !fs.existsSync(folder) &&
        fs.readdirSync(temporary()).every((name) => {
          return !name.endsWith('.deleted') || fs.readdirSync(path.join(temporary(), name)).length === 0;
        }),
    );
    await removeBackup(temporary(), backup.record.id);
    expect(await manifestIds()).toEqual([]);
    expect(fs.readdirSync(temporary())).toEqual(['manifest.xml']);
  });

  test('is done even without room for another name', async () => {
    const backup = makeBackup();
    await write(backup);
    fill('name');
    await removeBackup(temporary(), backup.record.id);
    expect(await manifestIds()).toEqual([]);
    expect(fs.readdirSync(temporary())).toEqual(['manifest.xml']);
  });

  test('a backup fails, and leaves nothing', async () => {
    const backup = makeBackup();
    await write(backup);
    const before = snapshot(temporary());
    fill('manifest');
    await expect(write(makeBackup())).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(snapshot(temporary())).toEqual(before);
  });
});

describe('leftovers', () => {
  test('of ours are removed a day later, and nothing else', async () => {
    const work = path.join(temporary(), '.gpmc');
    const make = (hours: number, ...parts: string[]): string => {
      const folder = path.join(...parts);
      fs.mkdirSync(path.join(folder, 'DomainSysvol'), { recursive: true });
      const then = new Date(Date.now() - hours * 3_600_000);
      fs.utimesSync(folder, then, then);
      return folder;
    };
    const uuid = '01234567-89ab-4cde-8f01-23456789abcd';
    const claim = path.join(work, `lock.${uuid}`);
    fs.mkdirSync(work);
    fs.writeFileSync(claim, '');
    fs.utimesSync(claim, 1, 1);
    const old = [claim, make(25, work, `${uuid}.tmp`), make(25, temporary(), `.gpmc-${uuid}.tmp`)];
    const kept = [
      make(23, work, `${uuid.replace('0', '1')}.tmp`),
      make(23, temporary(), `.gpmc-${uuid.replace('0', '1')}.tmp`),
      make(25, work, 'run.tmp'),
      make(25, temporary(), 'mine.tmp'),
      make(25, temporary(), `${uuid}.tmp.d`),
    ];
    await write(makeBackup());
    expect(old.filter((each) => fs.existsSync(each))).toEqual([]);
    expect(kept.filter((each) => !fs.existsSync(each))).toEqual([]);
  });

  test('that are not a folder where one is needed are refused', async () => {
    fs.writeFileSync(path.join(temporary(), '.gpmc'), '');
    await formatError(write(makeBackup()), 'hostile');
    expect(fs.readdirSync(temporary())).toEqual(['.gpmc']);
  });

  test('and all else in .gpmc is never searched', async () => {
    const before = path.join(temporary(), '.gpmc', 'before');
    fs.mkdirSync(before, { recursive: true });
    await writeBackup(before, makeBackup(), { durable: false });
    await write(makeBackup());
    expect(await findBackupDirs(temporary())).toEqual([temporary()]);
    expect(await listedIds()).toHaveLength(1);
  });
});
