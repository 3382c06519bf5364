import fs from 'node:fs';
import path from 'node:path';
import { mostRecentOf } from '../../lib/backups/backup-directory';
import { findBackupDirs, readBackupList } from '../../lib/backups/backup-list';
import { listBackups } from '../../lib/backups/list-backups';
import { writeBackup } from '../../lib/backups/write-backup';
import type { FormatError } from '../../lib/files/errors';
import {
  formatError,
  makeBackup,
  newGuid,
  testWithLinks,
  useDirectory,
  useTemporaryDirectory,
} from './support';

const temporary = useTemporaryDirectory();
const { write, manifestFile, listedIds } = useDirectory(temporary);
const withLinks = testWithLinks();

describe('listing', () => {
  test('broken backups are told of and do not hide the others', async () => {
    const whole = [
      await write(makeBackup()),
      await write(makeBackup({ backupTime: new Date('2020-01-01T00:00:00Z') })),
    ];
    const broken = [await write(makeBackup()), await write(makeBackup())];
    fs.rmSync(path.join(broken[0]!, 'bkupInfo.xml'));
    fs.writeFileSync(path.join(broken[1]!, 'bkupInfo.xml'), '<BackupInst');
    const notFolder = path.join(temporary(), newGuid());
    fs.writeFileSync(notFolder, '');
    fs.rmSync(manifestFile());
    const { backups, problems } = await readBackupList(temporary());
    expect(backups.map((backup) => backup.folder)).toEqual(whole.reverse());
    expect(problems.map((problem) => problem.path).sort()).toEqual([...broken, notFolder].sort());
    expect(await findBackupDirs(temporary())).toEqual([temporary()]);
    expect(problems.every((problem) => problem.concerns === 'backup' && !problem.record)).toBe(true);
  });

  test('what the manifest says of a broken backup is told with it', async () => {
    const backup = makeBackup();
    fs.rmSync(path.join(await write(backup), 'bkupInfo.xml'));
    const { backups, problems } = await readBackupList(temporary());
    expect(backups).toEqual([]);
    expect(problems[0]).toMatchObject({ concerns: 'backup', record: backup.record });
  });

  test('what a backup lacks is told of, also of one that is listed', async () => {
    const whole = await write(makeBackup());
    const [withoutReport, withoutContent] = [await write(makeBackup()), await write(makeBackup())];
    fs.rmSync(path.join(withoutReport!, 'gpreport.xml'));
    fs.rmSync(path.join(withoutContent!, 'Backup.xml'));
    const { backups, problems } = await readBackupList(temporary());
    expect(backups.map(({ folder }) => folder).sort()).toEqual([whole, withoutReport, withoutContent].sort());
    expect(problems.map(({ path: at, concerns }) => [at, concerns]).sort()).toEqual(
      [
        [withoutReport, 'report'],
        [withoutContent, 'content'],
      ].sort(),
    );
    expect(problems.map(({ error }) => (error as FormatError).file).sort()).toEqual(
      [path.join(withoutReport!, 'gpreport.xml'), path.join(withoutContent!, 'Backup.xml')].sort(),
    );
    const listed = await listBackups(temporary());
    expect(listed.backups.map(({ folder }) => folder).sort()).toEqual([whole, withoutReport].sort());
    expect(listed.problems).toHaveLength(2);
  });

  test('a backup that vanishes meanwhile is not told of', async () => {
    const folder = await write(makeBackup());
    fs.rmSync(manifestFile());
    const { readdir } = fs.promises;
    const spy = jest.spyOn(fs.promises, 'readdir').mockImplementation((async (at: string, options: never) => {
      const entries = await readdir(at, options);
      if (at === temporary()) fs.rmSync(folder, { recursive: true });
      return entries;
    }) as never);
    try {
      expect(await readBackupList(temporary())).toEqual({ backups: [], problems: [] });
    } finally {
      spy.mockRestore();
    }
  });

  test('a directory that is not there', async () => {
    expect((await formatError(readBackupList(path.join(temporary(), 'absent')), 'missing')).hresult).toBe(
      0x80070003,
    );
  });

  test('directories inside directories are found', async () => {
    const inner = path.join(temporary(), 'a', 'b c');
    fs.mkdirSync(inner, { recursive: true });
    await writeBackup(inner, makeBackup(), { durable: false });
    await write(makeBackup());
    fs.mkdirSync(path.join(temporary(), 'Policies', newGuid()), { recursive: true });
    expect(await findBackupDirs(temporary())).toEqual([temporary(), inner]);
  });

  withLinks('links to directories are not followed', async () => {
    const inner = path.join(temporary(), 'a', 'b c');
    fs.mkdirSync(inner, { recursive: true });
    await writeBackup(inner, makeBackup(), { durable: false });
    fs.symlinkSync(inner, path.join(temporary(), 'link'));
    expect(await findBackupDirs(temporary())).toEqual([inner]);
  });
});

describe('order within one second', () => {
  const gpoGuid = newGuid();
  const newest = async (): Promise<string[]> =>
    mostRecentOf((await readBackupList(temporary())).backups).map(({ record }) => record.id);

  async function writeMany(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const backup = makeBackup({ gpoGuid });
      await write(backup);
      ids.push(backup.record.id);
    }
    return ids;
  }

  test('is that of the manifest, also where the files have lost their times', async () => {
    const ids = await writeMany(8);
    for (const [index, id] of ids.entries()) {
      fs.utimesSync(path.join(temporary(), id, 'bkupInfo.xml'), 1000, 1000 - index);
    }
    expect(await listedIds()).toEqual(ids);
    expect(await newest()).toEqual([ids.at(-1)]);
  });

  test('is the reverse where the manifest has the newest first, as GPMC has written it', async () => {
    const ids = await writeMany(4);
    const older = makeBackup({ gpoGuid, backupTime: new Date('2024-05-05T07:08:09Z') });
    await write(older);
    expect(await listedIds()).toEqual([older.record.id, ...[...ids].reverse()]);
    expect(await newest()).toEqual([ids[0]]);
  });

  test('is that in which the backups were written where no manifest lists them', async () => {
    const ids = await writeMany(6);
    fs.rmSync(manifestFile());
    for (const [index, id] of ids.entries()) {
      const written = new Date(1_700_000_000_000 + 10 * index);
      fs.utimesSync(path.join(temporary(), id, 'bkupInfo.xml'), written, written);
    }
    expect(await listedIds()).toEqual(ids);
    expect(await newest()).toEqual([ids.at(-1)]);
  });
});
