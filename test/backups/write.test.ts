import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { findBackupDirs, readBackupList } from '../../lib/backups/backup-list';
import { readBackup } from '../../lib/backups/read-backup';
import type { Backup, WriteOptions } from '../../lib/backups/types';
import { writeBackup } from '../../lib/backups/write-backup';
import {
  comparable,
  emptyDescriptor,
  formatError,
  makeBackup,
  newGuid,
  snapshot,
  useTemporaryDirectory,
} from './support';

const temporary = useTemporaryDirectory();

const write = (backup: Backup, options?: WriteOptions): Promise<string> =>
  writeBackup(temporary(), backup, { durable: false, ...options });
const manifestFile = (): string => path.join(temporary(), 'manifest.xml');

describe('files', () => {
  test('bkupInfo.xml and manifest.xml are spelled as GPMC does', async () => {
    const backup = makeBackup({ gpoDisplayName: 'a ]]> b & <c>', comment: '' });
    const folder = await write(backup);
    const { gpoGuid, id } = backup.record;
    const namespace = 'http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest';
    const children =
      `<GPOGuid><![CDATA[${gpoGuid}]]></GPOGuid><GPODomain><![CDATA[contoso.com]]></GPODomain>` +
      '<GPODomainGuid><![CDATA[{ff161336-72cc-4bd4-90ae-42bf968987b9}]]></GPODomainGuid>' +
      '<GPODomainController><![CDATA[dc1.contoso.com]]></GPODomainController>' +
      '<BackupTime><![CDATA[2024-05-06T07:08:09]]></BackupTime>' +
      `<ID><![CDATA[${id}]]></ID><Comment><![CDATA[]]></Comment>` +
      '<GPODisplayName><![CDATA[a ]]]]><![CDATA[> b & <c>]]></GPODisplayName>';
    expect(fs.readFileSync(path.join(folder, 'bkupInfo.xml'), 'utf8')).toBe(
      `<BackupInst xmlns="${namespace}">${children}</BackupInst>\r\n`,
    );
    expect(fs.readFileSync(manifestFile(), 'utf8')).toBe(
      `<Backups xmlns="${namespace}" xmlns:mfst="${namespace}" mfst:version="1.0"><BackupInst>${children}</BackupInst></Backups>`,
    );
    expect((await readBackup(folder)).record).toEqual(backup.record);
  });

  test('Backup.xml is UTF-8 with CRLF, gpreport.xml UTF-16LE with mark', async () => {
    const folder = await write({
      ...makeBackup(),
      report: '<GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings">ü</GPO>',
    });
    const backupXml = fs.readFileSync(path.join(folder, 'Backup.xml'), 'utf8');
    expect(backupXml).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?><!-- Copyright/);
    expect(backupXml.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(backupXml).toContain('<SecurityDescriptor>01 00 00 80 00');
    const report = fs.readFileSync(path.join(folder, 'gpreport.xml'));
    expect(report.toString('utf16le')).toBe(
      '\ufeff<?xml version="1.0" encoding="utf-16"?><GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings">ü</GPO>',
    );
  });

  test('empty directories are made', async () => {
    const folder = await write(makeBackup());
    expect(
      fs.statSync(path.join(folder, 'DomainSysvol', 'GPO', 'Machine', 'Scripts', 'Startup')).isDirectory(),
    ).toBe(true);
  });

  test('elements, attributes and comments of other makers are kept', async () => {
    const folder = await write(makeBackup());
    const backupXml = path.join(folder, 'Backup.xml');
    const info = path.join(folder, 'bkupInfo.xml');
    const change = (file: string, from: string, to: string): void =>
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(from, to));
    change(backupXml, '<FilePaths>', '<!--kept--><New a="1"><![CDATA[x]]></New><FilePaths>');
    change(backupXml, '<WMIFilter/>', '<WMIFilter/><Newer/>');
    change(backupXml, '<FSObjectFile ', '<FSObjectFile bkp:Newest="2" ');
    change(info, '</BackupInst>', '<Extra>e</Extra></BackupInst>');
    const read = await readBackup(folder);
    expect(read.content.extensions[0]!.objects[0]!.otherAttributes).toEqual({ Newest: '2' });

    read.record.id = newGuid();
    read.record.comment = 'again';
    read.content.displayName = read.record.gpoDisplayName = 'Renamed';
    read.content.principals.push({ ...read.content.principals[0]!, sid: 'S-1-5-21-1-2-3-513' });
    read.content.extensions.pop();
    read.content.wmiFilterName = 'Laptops';
    const copy = await write(read);
    const text = fs.readFileSync(path.join(copy, 'Backup.xml'), 'utf8');
    for (const kept of ['<!--kept--><New a="1"><![CDATA[x]]></New>', '<Newer/>', 'bkp:Newest="2"']) {
      expect(text).toContain(kept);
    }
    expect(fs.readFileSync(path.join(copy, 'bkupInfo.xml'), 'utf8')).toContain('<Extra>e</Extra>');
    expect(comparable(await readBackup(copy))).toEqual(comparable(read));
  });

  test('any text that XML can hold comes back', async () => {
    // XML knows one line end only, and GPMC's files spell it CRLF.
    const text = fc
      .string({ unit: 'binary', maxLength: 20 })
      .map((value) => value.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.nat(0xffffffff), async (name, comment, upn, version) => {
        const backup = makeBackup({ gpoDisplayName: name, comment });
        backup.content.machineVersion = version;
        backup.content.principals[0]!.upn = upn;
        backup.content.extensions[0]!.objects[0]!.otherAttributes = { Note: comment };
        expect(comparable(await readBackup(await write(backup)))).toEqual(comparable(backup));
      }),
      { numRuns: 30 },
    );
  });
});

describe('what cannot be written', () => {
  const refused: [string, (backup: Backup) => void, Parameters<typeof formatError>[1], RegExp][] = [
    [
      'a NUL in a name',
      (b) => void Object.assign(b.record, { gpoDisplayName: 'a\0b' }),
      'unwritable',
      /U\+0000/,
    ],
    [
      'a lone surrogate in a comment',
      (b) => void Object.assign(b.record, { comment: '\ud800' }),
      'unwritable',
      /U\+D800/,
    ],
    [
      'an ID that is no GUID',
      (b) => void Object.assign(b.record, { id: '..\\x' }),
      'unwritable',
      /not a GUID/,
    ],
    [
      'a time that is none',
      (b) => void Object.assign(b.record, { backupTime: new Date(Number.NaN) }),
      'unwritable',
      /year NaN/,
    ],
    ['another GPO', (b) => void Object.assign(b.content, { id: newGuid() }), 'mismatch', /is of the GPO/],
    ['options beyond 3', (b) => void Object.assign(b.content, { options: 4 }), 'unwritable', /options is 4/],
    [
      'no security descriptor',
      (b) => void Object.assign(b.content, { securityDescriptor: new Uint8Array() }),
      'unwritable',
      /self-relative/,
    ],
    [
      'a file outside',
      (b) => void b.content.files.push({ path: '..\\..\\x', data: emptyDescriptor }),
      'hostile',
      /has the part/,
    ],
    ['a directory outside', (b) => void b.content.directories.push('C:\\x'), 'hostile', /character/],
    [
      'another file outside',
      (b) => void b.otherFiles.push({ path: '\\x', data: emptyDescriptor }),
      'hostile',
      /absolute/,
    ],
    [
      'a file twice',
      (b) => void b.content.files.push({ path: 'machine\\REGISTRY.pol', data: emptyDescriptor }),
      'unwritable',
      /twice/,
    ],
    [
      'a file that is a directory',
      (b) => void b.content.directories.push('Machine\\registry.pol'),
      'unwritable',
      /twice/,
    ],
    [
      'a second Backup.xml',
      (b) => void b.otherFiles.push({ path: 'backup.xml', data: emptyDescriptor }),
      'unwritable',
      /twice/,
    ],
    ['a listed file without content', (b) => void b.content.files.pop(), 'missing', /registry\.pol/],
    ['a report that is none', (b) => void Object.assign(b, { report: '<html/>' }), 'schema', /GPO/],
    [
      'a report with a DTD',
      (b) => void Object.assign(b, { report: '<!DOCTYPE GPO><GPO/>' }),
      'hostile',
      /document type/,
    ],
  ];
  test.each(refused)('%s', async (_name, spoil, kind, message) => {
    const backup = makeBackup();
    spoil(backup);
    expect((await formatError(write(backup), kind)).message).toMatch(message);
    expect(snapshot(temporary()).size).toBe(0);
  });

  test('a backup that is there already', async () => {
    const backup = makeBackup();
    const folder = await write(backup);
    const before = snapshot(temporary());
    expect((await formatError(write(backup), 'exists')).file).toBe(folder);
    expect(snapshot(temporary())).toEqual(before);
  });

  test('a directory that is not there', async () => {
    const error = await formatError(writeBackup(path.join(temporary(), 'absent'), makeBackup()), 'missing');
    expect(error.hresult).toBe(0x80070003);
  });
});

describe('an interrupted write', () => {
  /** The values of `done` that a write tells of. */
  const steps = async (): Promise<number[]> => {
    const seen: number[] = [];
    await write(makeBackup(), { onStep: (done) => void seen.push(done) });
    return seen;
  };

  test('tells each step in order', async () => {
    const seen: [number, number][] = [];
    await write(makeBackup(), { onStep: (done, total) => void seen.push([done, total]), durable: true });
    const total = seen[0]![1];
    // bkupInfo.xml, Backup.xml, gpreport.xml, two settings files, and the end.
    expect(total).toBe(6);
    expect(seen).toEqual([...Array.from({ length: total - 1 }, (_, done) => [done, total]), [total, total]]);
  });

  test.each(['signal', 'throw'])('by %s at any step is never listed and leaves nothing', async (how) => {
    const stops = await steps();
    const before = snapshot(temporary());
    for (const stop of stops) {
      const controller = new AbortController();
      const reason = new Error(`stopped at ${stop}`);
      const onStep = async (done: number): Promise<void> => {
        expect((await readBackupList(temporary())).backups).toHaveLength(1);
        expect((await readBackupList(temporary())).problems).toEqual([]);
        if (done === stop) {
          if (how === 'throw') {
            throw reason;
          }
          controller.abort(reason);
        }
      };
      await expect(write(makeBackup(), { onStep, signal: controller.signal })).rejects.toBe(reason);
      expect(snapshot(temporary())).toEqual(before);
    }
  });

  test('by a signal before it begins touches nothing', async () => {
    await expect(write(makeBackup(), { signal: AbortSignal.abort('early') })).rejects.toBe('early');
    expect(snapshot(temporary()).size).toBe(0);
  });

  test('by somebody who takes the name meanwhile leaves only theirs', async () => {
    const backup = makeBackup();
    const theirs = path.join(temporary(), backup.record.id.toLowerCase());
    const onStep = (done: number, total: number): void => {
      if (done === total) {
        fs.mkdirSync(theirs);
        fs.writeFileSync(path.join(theirs, 'file'), '');
      }
    };
    await formatError(write(backup, { onStep }), 'exists');
    expect(fs.readdirSync(temporary())).toEqual([path.basename(theirs)]);
  });

  test('by a failing rename leaves nothing', async () => {
    const rename = jest.spyOn(fs.promises, 'rename').mockRejectedValueOnce(new Error('disk on fire'));
    await expect(write(makeBackup())).rejects.toThrow('disk on fire');
    rename.mockRestore();
    expect(snapshot(temporary()).size).toBe(0);
  });

  test('by a manifest that cannot be replaced takes the backup back', async () => {
    fs.mkdirSync(path.join(manifestFile(), 'in the way'), { recursive: true });
    await expect(write(makeBackup())).rejects.toThrow();
    expect(fs.readdirSync(temporary())).toEqual(['manifest.xml']);
  });

  test('by a crash leaves something that nobody takes for a backup', async () => {
    const whole = await write(makeBackup());
    const crashed = path.join(temporary(), '..', `${path.basename(temporary())}-crashed`);
    await write(makeBackup(), {
      onStep: (done, total) => {
        if (done === total) {
          fs.cpSync(path.join(temporary(), '.gpmc'), crashed, { recursive: true });
        }
      },
    });
    fs.rmSync(whole, { recursive: true });
    fs.renameSync(crashed, path.join(temporary(), '.gpmc'));
    const left = fs.readdirSync(path.join(temporary(), '.gpmc'), { recursive: true }).map(String);
    expect(left.some((name) => name.endsWith('Backup.xml'))).toBe(true);
    expect((await readBackupList(temporary())).backups).toHaveLength(1);
    expect(await findBackupDirs(temporary())).toEqual([temporary()]);
  });
});
