import fs from 'node:fs';
import { readBackupList } from '../../lib/backups/backup-list';
import { removeBackup } from '../../lib/backups/remove-backup';
import type { FormatErrorKind } from '../../lib/files/errors';
import { limits } from '../../lib/files/limits';
import { parseXmlBytes } from '../../lib/files/xml/parse';
import { childElement, childElements, elementText } from '../../lib/files/xml/tree';
import { formatError, makeBackup, useDirectory, useTemporaryDirectory } from './support';

const temporary = useTemporaryDirectory();
const { write, manifestFile, valid, rewrite, manifestIds, listedIds } = useDirectory(temporary);

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
    ['huge', 'tooLarge', `at most ${limits.manifestSize}`, () => fs.truncateSync(manifestFile(), 2 ** 32)],
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
    const [entry] = childElements(parseXmlBytes(fs.readFileSync(manifestFile()), manifestFile()).root);
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
    const backup = makeBackup();
    await write(backup);
    const before = fs.readFileSync(manifestFile());
    for (const change of [(): void => undefined, () => fs.appendFileSync(manifestFile(), '<!-- -->')]) {
      change();
      const limit = jest.replaceProperty(limits as { manifestSize: number }, 'manifestSize', 1000);
      try {
        const error = await formatError(write(makeBackup()), 'tooLarge');
        expect(error.message).toContain('use another directory');
      } finally {
        limit.restore();
      }
      expect(fs.readdirSync(temporary()).sort()).toEqual(['manifest.xml', backup.record.id].sort());
      expect(fs.readFileSync(manifestFile()).subarray(0, before.length).equals(before)).toBe(true);
    }
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
