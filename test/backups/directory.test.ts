import fs from 'node:fs';
import path from 'node:path';
import { mostRecentOf } from '../../lib/backups/backup-directory';
import { findBackupDirs, readBackupList } from '../../lib/backups/backup-list';
import { listBackups } from '../../lib/backups/list-backups';
import { readManifest } from '../../lib/backups/manifest';
import type { Backup } from '../../lib/backups/types';
import { removeBackup, writeBackup } from '../../lib/backups/write-backup';
import type { FormatError, FormatErrorKind } from '../../lib/files/errors';
import { limits } from '../../lib/files/limits';
import { childElement, elementText } from '../../lib/files/xml/tree';
import { formatError, makeBackup, newGuid, snapshot, testWithLinks, useTemporaryDirectory } from './support';

const temporary = useTemporaryDirectory();
const withLinks = testWithLinks();

const write = (backup: Backup): Promise<string> => writeBackup(temporary(), backup, { durable: false });
const manifestFile = (): string => path.join(temporary(), 'manifest.xml');
const manifestIds = async (): Promise<string[]> =>
  (await readManifest(temporary()))!.map((entry) => elementText(childElement(entry, 'ID')!));
const listedIds = async (): Promise<string[]> =>
  (await readBackupList(temporary())).backups.map((backup) => backup.record.id);

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
    expect((await readBackupList(temporary())).problems).toEqual([]);
  });

  test('one of two writers of the same backup wins', async () => {
    const backup = makeBackup();
    const results = await Promise.allSettled([write(backup), write(backup)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await manifestIds()).toEqual([backup.record.id]);
    expect(fs.readdirSync(temporary()).sort()).toEqual(['manifest.xml', backup.record.id].sort());
  });

  test('missing is made again from the folders', async () => {
    const first = makeBackup();
    await write(first);
    fs.rmSync(manifestFile());
    expect(await listedIds()).toEqual([first.record.id]);
    const second = makeBackup();
    await write(second);
    expect((await manifestIds()).sort()).toEqual([first.record.id, second.record.id].sort());
    fs.rmSync(manifestFile());
    await removeBackup(temporary(), first.record.id);
    expect(await manifestIds()).toEqual([second.record.id]);
  });

  const valid = (): string => fs.readFileSync(manifestFile(), 'utf8');
  const rewrite = (data: string | Buffer): void => fs.writeFileSync(manifestFile(), data);
  test.each<[string, FormatErrorKind, string | RegExp, () => unknown]>([
    ['cut off', 'malformed', 'cut off', () => rewrite('<Backups')],
    ['empty', 'malformed', 'missing root element', () => rewrite('')],
    ['of another kind', 'schema', 'root element <a>', () => rewrite('<a/>')],
    ['of another namespace', 'schema', 'namespace', () => rewrite(valid().replaceAll('/Manifest"', '/M"'))],
    [
      'with an external entity',
      'hostile',
      'entity declaration',
      () => rewrite(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${valid()}`),
    ],
    [
      'in another encoding',
      'encoding',
      'big-endian',
      () => rewrite(Buffer.from('\ufeff<a/>', 'utf16le').swap16()),
    ],
    ['huge', 'tooLarge', `at most ${limits.fileSize}`, () => fs.truncateSync(manifestFile(), 2 ** 32)],
    [
      'nested too deep',
      'hostile',
      'nested deeper',
      () => rewrite(valid().replace('</Backups>', `${'<a>'.repeat(1e5)}</Backups>`)),
    ],
    [
      'a directory',
      'hostile',
      'not a regular file',
      () => {
        fs.rmSync(manifestFile());
        fs.mkdirSync(manifestFile());
      },
    ],
  ])('%s is refused before anything is written or removed', async (_name, kind, words, spoil) => {
    const backup = makeBackup();
    await write(backup);
    spoil();
    const state = (): unknown => {
      const { ino, size, mtimeNs } = fs.statSync(manifestFile(), { bigint: true });
      return [fs.readdirSync(temporary(), { recursive: true }).sort(), ino, size, mtimeNs];
    };
    const before = state();
    for (const change of [() => write(makeBackup()), () => removeBackup(temporary(), backup.record.id)]) {
      const error = await formatError(change(), kind);
      expect(error.file).toBe(manifestFile());
      expect(error.message).toMatch(words);
      expect(error.message).toMatch(
        /repair it, or delete it: the next backup makes it anew from the bkupInfo/,
      );
    }
    expect(state()).toEqual(before);
    const { backups, problems } = await readBackupList(temporary());
    expect(backups.map((listing) => listing.record)).toEqual([backup.record]);
    expect(problems).toMatchObject([{ path: manifestFile(), concerns: 'manifest', error: { kind } }]);
    fs.rmSync(manifestFile(), { recursive: true });
    await write(makeBackup());
    expect(await manifestIds()).toHaveLength(2);
  });

  test('an entry that cannot be read is kept, told of, and hides no other', async () => {
    const [first, second] = [makeBackup(), makeBackup()];
    await write(first);
    await write(second);
    rewrite(valid().replace('2024-05-06T07:08:09', 'yesterday'));
    const { backups, problems } = await readBackupList(temporary());
    expect(backups).toHaveLength(2);
    expect(problems).toMatchObject([
      { path: manifestFile(), concerns: 'entry', error: { kind: 'malformed' } },
    ]);
    expect(problems[0]!.error.message).toContain('"yesterday"');
    await write(makeBackup());
    expect(valid()).toContain('yesterday');
    expect(await manifestIds()).toHaveLength(3);
  });

  test('entries spelled with prefixes of their own keep what they say', async () => {
    const gone = makeBackup();
    await write(gone);
    const text = valid()
      .replace(
        '<Backups ',
        '<m:Backups xmlns:m="http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest" xmlns:x="urn:x" ',
      )
      .replace('</Backups>', '</m:Backups>')
      .replaceAll('BackupInst>', 'm:BackupInst>')
      .replace('<Comment>', '<x:Note x:kind="k" xml:lang="en"><plain xmlns="">n</plain></x:Note><Comment>');
    rewrite(text);
    await write(makeBackup());
    const [entry] = (await readManifest(temporary()))!;
    expect(elementText(childElement(entry!, 'ID')!)).toBe(gone.record.id);
    const note = entry!.children.find((node) => node.kind === 'element' && node.localName === 'Note');
    expect(note).toMatchObject({ namespace: 'urn:x', children: [{ localName: 'plain', namespace: '' }] });
    expect(note).toMatchObject({
      attributes: expect.arrayContaining([
        expect.objectContaining({ name: 'x:kind', namespace: 'urn:x', value: 'k' }),
        expect.objectContaining({ name: 'xml:lang', value: 'en' }),
      ]),
    });
  });

  test('that would grow too large to be read again is not written', async () => {
    const backup = makeBackup({ comment: 'x'.repeat(limits.fileSize - 10_000) });
    await write(backup);
    const before = fs.readFileSync(manifestFile());
    const error = await formatError(write(makeBackup({ comment: 'y'.repeat(20_000) })), 'tooLarge');
    expect(error.message).toContain('use another directory');
    expect(fs.readdirSync(temporary()).sort()).toEqual(['manifest.xml', backup.record.id].sort());
    expect(fs.readFileSync(manifestFile()).equals(before)).toBe(true);
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
    const { backups, problems } = await readBackupList(temporary());
    expect(backups).toHaveLength(1);
    expect(problems.map((problem) => problem.error.message)).toEqual([
      expect.stringContaining(gone.record.id),
    ]);
  });

  test('an entry that differs from the folder is told of, and the folder believed', async () => {
    await write(makeBackup());
    fs.writeFileSync(manifestFile(), fs.readFileSync(manifestFile(), 'utf8').replace('Baseline', 'Bassline'));
    const { backups, problems } = await readBackupList(temporary());
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
