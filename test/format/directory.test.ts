import fs from 'node:fs';
import path from 'node:path';
import { type Backup, deleteBackup, findBackupDirs, listBackups, writeBackup } from '../../lib/mock/format';
import { readManifestRecords } from '../../lib/mock/format/manifest';
import { formatError, makeBackup, newGuid, snapshot, tryLink, useTemporaryDirectory } from './support';

const temporary = useTemporaryDirectory();

const write = (backup: Backup): Promise<string> => writeBackup(temporary(), backup, { durable: false });
const manifestFile = (): string => path.join(temporary(), 'manifest.xml');
const manifestIds = async (): Promise<string[]> =>
  (await readManifestRecords(temporary())).map((record) => record.id);
const listedIds = async (): Promise<string[]> =>
  (await listBackups(temporary())).backups.map((backup) => backup.record.id);

describe('manifest', () => {
  test('many writers at once lose no entry', async () => {
    // With a manifest from before: a missing one would be made from the folders, which hides a lost entry.
    const first = makeBackup();
    await write(first);
    const backups = Array.from({ length: 12 }, () => makeBackup());
    await Promise.all(backups.map((backup) => write(backup)));
    const ids = [first, ...backups].map((backup) => backup.record.id).sort();
    expect((await manifestIds()).sort()).toEqual(ids);
    expect((await listedIds()).sort()).toEqual(ids);
    expect((await listBackups(temporary())).problems).toEqual([]);
  });

  test('one of two writers of the same backup wins', async () => {
    const backup = makeBackup();
    const results = await Promise.allSettled([write(backup), write(backup)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await manifestIds()).toEqual([backup.record.id]);
    expect(fs.readdirSync(temporary()).sort()).toEqual(['manifest.xml', backup.record.id].sort());
  });

  test.each([
    ['missing', () => fs.rmSync(manifestFile())],
    ['damaged', () => fs.writeFileSync(manifestFile(), '<Backups')],
    ['of another kind', () => fs.writeFileSync(manifestFile(), '<a/>')],
  ])('%s is made again from the folders', async (_name, spoil) => {
    const first = makeBackup();
    await write(first);
    spoil();
    expect(await listedIds()).toEqual([first.record.id]);
    const second = makeBackup();
    await write(second);
    expect((await manifestIds()).sort()).toEqual([first.record.id, second.record.id].sort());
  });

  test('a stale entry and what it holds besides is kept, and told of', async () => {
    const gone = makeBackup();
    const folder = await write(gone);
    fs.writeFileSync(
      manifestFile(),
      fs.readFileSync(manifestFile(), 'utf8').replace('</BackupInst>', '<Note>n</Note></BackupInst>'),
    );
    fs.rmSync(folder, { recursive: true });
    const { id } = makeBackup().record;
    await write(makeBackup({ id }));
    expect(fs.readFileSync(manifestFile(), 'utf8')).toContain('<Note>n</Note>');
    expect(await manifestIds()).toEqual([gone.record.id, id]);
    const { backups, problems } = await listBackups(temporary());
    expect(backups).toHaveLength(1);
    expect(problems.map((problem) => problem.error.message)).toEqual([
      expect.stringContaining(gone.record.id),
    ]);
  });

  test('an entry that differs from the folder is told of, and the folder believed', async () => {
    await write(makeBackup());
    fs.writeFileSync(manifestFile(), fs.readFileSync(manifestFile(), 'utf8').replace('Baseline', 'Bassline'));
    const { backups, problems } = await listBackups(temporary());
    expect(backups[0]!.record.gpoDisplayName).toBe('Baseline');
    expect(problems[0]!.error.message).toContain('gpoDisplayName');
  });
});

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
    const { backups, problems } = await listBackups(temporary());
    expect(backups.map((backup) => backup.folder)).toEqual(whole.reverse());
    expect(problems.map((problem) => problem.path).sort()).toEqual([...broken, notFolder].sort());
    expect(await findBackupDirs(temporary())).toEqual([temporary()]);
  });

  test('a directory that is not there', async () => {
    expect((await formatError(listBackups(path.join(temporary(), 'absent')), 'missing')).hresult).toBe(
      0x80070003,
    );
  });

  test('directories inside directories are found, links are not followed', async () => {
    const inner = path.join(temporary(), 'a', 'b c');
    fs.mkdirSync(inner, { recursive: true });
    await writeBackup(inner, makeBackup(), { durable: false });
    await write(makeBackup());
    fs.mkdirSync(path.join(temporary(), 'Policies', newGuid()), { recursive: true });
    tryLink(inner, path.join(temporary(), 'link'));
    expect(await findBackupDirs(temporary())).toEqual([temporary(), inner]);
  });
});

describe('deleting', () => {
  test('takes the folder and the entry', async () => {
    const [first, second] = [makeBackup(), makeBackup()];
    await write(first);
    await write(second);
    await deleteBackup(temporary(), first.record.id.toLowerCase());
    expect(await manifestIds()).toEqual([second.record.id]);
    expect(fs.readdirSync(temporary()).sort()).toEqual(['manifest.xml', second.record.id].sort());
  });

  test('a backup that is not there', async () => {
    await write(makeBackup());
    const before = snapshot(temporary());
    expect((await formatError(deleteBackup(temporary(), newGuid()), 'missing')).message).toContain(
      'no such backup',
    );
    await formatError(deleteBackup(temporary(), '..'), 'missing');
    expect(snapshot(temporary())).toEqual(before);
  });

  test('that cannot change the manifest leaves the backup', async () => {
    const backup = makeBackup();
    await write(backup);
    fs.rmSync(manifestFile());
    fs.mkdirSync(path.join(manifestFile(), 'in the way'), { recursive: true });
    const before = snapshot(temporary());
    await expect(deleteBackup(temporary(), backup.record.id)).rejects.toThrow();
    expect(snapshot(temporary())).toEqual(before);
  });
});
