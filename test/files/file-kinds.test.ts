import { FormatError } from '../../lib/files/errors';
import {
  decodeFile,
  encodeNewFile,
  type FileKind,
  halfOf,
  kindOf,
  preferencesFolder,
  readText,
  rewriteFile,
} from '../../lib/files/file-kinds';

const template = 'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf';
const audit = 'Machine\\Microsoft\\Windows NT\\Audit\\audit.csv';
const preferences = 'User\\Preferences\\Drives\\Drives.xml';
const redirection = 'User\\Documents & Settings\\fdeploy1.ini';

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test.each<[path: string, kind: FileKind]>([
  ['Machine\\registry.pol', 'registryPol'],
  ['USER\\Registry.POL', 'registryPol'],
  ['Machine\\Deeper\\registry.pol', 'other'],
  [template, 'securityTemplate'],
  [template.toLowerCase(), 'securityTemplate'],
  ['Machine\\Scripts\\scripts.ini', 'scripts'],
  ['User\\Scripts\\psscripts.ini', 'scripts'],
  ['User\\Scripts\\Logon\\setup.ini', 'otherIni'],
  [redirection, 'folderRedirection'],
  ['User\\Documents & Settings\\fdeploy.ini', 'folderRedirection'],
  [audit, 'audit'],
  [preferences, 'preferences'],
  ['User\\Preferences\\Drives.xml', 'other'],
  ['GPO.cmt', 'comment'],
  ['gpt.ini', 'version'],
  ['User\\note.txt', 'other'],
])('%s is of the kind %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

test('the half and the folder of a path', () => {
  const paths = ['machine\\x', 'USER\\a\\b', 'GPO.cmt', 'Machine', 'Adm\\x.adm'];
  expect(paths.map(halfOf)).toEqual(['Machine', 'User', undefined, undefined, undefined]);
  expect([preferences, template].map(preferencesFolder)).toEqual(['Drives', undefined]);
});

describe('the text of each kind', () => {
  // What stands on disk, per kind: with a mark, without one, and what a new file gets.
  test.each([
    ['a security template', template, utf16('\ufeff[a]')],
    ['scripts', 'User\\Scripts\\scripts.ini', utf16('\ufeff[a]')],
    ['folder redirection', redirection, utf16('\ufeff[a]')],
    ['another .ini file', 'User\\Scripts\\Logon\\setup.ini', utf16('\ufeff[a]')],
    ['gpt.ini', 'gpt.ini', utf8('[a]')],
    ['an audit policy', audit, utf8('[a]')],
    ['preferences', preferences, utf8('[a]')],
    ['the comment', 'GPO.cmt', utf16('[a]')],
    ['any other file', 'User\\note.txt', utf8('[a]')],
  ])('a new file of %s', (_name, path, bytes) => {
    expect(hex(encodeNewFile(path, '[a]'))).toBe(hex(bytes));
    expect(decodeFile({ path, data: bytes })).toMatchObject({ text: '[a]', exact: true });
  });

  test.each([
    ['UTF-16LE with a mark', utf16('\ufeff[Größe]\r\n'), 'utf-16le', true],
    ['UTF-16LE without one', utf16('[Größe]\r\n'), 'utf-16le', false],
    ['UTF-8 with a mark', utf8('\ufeff[Größe]\r\n'), 'utf-8', true],
    ['UTF-8 without one', utf8('[Größe]\r\n'), 'utf-8', false],
  ])('.ini and .inf files: %s', (_name, data, encoding, mark) => {
    for (const path of [template, 'User\\Scripts\\scripts.ini', redirection]) {
      expect(decodeFile({ path, data })).toEqual({ text: '[Größe]\r\n', encoding, mark, exact: true });
    }
  });

  test('.ini and .inf files: ANSI, of which nothing says what code page it is', () => {
    const data = Buffer.from('a=Pr\xfcfer,\x80\x81\x93\xff\r\n', 'latin1');
    for (const path of [template, 'User\\Scripts\\scripts.ini', redirection, 'gpt.ini']) {
      const text = 'a=Prüfer,€\x81“ÿ\r\n';
      expect(decodeFile({ path, data })).toEqual({
        text,
        encoding: 'windows-1252',
        mark: false,
        exact: false,
      });
      const doubts: string[] = [];
      expect(readText({ path, data }, (reason) => doubts.push(reason))).toBe(text);
      expect(doubts).toEqual([expect.stringMatching(/no byte order mark.*Windows-1252/)]);
    }
    const doubt = jest.fn();
    expect(readText({ path: template, data: utf16('\ufeffé') }, doubt)).toBe('é');
    expect(doubt).not.toHaveBeenCalled();
  });

  test.each([
    ['Japanese', 'サーバー用の基準'],
    ['what looks like a mark of UTF-8', '\ubbef\u00bf'],
    ['one letter', 'é'],
    ['nothing', ''],
  ])('a comment in %s is always UTF-16LE', (_name, text) => {
    const data = encodeNewFile('GPO.cmt', text);
    expect(hex(data)).toBe(hex(utf16(text)));
    expect(decodeFile({ path: 'GPO.cmt', data })).toMatchObject({
      text,
      encoding: 'utf-16le',
      mark: false,
    });
  });

  test('a comment that an editor gave a mark', () => {
    expect(decodeFile({ path: 'GPO.cmt', data: utf16('\ufeffa') })).toMatchObject({
      text: 'a',
      mark: true,
    });
  });

  test('an audit policy and preferences are UTF-8, whatever their second byte', () => {
    for (const path of [audit, preferences]) {
      expect(decodeFile({ path, data: utf8('Système,é') }).text).toBe('Système,é');
      expect(decodeFile({ path, data: utf8('a\0b') })).toMatchObject({ text: 'a\0b', encoding: 'utf-8' });
    }
  });
});

describe('rewriting', () => {
  const upper = (text: string): string => text.toUpperCase();

  test.each([
    ['UTF-16LE with a mark', utf16('\ufeffa=é\r\nb\n'), utf16('\ufeffA=É\r\nB\n')],
    ['UTF-16LE without one', utf16('a=é\r\nb\n'), utf16('A=É\r\nB\n')],
    ['UTF-8 with a mark', utf8('\ufeffa=é\r\nb\n'), utf8('\ufeffA=É\r\nB\n')],
    ['UTF-8 without one', utf8('a=é\r\nb\n'), utf8('A=É\r\nB\n')],
  ])('keeps encoding, mark and line ends: %s', (_name, data, expected) => {
    expect(hex(rewriteFile({ path: template, data }, upper))).toBe(hex(expected));
  });

  test('gives back the same bytes where the text stays the same', () => {
    const data = utf16('\ufeff[a]');
    expect(rewriteFile({ path: template, data }, (text) => text)).toBe(data);
  });

  test.each([
    ['half a character', Uint8Array.of(0xff, 0xfe, 0x41), /not valid UTF-16LE/],
    ['half a pair', utf16('\ufeffa\ud800'), /not valid UTF-16LE/],
    [
      'ANSI',
      Buffer.from('a=Pr\xfcfer', 'latin1'),
      /no byte order mark.*not valid UTF-8.*save it as UTF-16LE/,
    ],
    ['UTF-16 in big-endian order', Uint8Array.of(0xfe, 0xff, 0, 0x41), /big-endian/],
  ])('refuses bytes that it would lose: %s', (_name, data, reason) => {
    const file = { path: template, data };
    expect(decodeFile(file).exact).toBe(false);
    expect(() => rewriteFile(file, upper)).toThrow(FormatError);
    expect(() => rewriteFile(file, upper)).toThrow(reason);
  });

  test('ANSI is carried as long as nothing in it changes', () => {
    const data = Buffer.from('a=Pr\xfcfer', 'latin1');
    const doubt = jest.fn();
    expect(rewriteFile({ path: template, data }, (text) => text, doubt)).toBe(data);
    expect(doubt.mock.calls).toEqual([[expect.stringContaining('Windows-1252')]]);
  });
});
