import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type GpmBackup, type GpmBackupDir, GpmError, type GpmGpo } from '../../lib';
import { limits } from '../../lib/files/limits';
import { MockForest } from '../../lib/mock/forest';
import { snapshot, testWithLinks } from '../backups/support';
import { Canary, type FileWatch, watchFiles } from './file-watch';
import { BASELINE, eachTest, failure } from './support';

jest.setTimeout(60_000);

const world = eachTest();
const withLinks = testWithLinks();
const onPosix = process.platform === 'win32' ? test.skip : test;
if (process.platform === 'win32') {
  process.stdout.write('skipped: the tests with named pipes, because Windows has none in its file systems\n');
}
const files = ['bkupInfo.xml', 'Backup.xml', 'gpreport.xml', 'manifest.xml', 'table.migtable'] as const;
type FileName = (typeof files)[number];

let gpo: GpmGpo;
let target: GpmGpo;
let dir: GpmBackupDir;
let backup: GpmBackup;
/** Where the backups are, and where the one backup is. */
let directory: string;
let folder: string;
/** A file beside that directory that nothing has a reason to touch. */
let canary: Canary;
/** That file, and others that a test has put outside. */
let canaries: Canary[];

beforeEach(async () => {
  directory = path.join(world.directory, 'backups');
  fs.mkdirSync(directory);
  gpo = await world.domain.getGpo(BASELINE);
  ({ value: backup } = await gpo.backup(directory));
  folder = path.join(directory, backup.id);
  target = await world.domain.createGpo({ displayName: 'Target' });
  await target.import(backup);
  dir = await world.gpm.getBackupDir(directory);
  const table = await world.gpm.createMigrationTable();
  await table.add(backup, { processSecurity: true });
  await table.addEntry('\\\\server\\share', 'uncPath', '\\\\other\\share');
  await table.save(where('table.migtable'));
  canary = new Canary(path.join(world.directory, 'outside.xml'), 'nobody reads this');
  canaries = [canary];
});

afterEach(() => {
  jest.restoreAllMocks();
});

function where(name: FileName): string {
  if (name === 'table.migtable') return path.join(world.directory, name);
  return path.join(name === 'manifest.xml' ? directory : folder, name);
}

type Attempt = readonly [name: string, start: () => PromiseLike<unknown>];

/** Everything that reads a file. */
async function attemptsOn(name: FileName): Promise<readonly Attempt[]> {
  if (name === 'table.migtable') return [['load', () => world.gpm.getMigrationTable(where(name))]];
  if (name === 'manifest.xml')
    return [
      ['search', () => dir.searchBackups()],
      ['backup', () => gpo.backup(directory)],
      ['delete', () => backup.delete()],
    ];
  const reports: Attempt[] = [
    ['HTML report', () => backup.generateReport('html')],
    ['XML report', () => backup.generateReport('xml')],
  ];
  if (name === 'gpreport.xml') return reports;
  const table = await world.gpm.createMigrationTable();
  const attempts: Attempt[] = [
    ['restore', () => world.domain.restoreGpo(backup)],
    ['import', () => target.import(backup)],
    ...reports,
    ['references', () => table.add(backup, { processSecurity: true })],
    ['fromBackups', () => MockForest.fromBackups(directory)],
  ];
  if (name === 'bkupInfo.xml')
    attempts.push(
      ['search', () => dir.searchBackups({ mostRecent: true })],
      ['get', () => dir.getBackup(backup.id)],
    );
  return attempts;
}

/** Where the readers of a file have a reason to be. */
const placeOf = (name: FileName): string => (name === 'table.migtable' ? where(name) : directory);

/** A message names a file, in whole or within the backup that it names. */
function expectNamed(what: string, message: string, subject: string): void {
  const named = `${what}: ${message}`;
  if (named.includes(subject)) return;
  expect(named).toContain(directory);
  expect(named).toContain(backup.id);
  expect(named.split('The server says: ')[1]).toContain(path.relative(folder, subject));
}

/**
 * Every attempt fails with an error that names the file and the reason; nothing outside is looked at; the disk and the
 * forest are as they were.
 */
async function expectRefused(name: FileName, reason: RegExp, subject = where(name)): Promise<FileWatch> {
  const attempts = await attemptsOn(name);
  const disk = contents();
  const before = world.forest.snapshot();
  for (const each of canaries) each.expectUntouched();
  const watch = await watchFiles(world.directory);
  for (const [what, start] of attempts) {
    const error = await failure(start());
    expect(error).toBeInstanceOf(GpmError);
    expectNamed(what, error.message, subject);
    expect(error.message).toMatch(reason);
    expect(error.message).not.toContain('nobody reads this');
  }
  const outside = watch.uses.filter((use) => path.relative(placeOf(name), use.path).startsWith('..'));
  expect(outside).toEqual([]);
  expect(watch.uses.map((use) => use.path)).toContain(name === 'gpreport.xml' ? folder : placeOf(name));
  jest.restoreAllMocks();
  for (const each of canaries) each.expectUntouched();
  expect(world.forest.snapshot()).toEqual(before);
  expect(contents()).toEqual(disk);
  return watch;
}

/** All files with their bytes, those of some size by what the system says of them. */
function contents(): unknown {
  const found: unknown[] = [];
  for (const entry of fs.readdirSync(world.directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const { mode, size, ino, mtimeMs } = fs.lstatSync(file);
    const small = entry.isFile() && size < 100_000 && !canaries.some((each) => each.file === file);
    found.push([file, mode, size, ino, entry.isFile() && mtimeMs, small && fs.readFileSync(file, 'latin1')]);
  }
  return found;
}

const wide = (data: Buffer): boolean => data[0] === 0xff && data[1] === 0xfe;
const decode = (data: Buffer): string => (wide(data) ? data.toString('utf16le', 2) : data.toString('utf8'));
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const afterRoot = (text: string, inserted: string): string =>
  text.replace(/<[A-Za-z][^>]*>/, (tag) => tag + inserted);
const withDoctype = (text: string, doctype: string): string =>
  afterRoot(
    text.replace(/^(<\?xml[^>]*>)?/, (declaration) => `${declaration}<!DOCTYPE x ${doctype}>`),
    '&e;',
  );

/** Changes the text of a file and keeps its encoding. */
function edit(name: FileName, change: (text: string) => string): void {
  const data = fs.readFileSync(where(name));
  const text = decode(data);
  const changed = change(text);
  expect(changed).not.toBe(text);
  fs.writeFileSync(where(name), wide(data) ? utf16(changed) : changed);
}

function rewrite(name: FileName, change: (text: string, data: Buffer) => Buffer): void {
  const data = fs.readFileSync(where(name));
  fs.writeFileSync(where(name), change(decode(data), data));
}

const declared = /document type or entity declaration/;

describe.each(files)('%s', (name) => {
  test.each<[string, (text: string) => string, RegExp]>([
    [
      'an external entity',
      (text) => withDoctype(text, `[<!ENTITY e SYSTEM "file://${canary.file}">]`),
      declared,
    ],
    ['an external document type', (text) => withDoctype(text, `SYSTEM "file://${canary.file}"`), declared],
    [
      'a parameter entity',
      (text) => withDoctype(text, `[<!ENTITY % p SYSTEM "file://${canary.file}"> %p;]`),
      declared,
    ],
    [
      'nested entities',
      (text) =>
        withDoctype(
          text,
          `[<!ENTITY a0 "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('')}<!ENTITY e "&a9;">]`,
        ),
      declared,
    ],
    ['an entity of no declaration', (text) => afterRoot(text, '&e;'), /an "&" begins neither/],
    ['deep nesting', (text) => afterRoot(text, '<a>'.repeat(100_000)), /nested deeper than 100/],
    [
      'elements without number',
      (text) => afterRoot(text, '<a/>'.repeat(limits.xmlPieces)),
      /more than 300000 tags and attributes/,
    ],
    [
      'attributes without number',
      (text) => afterRoot(text, `<a ${'b="" '.repeat(limits.xmlPieces)}/>`),
      /more than 300000 tags and attributes/,
    ],
    [
      'another declared encoding',
      (text) => text.replace(/^(<\?xml[^>]*>)?/, '<?xml version="1.0" encoding="utf-7"?>'),
      /"utf-7"/,
    ],
    ['another root', () => '<a/>', /root element <a>|<a> is not a BackupInst/],
    [
      'another namespace',
      (text) => text.replaceAll(/(GPOOperations|GroupPolicy\/Settings)/g, 'X'),
      /namespace/,
    ],
    ['garbage after its end', (text) => `${text}<a/>`, /not well-formed/],
  ])('with %s is refused', async (_kind, change, reason) => {
    edit(name, change);
    await expectRefused(name, reason);
  });

  test.each<[string, (text: string, data: Buffer) => Buffer, RegExp]>([
    ['UTF-16 in big-endian order', (text) => utf16(text).swap16(), /big-endian/],
    ['UTF-16 without a mark', (text) => utf16(text).subarray(2), /without a byte order mark/],
    ['half a unit of UTF-16', (text) => Buffer.concat([utf16(text), Buffer.of(65)]), /not valid UTF-16LE/],
    [
      'UTF-32',
      (text) =>
        Buffer.concat(
          [...`\ufeff${text}`].map((c) => utf16(c).subarray(2)).flatMap((c) => [c, Buffer.alloc(2)]),
        ),
      /U\+0000/,
    ],
    ['Latin-1', (text) => Buffer.from(afterRoot(text, 'é'), 'latin1'), /not valid UTF-8/],
    ['zeros', () => Buffer.alloc(4096), /not text at all/],
  ])('in %s is refused', async (_kind, change, reason) => {
    rewrite(name, change);
    await expectRefused(name, reason);
  });

  test.each([0, 0.01, 0.2, 0.4, 0.6, 0.8, 0.99])('cut off after %f of it is refused', async (part) => {
    rewrite(name, (_text, data) => {
      const end = data.lastIndexOf('>'.charCodeAt(0)); // what follows is white space
      return data.subarray(0, Math.floor(end * part));
    });
    await expectRefused(
      name,
      /cut off|not well-formed|missing root element|not valid UTF-16LE|is damaged|without a byte order mark/,
    );
  });

  test('of some gigabytes is refused unread', async () => {
    fs.truncateSync(where(name), 3 * 2 ** 30);
    const before = process.memoryUsage();
    const watch = await expectRefused(name, /it has 3221225472 bytes; at most \d+ are read/);
    expect(watch.bytesRead).toBeLessThan(1_000_000); // the files beside it
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(10_000_000);
    expect(after.rss - before.rss).toBeLessThan(200_000_000);
  });

  withLinks('that is a link to a good file outside is refused', async () => {
    const outside = new Canary(path.join(world.directory, 'good.xml'), fs.readFileSync(where(name)));
    canaries.push(outside);
    fs.rmSync(where(name));
    fs.symlinkSync(outside.file, where(name));
    await expectRefused(name, /symbolic link/);
  });

  test('that is a directory is refused', async () => {
    fs.rmSync(where(name));
    fs.mkdirSync(where(name));
    await expectRefused(name, /not a regular file|is missing/);
  });

  onPosix('that is a pipe is refused, and nobody waits for its other end', async () => {
    fs.rmSync(where(name));
    execFileSync('mkfifo', [where(name)]);
    await expectRefused(name, /not a regular file|neither a file nor a directory/);
  });
});

test('a report that cannot be read stops nothing but reports', async () => {
  rewrite('gpreport.xml', (_text, data) => data.subarray(0, 1500));
  for (const { messages } of [await world.domain.restoreGpo(backup), await target.import(backup)]) {
    expect(messages).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        objectPath: where('gpreport.xml'),
        message: expect.stringContaining('cut off'),
      }),
    );
  }
  await (await world.gpm.createMigrationTable()).add(backup, { processSecurity: true });
  const forest = await MockForest.fromBackups(directory);
  const { gpos, problems } = await forest.loadBackups(directory);
  expect(gpos).toHaveLength(1);
  expect(problems.map(({ error }) => error.message)).toEqual([
    expect.stringContaining(where('gpreport.xml')),
  ]);
});

describe('a backup cannot lead out of its folder', () => {
  test.each([
    ['the parent', '..\\..\\outside.xml'],
    ['the parent further inside', 'DomainSysvol\\GPO\\..\\..\\..\\..\\outside.xml'],
    ['the other separator', '../../outside.xml'],
    ['a POSIX path', () => canary.file],
    ['a drive', 'C:\\outside.xml'],
    ['a path relative to a drive', 'C:outside.xml'],
    ['a UNC path', '\\\\server\\share\\outside.xml'],
    ['a device path', '\\\\?\\C:\\outside.xml'],
    ['an alternate data stream', 'DomainSysvol\\GPO\\GPT.INI:stream'],
  ])('by a location: %s', async (_name, location) => {
    const to = typeof location === 'string' ? location : location();
    edit('Backup.xml', (text) =>
      text.replace(/(bkp:Location=")[^"]*GptTmpl\.inf"/, (_all, head) => `${head}${to}"`),
    );
    await expectRefused('Backup.xml', /only plain paths below the backup's own folder are accepted/);
  });

  test.each(['%GPO_FSPATH%\\..\\..\\outside.xml', 'C:\\outside.xml', '/outside.xml'])(
    'by a target: %s',
    async (to) => {
      edit('Backup.xml', (text) =>
        text.replace(/(bkp:Path=")[^"]*GptTmpl\.inf"/, (_all, head) => `${head}${to}"`),
      );
      await expectRefused('Backup.xml', /the path ".*" (has the part|does not begin with)/);
    },
  );

  withLinks('by a link in place of a settings file', async () => {
    const file = path.join(folder, 'DomainSysvol', 'GPO', 'Machine', 'registry.pol');
    fs.symlinkSync(canary.file, file);
    await expectRefused('Backup.xml', /symbolic link/, file);
  });

  withLinks('by a link in place of a directory', async () => {
    const link = path.join(folder, 'DomainSysvol', 'GPO', 'User');
    fs.rmSync(link, { recursive: true });
    fs.symlinkSync(world.directory, link);
    await expectRefused('Backup.xml', /symbolic link/, link);
  });

  withLinks('by a link in place of the folder', async () => {
    const outside = path.join(world.directory, backup.id);
    fs.renameSync(folder, outside);
    const info = path.join(outside, 'bkupInfo.xml');
    canaries.push(new Canary(info, fs.readFileSync(info)));
    fs.symlinkSync(outside, folder);
    await expectRefused('bkupInfo.xml', /symbolic link/, folder);
  });

  test.each(['..', '..\\..\\outside', '{..}', '/etc'])('by an id in its record: %s', async (id) => {
    edit('bkupInfo.xml', (text) => text.replace(/<ID>.*<\/ID>/, `<ID><![CDATA[${id}]]></ID>`));
    await expectRefused('bkupInfo.xml', /ID is ".*", which is not a GUID/);
  });

  test('by an id in the manifest, which is told of and harms no other entry', async () => {
    const disk = snapshot(folder);
    edit('manifest.xml', (text) =>
      text.replace(
        '</Backups>',
        `${/<BackupInst.*<\/BackupInst>/s.exec(text)![0].replace(/<ID>.*<\/ID>/, '<ID>..\\..\\outside.xml</ID>')}</Backups>`,
      ),
    );
    expect((await dir.searchBackups()).map(({ id }) => id)).toEqual([backup.id]);
    const { problems } = await MockForest.listBackups(directory);
    expect(problems.map(({ error }) => error.message)).toEqual([
      expect.stringContaining('..\\\\..\\\\outside.xml'),
    ]);
    const { value: second } = await gpo.backup(directory);
    await second.delete();
    expect(snapshot(folder)).toEqual(disk);
    expect(fs.readFileSync(where('manifest.xml'), 'utf8')).toContain('..\\..\\outside.xml');
    canary.expectUntouched();
  });
});
