import fs from 'node:fs';
import path from 'node:path';
import { readBackupList } from '../../lib/backups/backup-list';
import { readBackup } from '../../lib/backups/read-backup';
import { writeBackup } from '../../lib/backups/write-backup';
import type { FormatError, FormatErrorKind } from '../../lib/files/errors';
import { limits } from '../../lib/files/limits';
import { formatError, makeBackup, newGuid, snapshot, testWithLinks, useTemporaryDirectory } from './support';

const temporary = useTemporaryDirectory();
const withLinks = testWithLinks();
let folder: string;
/** A file outside the backup that nothing may read. */
let secret: string;
const secretText = 'do not read this';
let opened: string[];

beforeEach(async () => {
  const directory = path.join(temporary(), 'backups');
  fs.mkdirSync(directory);
  folder = await writeBackup(directory, makeBackup(), { durable: false });
  secret = path.join(temporary(), 'secret.txt');
  fs.writeFileSync(secret, secretText);
  opened = [];
  const open = fs.promises.open;
  jest.spyOn(fs.promises, 'open').mockImplementation((file, ...rest) => {
    opened.push(path.resolve(String(file)));
    return open(file, ...rest);
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

function edit(name: string, change: (text: string) => string): void {
  const file = path.join(folder, name);
  const text = fs.readFileSync(file, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  fs.writeFileSync(file, changed);
}

/** The backup is refused with a message that says what was wrong, and nothing outside it was opened or changed. */
async function expectRefused(
  kind: FormatErrorKind,
  file: string,
  ...words: (string | RegExp)[]
): Promise<void> {
  const before = snapshot(temporary());
  const error = await formatError(readBackup(folder), kind);
  expect(error.file).toBe(path.join(folder, file));
  expect(error.message.startsWith(error.file)).toBe(true);
  for (const word of words) {
    expect(error.message).toMatch(word);
  }
  expect(error.message).not.toContain(secretText);
  expect(error.hresult).toBeGreaterThan(0x7fffffff);
  expect(opened.filter((each) => path.relative(folder, each).startsWith('..'))).toEqual([]);
  expect(snapshot(temporary())).toEqual(before);
}

const root = '<GroupPolicyBackupScheme';

describe('XML', () => {
  test('external entity', async () => {
    edit('Backup.xml', (text) =>
      text
        .replace(root, `<!DOCTYPE x [<!ENTITY s SYSTEM "file://${secret}">]>${root}`)
        .replace('<![CDATA[Baseline]]>', '&s;'),
    );
    await expectRefused('hostile', 'Backup.xml', 'document type or entity declaration', /line 1, column \d+/);
  });

  test('nested entities', async () => {
    const entities = Array.from(
      { length: 9 },
      (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`,
    ).join('');
    edit(
      'bkupInfo.xml',
      (text) => `<!DOCTYPE x [<!ENTITY e0 "ha">${entities}]>${text.replace('nightly', ']]>&e9;<![CDATA[')}`,
    );
    await expectRefused('hostile', 'bkupInfo.xml', 'document type or entity declaration');
  });

  test('entity of no declaration', async () => {
    edit('Backup.xml', (text) => text.replace('<![CDATA[Baseline]]>', '&secret;'));
    await expectRefused('malformed', 'Backup.xml', '"&"');
  });

  test('deep nesting', async () => {
    const depth = 200_000;
    edit('Backup.xml', (text) =>
      text.replace('<FilePaths>', `<FilePaths>${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`),
    );
    await expectRefused('hostile', 'Backup.xml', `deeper than ${limits.xmlDepth}`);
  });

  test.each([
    ['cut off in a tag', (text: string) => text.slice(0, text.indexOf('<FilePaths') + 5)],
    ['cut off after a tag', (text: string) => text.slice(0, text.indexOf('</GroupPolicyObject>'))],
    ['cut off in a CDATA section', (text: string) => text.slice(0, text.indexOf('Domain Admins') + 3)],
    ['cut off in a comment', (text: string) => text.slice(0, text.indexOf('Microsoft') + 3)],
    ['empty', () => ''],
    ['garbage after the end', (text: string) => `${text}garbage`],
    ['a second root element', (text: string) => `${text}<a/>`],
    ['tags that cross', (text: string) => text.replace('</SecurityGroups>', '</FilePaths>')],
    ['an attribute twice', (text: string) => text.replace('bkp:DescName=', 'bkp:ID="x" bkp:DescName=')],
    ['an attribute without quotes', (text: string) => text.replace('bkp:version="2.0"', 'bkp:version=2')],
    ['a prefix of no namespace', (text: string) => text.replace('<FilePaths>', '<q:a/><FilePaths>')],
    ['a NUL character', (text: string) => text.replace('Baseline', 'Base\0line')],
    ['a control character by reference', (text: string) => text.replace('<![CDATA[Baseline]]>', '&#1;')],
    ['a character beyond Unicode', (text: string) => text.replace('<![CDATA[Baseline]]>', '&#x110000;')],
  ])('%s', async (_name, change) => {
    edit('Backup.xml', change);
    await expectRefused(
      'malformed',
      'Backup.xml',
      /cut off|well-formed|damaged|"&"|XML does not allow|no root|twice/,
    );
  });

  test('a root element of another kind', async () => {
    edit('Backup.xml', (text) => text.replace(/GroupPolicyBackupScheme/g, 'Gpo'));
    await expectRefused('schema', 'Backup.xml', '<Gpo>', 'GroupPolicyBackupScheme');
  });

  test('another namespace', async () => {
    edit('bkupInfo.xml', (text) => text.replace('/Manifest"', '/Manifesto"'));
    await expectRefused('schema', 'bkupInfo.xml', 'namespace');
  });
});

describe('encoding', () => {
  const original = (): string => fs.readFileSync(path.join(folder, 'Backup.xml'), 'utf8');
  const write = (data: Buffer): void => fs.writeFileSync(path.join(folder, 'Backup.xml'), data);
  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

  test.each([
    ['Latin-1', () => Buffer.from(original().replace('Baseline', 'Bäseline'), 'latin1'), /not valid UTF-8/],
    ['UTF-16BE', () => utf16(`\ufeff${original()}`).swap16(), /big-endian/],
    ['UTF-16LE without mark', () => utf16(original()), /byte order mark/],
    [
      'half a UTF-16 unit',
      () => Buffer.concat([utf16(`\ufeff${original()}`), Buffer.of(0x41)]),
      /not valid UTF-16LE/,
    ],
    ['a lone surrogate', () => utf16(`\ufeff${original().replace('Base', '\ud800')}`), /not valid UTF-16LE/],
    ['UTF-16 that says it is UTF-8', () => utf16(`\ufeff${original()}`), /declares the encoding "utf-8"/],
    [
      'UTF-8 that says it is UTF-16',
      () => Buffer.from(original().replace('utf-8', 'utf-16')),
      /declares the encoding "utf-16"/,
    ],
    [
      'UTF-8 that says it is something else',
      () => Buffer.from(original().replace('utf-8', 'utf-7')),
      /"utf-7"/,
    ],
  ])('%s is refused', async (_name, make, message) => {
    write(make());
    await expectRefused('encoding', 'Backup.xml', message);
  });

  test.each([
    ['UTF-8 with mark', () => Buffer.from(`\ufeff${original()}`)],
    [
      'UTF-8 with mark that says it is UTF-16',
      () => Buffer.from(`\ufeff${original().replace('utf-8', 'utf-16')}`),
    ],
    ['UTF-16LE with mark', () => utf16(`\ufeff${original().replace('utf-8', 'utf-16')}`)],
    ['no declaration', () => Buffer.from(original().replace(/^<\?[^?]*\?>/, ''))],
  ])('%s is read', async (_name, make) => {
    write(make());
    expect((await readBackup(folder)).content.displayName).toBe('Baseline');
  });
});

describe('paths', () => {
  const location = (to: string): void =>
    edit('Backup.xml', (text) =>
      text.replace(/(bkp:Location=")[^"]*registry\.pol"/, (_all, start: string) => `${start}${to}"`),
    );

  test.each([
    ['the parent', '..\\..\\secret.txt', 'has the part'],
    ['the parent further inside', 'DomainSysvol\\GPO\\..\\..\\..\\..\\secret.txt', 'has the part'],
    ['the same directory', 'DomainSysvol\\.\\GPO', 'has the part'],
    ['an absolute path', '\\Windows\\win.ini', 'is absolute'],
    ['a POSIX path', '/etc/passwd', 'is absolute'],
    ['a drive', 'C:\\Windows\\win.ini', 'is absolute'],
    ['a path relative to a drive', 'C:secret.txt', 'is absolute'],
    ['a UNC path', '\\\\server\\share\\secret.txt', 'is absolute'],
    ['a device path', '\\\\?\\C:\\secret.txt', 'is absolute'],
    ['the other separator', 'DomainSysvol/../../../secret.txt', 'holds the character'],
    ['an alternate data stream', 'DomainSysvol\\GPO\\Machine\\registry.pol:x', 'holds the character'],
    ['a device', 'DomainSysvol\\GPO\\NUL.txt', 'device name'],
    ['a name that Windows would shorten', 'DomainSysvol\\GPO\\Machine .\\x', 'ends in a dot or a space'],
    ['an empty part', 'DomainSysvol\\\\GPO', 'has an empty part'],
    ['a directory too deep', `${'a\\'.repeat(100)}b`, 'deeper than'],
  ])('a location that is %s', async (_name, to, words) => {
    location(to);
    const stored = JSON.stringify(to).replaceAll('"', '');
    await expectRefused('hostile', 'Backup.xml', words);
    expect((await formatError(readBackup(folder), 'hostile')).message).toContain(stored);
  });

  test.each([
    ['leads out of the GPO', '%GPO_MACH_FSPATH%\\..\\..\\x'],
    ['ends outside the GPO', '%GPO_FSPATH%\\..'],
    ['names no variable', 'C:\\Windows\\x'],
    ['names another variable', '%windir%\\x'],
  ])('a target path that %s', async (_name, target) => {
    edit('Backup.xml', (text) => text.replace(/bkp:Path="[^"]*registry\.pol"/, () => `bkp:Path="${target}"`));
    await expectRefused('hostile', 'Backup.xml', 'path');
  });

  test('a file that is named but not there', async () => {
    fs.rmSync(path.join(folder, 'DomainSysvol', 'GPO', 'Machine', 'registry.pol'));
    const { report, filesError } = await readBackup(folder);
    expect(report).toBeDefined();
    expect(filesError).toMatchObject({ kind: 'missing', file: path.join(folder, 'Backup.xml') });
    expect(filesError?.message).toMatch(/registry\.pol, which is not in the backup/);
  });

  test('a directory that is named as a file', async () => {
    location('DomainSysvol\\GPO\\User');
    await expectRefused('malformed', 'Backup.xml', 'which it is not');
  });

  withLinks.each([
    ['a file', 'bkupInfo.xml', () => secret],
    ['a settings file', path.join('DomainSysvol', 'GPO', 'Machine', 'registry.pol'), () => secret],
    ['a directory', path.join('DomainSysvol', 'GPO', 'User'), () => temporary()],
    ['nothing', 'dangling', () => path.join(temporary(), 'absent')],
  ])('a link to %s outside', async (_name, name, target) => {
    const file = path.join(folder, name);
    fs.rmSync(file, { recursive: true, force: true });
    fs.symlinkSync(target(), file);
    await expectRefused('hostile', name, 'symbolic link');
  });

  withLinks('a link in the place of the folder', async () => {
    const link = path.join(path.dirname(folder), newGuid());
    fs.symlinkSync(folder, link);
    expect((await formatError(readBackup(link), 'hostile')).message).toContain('symbolic link');
    const { backups, problems } = await readBackupList(path.dirname(folder));
    expect(backups.map((backup) => backup.folder)).toEqual([folder]);
    expect(problems.map((problem) => problem.path)).toEqual([link]);
  });
});

describe('size', () => {
  test.each([
    ['Backup.xml', limits.fileSize],
    ['gpreport.xml', limits.reportSize],
    ['other.bin', limits.fileSize],
  ])('a huge %s is not read', async (name, limit) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, '');
    fs.truncateSync(file, limit + 1);
    const before = process.memoryUsage().arrayBuffers;
    const reading = readBackup(folder);
    const error =
      name === 'gpreport.xml'
        ? ((await reading).reportError as FormatError)
        : await formatError(reading, 'tooLarge');
    expect(error).toMatchObject({ kind: 'tooLarge', file });
    expect(error.message).toContain(`at most ${limit}`);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(limit);
  });

  test('many large files are not read to the end', async () => {
    const count = limits.backupSize / limits.fileSize + 1;
    for (let i = 0; i < count; i++) {
      const file = path.join(folder, `${i}.bin`);
      fs.writeFileSync(file, '');
      fs.truncateSync(file, limits.fileSize);
    }
    expect((await formatError(readBackup(folder), 'tooLarge')).message).toContain('together');
  });

  test('directories nested too deep', async () => {
    fs.mkdirSync(path.join(folder, ...new Array<string>(limits.directoryDepth + 1).fill('a')), {
      recursive: true,
    });
    expect((await formatError(readBackup(folder), 'hostile')).message).toContain('nested deeper');
  });
});

describe('what a backup needs', () => {
  test.each(['bkupInfo.xml', 'Backup.xml'])('%s missing', async (name) => {
    fs.rmSync(path.join(folder, name));
    await expectRefused('missing', name, 'not a whole backup');
    expect((await formatError(readBackup(folder), 'missing')).hresult).toBe(0x80070002);
  });

  test('gpreport.xml may be missing', async () => {
    fs.rmSync(path.join(folder, 'gpreport.xml'));
    expect((await readBackup(folder)).report).toBeUndefined();
    expect(opened).toContain(path.join(folder, 'Backup.xml'));
  });

  test('names in another case', async () => {
    for (const name of ['bkupInfo.xml', 'Backup.xml', 'gpreport.xml']) {
      fs.renameSync(path.join(folder, name), path.join(folder, name.toUpperCase()));
    }
    const backup = await readBackup(folder);
    expect(backup.report).toContain('<GPO');
    expect(backup.otherFiles).toEqual([]);
    expect((await readBackupList(path.dirname(folder))).backups).toHaveLength(1);
  });

  test('the folder absent', async () => {
    expect((await formatError(readBackup(path.join(temporary(), newGuid())), 'missing')).message).toContain(
      'the folder does not exist',
    );
  });

  test('the folder named otherwise than its ID', async () => {
    const other = path.join(path.dirname(folder), newGuid());
    fs.renameSync(folder, other);
    const error = await formatError(readBackup(other), 'mismatch');
    expect(error.message).toContain(path.basename(other));
    expect(error.message).toContain(path.basename(folder));
  });

  test('the folder not named by a GUID', async () => {
    const other = path.join(path.dirname(folder), 'backup');
    fs.renameSync(folder, other);
    expect((await formatError(readBackup(other), 'malformed')).message).toContain('not a GUID');
  });

  test('Backup.xml of another GPO', async () => {
    const id = newGuid();
    edit('Backup.xml', (text) => text.replace(/<ID>.*<\/ID>/, `<ID>${id}</ID>`));
    await expectRefused('mismatch', 'Backup.xml', id, 'mixes two backups');
  });

  test.each([
    ['bkupInfo.xml', 'GPOGuid', 'nonsense', 'not a GUID'],
    ['bkupInfo.xml', 'BackupTime', '2024-02-30T00:00:00', 'not a time'],
    ['bkupInfo.xml', 'BackupTime', 'yesterday', 'not a time'],
    ['Backup.xml', 'ID', '{123}', 'not a GUID'],
    ['Backup.xml', 'Options', '4', 'from 0 to 3'],
    ['Backup.xml', 'UserVersionNumber', '4294967296', 'from 0 to 4294967295'],
    ['Backup.xml', 'MachineVersionNumber', '-1', 'from 0 to 4294967295'],
    ['Backup.xml', 'Type', 'Group', 'known are User'],
  ])('%s: %s = %s', async (file, element, value, words) => {
    edit(file, (text) =>
      text.replace(new RegExp(`<${element}>.*?</${element}>`), `<${element}>${value}</${element}>`),
    );
    await expectRefused('malformed', file, words);
  });

  test.each([
    ['bkupInfo.xml', 'GPODisplayName'],
    ['Backup.xml', 'SecurityDescriptor'],
    ['Backup.xml', 'SecurityGroups'],
  ])('%s without %s', async (file, element) => {
    edit(file, (text) => text.replace(new RegExp(`<${element}>.*?</${element}>`), ''));
    await expectRefused('missing', file, element);
  });
});
