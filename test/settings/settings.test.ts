import fc from 'fast-check';
import { findBackupDirs, readBackupList } from '../../lib/backups/backup-list';
import { readBackup } from '../../lib/backups/read-backup';
import { FormatError } from '../../lib/files/errors';
import { kindOf } from '../../lib/files/file-kinds';
import { rewriteReferences } from '../../lib/settings/references';
import { parseRegistryPol } from '../../lib/settings/registry-pol';
import { isUncPath, mapUncPaths } from '../../lib/settings/scripts-ini';
import { SecurityTemplate } from '../../lib/settings/security-template';
import { describeWithSamples, samples } from '../backups/support';
import { formatRegistryPol } from '../support/registry-pol';

/** The principals of a template, in order, each once. */
function findPrincipals(text: string): string[] {
  const found = new Set<string>();
  SecurityTemplate.parse(text).mapPrincipals((principal) => void found.add(principal));
  return [...found];
}

/** The UNC paths of a scripts.ini, in order, each once. */
function findUncPaths(text: string): string[] {
  const found = new Set<string>();
  mapUncPaths(text, (path) => {
    found.add(path);
    return path;
  });
  return [...found];
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('registry.pol', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\0', ''));
  const setting = fc.record({
    key: name,
    value: name,
    type: fc.nat(0xffffffff),
    data: fc.uint8Array({ maxLength: 40 }),
  });

  test('what is written is read', () => {
    fc.assert(
      fc.property(fc.array(setting, { maxLength: 6 }), (settings) => {
        const read = parseRegistryPol(formatRegistryPol(settings), 'x');
        expect(read.map((each) => ({ ...each, data: hex(each.data) }))).toEqual(
          settings.map((each) => ({ ...each, data: hex(each.data) })),
        );
      }),
      { numRuns: 100 },
    );
  });

  const bytes = formatRegistryPol([
    { key: 'Software\\A', value: 'B', type: 4, data: Uint8Array.of(1, 0, 0, 0) },
  ]);

  test('cut off anywhere it is refused', () => {
    for (let length = 0; length < bytes.length; length++) {
      const cut = (): unknown => parseRegistryPol(bytes.subarray(0, length), 'registry.pol');
      if (length === 8) {
        expect(cut()).toEqual([]);
      } else {
        expect(cut).toThrow(FormatError);
        expect(cut).toThrow(/registry\.pol: .*(ends inside|signature)/);
      }
    }
  });

  test('sizes that lie, wrong marks and arbitrary bytes', () => {
    const lying = Buffer.from(bytes);
    lying.writeUInt32LE(0xffffffff, bytes.length - 12);
    expect(() => parseRegistryPol(lying, 'x')).toThrow(/ends inside a setting/);
    const unmarked = Buffer.from(bytes);
    unmarked[8] = 0x28;
    expect(() => parseRegistryPol(unmarked, 'x')).toThrow(/"\[" is missing \(at byte 8\)/);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        try {
          parseRegistryPol(Buffer.concat([bytes, tail]), 'x');
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });
});

describe('GptTmpl.inf', () => {
  const template = [
    '[Unicode]',
    'Unicode=yes',
    '[Registry Values]',
    'MACHINE\\System\\X=4,*S-1-9-9',
    '[Privilege Rights]',
    'SeDebugPrivilege = *S-1-5-32-544,CONTOSO\\ann,*S-1-5-32-544',
    'SeNothing =',
    '; comment = *S-1-9-8',
    '[Group Membership]',
    '*S-1-5-32-555__Memberof =',
    '*S-1-5-32-555__Members = *S-1-5-21-1-2-3-513, Helpers',
    '',
  ].join('\r\n');
  const map = (entries: Record<string, string | null>): string =>
    SecurityTemplate.parse(template)
      .mapPrincipals((principal) => entries[principal])
      .toString();

  test('principals are those of user rights and restricted groups, each once', () => {
    expect(findPrincipals(template)).toEqual([
      'S-1-5-32-544',
      'CONTOSO\\ann',
      'S-1-5-32-555',
      'S-1-5-21-1-2-3-513',
      'Helpers',
    ]);
  });

  test('what is not mapped stays byte for byte', () => {
    expect(map({})).toBe(template);
    expect(map({ 'S-1-9-9': 'x', 'S-1-9-8': 'x' })).toBe(template);
  });

  test('to SIDs, to names and to nothing', () => {
    expect(map({ 'S-1-5-32-544': 'S-1-5-32-545', 'CONTOSO\\ann': 'FABRIKAM\\ann', Helpers: null })).toBe(
      template
        .replaceAll('S-1-5-32-544', 'S-1-5-32-545')
        .replace('CONTOSO\\ann', 'FABRIKAM\\ann')
        .replace(', Helpers', ''),
    );
    expect(map({ 'S-1-5-32-544': null, 'CONTOSO\\ann': null })).toContain('SeDebugPrivilege = \r\n');
    expect(map({ 'S-1-5-32-555': 'Operators' })).toContain(
      '\r\nOperators__Members = *S-1-5-21-1-2-3-513, Helpers\r\n',
    );
    expect(map({ 'S-1-5-32-555': null })).not.toContain('__Member');
  });

  test('bytes that are no text', () => {
    const path = 'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf';
    const mapper = { principal: (sid: string) => sid, path: (unc: string) => unc };
    const file = { path, data: Uint8Array.of(0xff, 0xfe, 0x41) };
    expect(() => rewriteReferences([file], mapper)).toThrow(/GptTmpl\.inf: .*not valid UTF-16LE/);
  });
});

describe('scripts.ini', () => {
  test('UNC paths of command lines and parameters', () => {
    const ini = [
      '[Logon]',
      '0CmdLine=\\\\files\\scripts\\log on.cmd',
      '0Parameters=/from "\\\\files\\my share\\a b.txt" \\\\files\\data /x=1 \\\\alone',
      '1CmdLine=local.cmd',
      '1Parameters=',
      'Comment=\\\\no\\path',
      '[Logoff]',
      '0CmdLine=\\\\files\\scripts\\log on.cmd',
    ].join('\r\n');
    expect(findUncPaths(ini)).toEqual([
      '\\\\files\\scripts\\log on.cmd',
      '\\\\files\\my share\\a b.txt',
      '\\\\files\\data',
    ]);
  });

  test.each([
    ['\\\\server\\share', true],
    ['\\\\server\\share\\a\\b', true],
    ['\\\\server', false],
    ['\\\\server\\', false],
    ['C:\\x', false],
    ['\\\\?\\C:\\x', false],
  ])('%s', (text, expected) => {
    expect(isUncPath(text)).toBe(expected);
  });
});

describeWithSamples('settings of real backups', () => {
  test('every registry.pol is written with the same bytes, every GptTmpl.inf mapped to itself', async () => {
    const count = { pol: 0, settings: 0, inf: 0, principals: 0 };
    for (const directory of await findBackupDirs(samples)) {
      for (const { folder } of (await readBackupList(directory)).backups) {
        for (const { path, data } of (await readBackup(folder)).content.files) {
          if (kindOf(path) === 'registryPol') {
            const settings = parseRegistryPol(data, path);
            expect(hex(formatRegistryPol(settings))).toBe(hex(data));
            expect(settings.every((setting) => [0, 1, 2, 3, 4, 7].includes(setting.type))).toBe(true);
            count.pol++;
            count.settings += settings.length;
          } else if (kindOf(path) === 'securityTemplate') {
            const text = Buffer.from(data).toString('utf16le');
            expect(SecurityTemplate.parse(text).toString()).toBe(text);
            const file = { path, data };
            expect(rewriteReferences([file], { principal: (sid) => sid, path: (unc) => unc })[0]).toBe(file);
            count.inf++;
            count.principals += findPrincipals(text).length;
          }
        }
      }
    }
    expect(count.pol).toBe(25);
    expect(count.inf).toBe(10);
    expect(count.settings).toBeGreaterThan(500);
    expect(count.principals).toBeGreaterThan(10);
  });
});
