import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { Gpm, GpmError } from '../../lib';
import { MockForest } from '../../lib/mock/forest';
import { formatRegistryPol } from '../support/registry-pol';
import { type Token, tokenize } from './markup';
import { failure } from './support';

const ID = '{6AC1786C-016F-11D2-945F-00C04FB984AA}';

/** Where a GPO's text can stand. Each is given between two words, so that it is never empty nor trimmed. */
const places = [
  'display name',
  'description',
  'trustee',
  'OU',
  'WMI filter',
  'WMI filter description',
  'registry key',
  'registry value',
  'registry string',
  'registry strings',
  'script',
  'script parameters',
  'security option',
  'preference name',
  'preference attribute',
  'preference text',
] as const;
type Place = (typeof places)[number];

/** How a text stands in a report: what XML cannot hold is U+FFFD, and line ends are `\n`. */
const shown = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/\r\n?/g, '\n');

/** What a place cannot hold in its own format, whatever a report does with it. */
const impossible: Partial<Record<Place, RegExp>> = {
  OU: /[\\/]/g, // would be escaped in the path
  script: /[\r\n]/g,
  'script parameters': /[\r\n]/g,
  'security option': /[\r\n]/g,
};

const forPlace = (place: Place, text: string): string => {
  const possible = text.replaceAll('\0', '').replace(impossible[place] ?? /(?!)/, '');
  // A preference is XML itself; scripts.ini and GptTmpl.inf have to be well-formed UTF-16; the others hold anything.
  if (place.startsWith('preference')) return shown(possible);
  return place.startsWith('script') || place === 'security option' ? possible.toWellFormed() : possible;
};
const word = (place: Place, text: string): string => `${place.replaceAll(' ', '')}(${text})end`;

const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const escaped = (text: string): string =>
  Array.from(text, (character) => `&#x${character.codePointAt(0)!.toString(16)};`).join('');

/** The reports of a GPO, and of the policy it gives, with a text in every place. */
async function reports(text: string): Promise<Record<string, Token[]>> {
  const at = (place: Place): string => word(place, forPlace(place, text));
  let guids = 0;
  const forest = new MockForest(
    {
      domains: [
        {
          name: 'contoso.com',
          guid: '{11111111-1111-4111-8111-111111111111}',
          sid: 'S-1-5-21-1-2-3',
          defaultPolicies: false,
          principals: [
            { name: at('trustee'), type: 'User', ou: `Users/${at('OU')}`, sid: 'S-1-5-21-1-2-3-1001' },
            { name: 'PC1$', type: 'Computer', sid: 'S-1-5-21-1-2-3-1002' },
          ],
          links: [{ gpo: ID }],
          ous: [{ name: 'Users', ous: [{ name: at('OU'), links: [{ gpo: ID }] }] }],
          wmiFilters: [
            {
              name: at('WMI filter'),
              id: '{22222222-2222-4222-8222-222222222222}',
              description: at('WMI filter description'),
              queries: ['SELECT * FROM Win32_OperatingSystem'],
            },
          ],
          gpos: [
            {
              id: ID,
              displayName: at('display name'),
              description: at('description'),
              wmiFilter: at('WMI filter'),
              permissions: [{ trustee: 'S-1-5-21-1-2-3-1001', permission: 'edit' }],
              files: {
                'Machine\\registry.pol': formatRegistryPol([
                  {
                    key: at('registry key'),
                    value: at('registry value'),
                    type: 1,
                    data: wide(`${at('registry string')}\0`),
                  },
                  { key: 'k', value: 'v', type: 7, data: wide(`a\0${at('registry strings')}\0\0`) },
                ]),
                'User\\Scripts\\scripts.ini': `[Logon]\r\n0CmdLine=${at('script')}\r\n0Parameters=${at('script parameters')}\r\n`,
                'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf': `[Registry Values]\r\nMACHINE\\k=1,${at('security option')}\r\n`,
                'Machine\\Preferences\\Groups\\Groups.xml': `<Groups><Group name="${escaped(at('preference name'))}"><Properties text="${escaped(at('preference attribute'))}">${escaped(at('preference text'))}</Properties></Group></Groups>`,
              },
            },
          ],
        },
      ],
    },
    {
      now: () => new Date('2024-05-06T07:08:09Z'),
      newGuid: () => `00000000-0000-4000-8000-${String(++guids).padStart(12, '0')}`,
    },
  );
  const gpm = await Gpm.open({ mock: forest });
  try {
    const gpo = await (await gpm.getDomain()).getGpo(ID);
    const rsop = await gpm.getRsop('logging', { computer: 'CONTOSO\\PC1$', user: 'S-1-5-21-1-2-3-1001' });
    const found: Record<string, Token[]> = {};
    for (const type of ['html', 'xml'] as const) {
      found[`GPO ${type}`] = tokenize((await gpo.generateReport(type)).value);
      found[`RSoP ${type}`] = tokenize((await rsop.generateReport(type)).value);
    }
    return found;
  } finally {
    await gpm.close();
  }
}

/** The tokens of a harmless report with another text in its places. */
function substituted(tokens: readonly Token[], text: string): Token[] {
  const put = (value: string): string =>
    places.reduce(
      (all, place) => all.replaceAll(word(place, 'x'), () => shown(word(place, forPlace(place, text)))),
      value,
    );
  return tokens.map((token) =>
    typeof token === 'string'
      ? put(token)
      : { ...token, attributes: token.attributes.map(([key, value]) => [key, put(value)] as const) },
  );
}

const nasty = [
  '<script>alert(1)</script>',
  '</td></table></details><img src=x onerror=alert(1)>',
  '</title><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '" onmouseover="alert(1)',
  "' onmouseover='alert(1)",
  '<!-- --><!--',
  '--><script>',
  ']]><script>',
  '<![CDATA[<script>]]>',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  '<?xml-stylesheet href="http://example.com/x.xsl"?>',
  '&lt;script&gt;&amp;lt;&#60;&#x3c;&nbsp;&e;&',
  '+ADw-script+AD4-', // UTF-7
  '\u0001\u0008\u000b\u001f\u007f\u0085\u009f\u2028\u2029\ufeff\ufffe\uffff',
  '\ud800<\udfff>\ud83d',
  '\u202e<b>\u202c',
  'a\rb\nc\r\nd\te',
  '$& $1 $` $$',
];
const codeUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units));
const pieces = fc
  .array(
    fc.constantFrom('<', '>', '&', '"', "'", ';', '#', '/', '!', '-', '[', ']', '?', '=', ' ', 'x', '\n'),
    {
      maxLength: 20,
    },
  )
  .map((parts) => parts.join(''));
const anyText = fc.oneof(
  fc.constantFrom(...nasty),
  codeUnits,
  pieces,
  fc.tuple(pieces, codeUnits).map((two) => two.join('')),
);

describe('text of a GPO stays text in its reports', () => {
  let harmless: Record<string, Token[]>;
  beforeAll(async () => {
    harmless = await reports('x');
  });

  test('every place is in both reports of the GPO', () => {
    for (const type of ['html', 'xml']) {
      const all = JSON.stringify(harmless[`GPO ${type}`]);
      expect(places.filter((place) => !all.includes(word(place, 'x')))).toEqual([]);
    }
    for (const type of ['html', 'xml']) {
      const all = JSON.stringify(harmless[`RSoP ${type}`]);
      for (const place of ['display name', 'trustee', 'OU'] as const) expect(all).toContain(word(place, 'x'));
    }
  });

  async function check(text: string): Promise<void> {
    const found = await reports(text);
    for (const [name, tokens] of Object.entries(harmless)) {
      expect(found[name]).toEqual(substituted(tokens, text));
    }
  }

  const printable = (text: string): string =>
    text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
  test.each(nasty.map((text) => [printable(text), text]))('%s', (_name, text) => check(text));

  test('any text', async () => {
    await fc.assert(fc.asyncProperty(anyText, check), { numRuns: 60 });
  }, 60_000);
});

describe('the report that a backup brings along', () => {
  let directory: string;
  let gpm: Gpm;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'gpmc-report-'));
    gpm = await Gpm.open({
      mock: new MockForest({ domains: [{ name: 'contoso.com', gpos: [{ id: ID }] }] }),
    });
  });
  afterEach(async () => {
    await gpm.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function withReport(change: (text: string) => string) {
    const { value: backup } = await (await (await gpm.getDomain()).getGpo(ID)).backup(directory);
    const file = path.join(directory, backup.id, 'gpreport.xml');
    const text = fs.readFileSync(file, 'utf16le').slice(1);
    const changed = change(text);
    expect(changed).not.toBe(text);
    fs.writeFileSync(file, `\ufeff${changed}`, 'utf16le');
    return { backup };
  }

  const settings = (markup: string) => (text: string) =>
    text.replace(
      '</Computer>',
      () =>
        `<ExtensionData><Extension xmlns:q1="urn:q1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="q1:X">${markup}</Extension><Name>X</Name></ExtensionData></Computer>`,
    );

  test.each([
    ['CDATA', '<q1:a><![CDATA[<script>alert(1)</script>]]></q1:a>', '<script>alert(1)</script>'],
    ['an element named as one of HTML', '<script>alert(1)</script>', 'alert(1)'],
    [
      'an attribute named as one of HTML',
      '<q1:a onclick="alert(1)" style="x"><q1:b>c</q1:b></q1:a>',
      'onclick',
    ],
    ['a comment', '<q1:a><!-- <script> --><q1:b>c</q1:b></q1:a>', 'c'],
    ['an instruction', '<q1:a><?php evil()?><q1:b>c</q1:b></q1:a>', 'c'],
  ])('makes no markup of %s', async (_name, markup, text) => {
    const { backup } = await withReport(settings(markup));
    const tokens = tokenize((await backup.generateReport('html')).value);
    const tags = new Set(tokens.flatMap((token) => (typeof token === 'string' ? [] : [token.tag])));
    for (const tag of tags) {
      expect(tag).toMatch(
        /^\/?(html|head|title|style|body|h[1-3]|p|table|thead|tbody|tr|th|td|details|summary)$|^meta\/$/,
      );
    }
    const names = tokens.flatMap((token) =>
      typeof token === 'string' ? [] : token.attributes.map(([key]) => key),
    );
    expect([...new Set(names)].sort()).toEqual([
      'charset',
      'class',
      'content',
      'http-equiv',
      'scope',
      'xmlns',
    ]);
    expect(tokens.filter((token) => typeof token === 'string').join('\n')).toContain(text);
  });

  test.each<[string, (text: string) => string, string]>([
    [
      'XHTML',
      settings('<s xmlns="http://www.w3.org/1999/xhtml">alert(1)</s>'),
      '<s> of http://www.w3.org/1999/xhtml',
    ],
    ['SVG', settings('<q1:a><v:svg xmlns:v="http://www.w3.org/2000/svg"/></q1:a>'), '<v:svg>'],
    [
      'a style sheet',
      (text) => text.replace('?>', '?><?xml-stylesheet type="text/xsl" href="file:///evil.xsl"?>'),
      '<?xml-stylesheet?>',
    ],
  ])('is refused with %s in it', async (_name, change, reason) => {
    const { backup } = await withReport(change);
    for (const type of ['html', 'xml'] as const) {
      const error = await failure(backup.generateReport(type));
      expect(error).toBeInstanceOf(GpmError);
      expect(error.message).toContain('The server says: gpreport.xml: ');
      expect(error.message).toContain(reason);
    }
  });
});
