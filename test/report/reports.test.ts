import { rmSync } from 'node:fs';
import path from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { encodeUtf16 } from '../../lib/files/text';
import { parseXml } from '../../lib/files/xml/parse';
import { childElement, childElements, elementText, type XmlElement } from '../../lib/files/xml/tree';
import { RSOP_NO_USER } from '../../lib/generated/gpmgmt';
import { backupGpo } from '../../lib/mock/operations/backup';
import { importGpo } from '../../lib/mock/operations/import';
import { reportBackup, reportGpo, reportRsop } from '../../lib/mock/operations/reports';
import { RsopState } from '../../lib/mock/rsop/rsop';
import { createGpoLink } from '../../lib/mock/state/links';
import { anyChild, anyText } from '../../lib/report/report-facts';
import {
  baselineId,
  errorOf,
  forestOf,
  templatePath,
  temporaryDirectories,
  twoDomains,
} from '../forest/support';
import { formatRegistryPol } from '../support/registry-pol';

const directories = temporaryDirectories();
const children = (of: XmlElement): XmlElement[] =>
  of.children.filter((node): node is XmlElement => node.kind === 'element');
const hostile = [
  '<script>alert(1)</script>',
  '"onload="alert(1)',
  "'><img src=x onerror=alert(1)>",
  ']]>',
  '<!--',
  '&amp;&lt;',
  '<![CDATA[x]]>',
  '--></style><script>',
  '{{x}}',
  '\u0000\ud800',
];

describe('the XML report', () => {
  test('has the elements of GPMC’s in their order', async () => {
    const forest = forestOf(twoDomains);
    const { value, steps } = await reportGpo(forest.rootDomain.getGpo(baselineId), 'xml');
    expect(value.startsWith('<?xml version="1.0" encoding="utf-16"?>\r\n<GPO ')).toBe(true);
    const { root } = parseXml(value, 'report');
    expect(root.namespace).toBe('http://www.microsoft.com/GroupPolicy/Settings');
    expect(children(root).map((child) => child.localName)).toEqual([
      'Identifier',
      'Name',
      'IncludeComments',
      'CreatedTime',
      'ModifiedTime',
      'ReadTime',
      'SecurityDescriptor',
      'FilterDataAvailable',
      'FilterName',
      'FilterDescription',
      'Computer',
      'User',
      'LinksTo',
    ]);
    expect(children(childElement(root, 'Computer')!).map((child) => child.localName)).toEqual([
      'VersionDirectory',
      'VersionSysvol',
      'Enabled',
      'ExtensionData',
      'ExtensionData',
    ]);
    expect(children(childElement(root, 'LinksTo')!).map((child) => elementText(child))).toEqual([
      'Servers',
      'contoso.com/Servers',
      'true',
      'true',
    ]);
    const identifier = anyChild(childElement(root, 'Identifier')!, 'Identifier')!;
    expect(identifier.namespace).toBe('http://www.microsoft.com/GroupPolicy/Types');
    expect(steps).toBe(forest.rootDomain.getGpo(baselineId).content.extensions.length + 2);
  });

  test('shows what the settings files say', async () => {
    const forest = forestOf(twoDomains);
    const gpo = forest.rootDomain.getGpo(baselineId);
    gpo.replaceFile(
      'Machine\\registry.pol',
      formatRegistryPol([
        { key: 'Software\\A', value: 'n', type: 4, data: new Uint8Array([7, 0, 0, 0]) },
        { key: 'Software\\A', value: 's', type: 1, data: Buffer.from('text\0', 'utf16le') },
        { key: 'Software\\A', value: 'm', type: 7, data: Buffer.from('a\0b\0\0', 'utf16le') },
        { key: 'Software\\A', value: 'b', type: 3, data: new Uint8Array([0xab]) },
      ]),
    );
    gpo.replaceFile(
      'Machine\\Microsoft\\Windows NT\\Audit\\audit.csv',
      Buffer.from(
        'Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n,System,Logon,{0cce9215},Success,,1\r\n',
      ),
    );
    gpo.replaceFile(
      'User\\Preferences\\Drives\\Drives.xml',
      Buffer.from('<Drives clsid="{8}"><Drive name="H:"><Properties path="\\\\a\\b"/></Drive></Drives>'),
    );
    const { root } = parseXml((await reportGpo(gpo, 'xml')).value, 'report');
    const sections = (half: string) => childElements(childElement(root, half)!, 'ExtensionData');
    const computer = new Map(
      sections('Computer').map((section) => [anyText(section, 'Name'), anyChild(section, 'Extension')!]),
    );
    expect([...computer.keys()]).toEqual(['Security', 'Scripts', 'Advanced Audit Configuration', 'Registry']);
    for (const extension of computer.values()) {
      const type = extension.attributes.find((attribute) => attribute.localName === 'type')!.value;
      expect(extension.attributes.map((attribute) => attribute.name)).toContain(
        `xmlns:${type.split(':')[0]}`,
      );
    }
    const security = computer.get('Security')!;
    const rights = anyChild(security, 'UserRightsAssignment')!;
    expect(anyText(rights, 'Name')).toBe('SeBackupPrivilege');
    expect(
      children(rights)
        .slice(1)
        .map((member) => anyText(member, 'Name')),
    ).toEqual(['BUILTIN\\Administrators', 'CONTOSO\\ann']);
    expect(anyText(anyChild(anyChild(security, 'RestrictedGroups'), 'Member'), 'Name')).toBe(
      'CONTOSO\\operators',
    );
    expect(anyText(anyChild(security, 'Account'), 'SettingNumber')).toBe('14');
    expect(anyText(anyChild(security, 'SystemServices'), 'StartupMode')).toBe('Automatic');
    expect(anyText(anyChild(computer.get('Scripts'), 'Script'), 'Command')).toBe(
      '\\\\files.contoso.com\\scripts\\start.cmd',
    );
    expect(
      anyText(anyChild(computer.get('Advanced Audit Configuration'), 'AuditSetting'), 'SettingValue'),
    ).toBe('1');
    const values = children(computer.get('Registry')!).map((setting) =>
      children(anyChild(setting, 'Value')!)
        .slice(1)
        .map((v) => `${v.localName} ${elementText(v)}`),
    );
    expect(values).toEqual([['Number 7'], ['String text'], ['String a', 'String b'], ['Binary ab']]);
    const [drives] = sections('User');
    expect(anyText(drives, 'Name')).toBe('Drive Maps');
    expect(JSON.stringify(drives)).toContain('GPOSettingOrder');
    expect((await reportGpo(gpo, 'html')).value).toContain('\\\\files.contoso.com\\scripts\\start.cmd');
  });

  test('of settings of which one file cannot be read shows the rest, and an error in its place', async () => {
    const gpo = forestOf().rootDomain.createGpo('Broken');
    const path = 'Machine\\Preferences\\Registry\\Registry.xml';
    gpo.replaceFile(path, Buffer.from('<RegistrySettings'));
    gpo.replaceFile('Machine\\registry.pol', Buffer.from('<html>'));
    gpo.replaceFile('Machine\\Scripts\\scripts.ini', Buffer.from('[Startup]\r\n0CmdLine=a.cmd\r\n'));
    const { value, messages } = await reportGpo(gpo, 'xml');
    const { root } = parseXml(value, 'report');
    const sections = childElements(childElement(root, 'Computer')!, 'ExtensionData');
    expect(sections.map((section) => anyText(section, 'Name'))).toEqual([
      'Scripts',
      'Windows Registry',
      'Registry',
    ]);
    expect(sections.map((section) => anyText(anyChild(section, 'Error'), 'Details'))).toEqual([
      undefined,
      expect.stringMatching(/Registry\.xml.*not well-formed/),
      expect.stringMatching(/registry\.pol.*signature/),
    ]);
    expect(messages).toMatchObject([
      {
        objectPath: `${gpo.sysvol}\\${path}`,
        extensionName: 'Windows Registry',
        message: expect.stringContaining('Registry.xml'),
        errorCode: 0x8007000d,
        operationCode: 0x80230b0b,
      },
      { extensionName: 'Registry' },
    ]);
    const html = (await reportGpo(gpo, 'html')).value;
    expect(html).toContain('could not be read');
    expect(html).toContain('a.cmd');
  });

  test.each<[string, string, (count: number) => Uint8Array, string]>([
    [
      'one right with as many principals',
      templatePath,
      (count) => encodeUtf16(`[Privilege Rights]\r\nSeX = ${'a,'.repeat(count)}`),
      'Member',
    ],
    [
      'one group in as many lines',
      templatePath,
      (count) => encodeUtf16(`[Group Membership]\r\n${'a__Members = b\r\n'.repeat(count)}`),
      'Member',
    ],
    [
      'a value of as many strings',
      'Machine\\registry.pol',
      (count) =>
        formatRegistryPol([
          { key: 'K', value: 'V', type: 7, data: Buffer.from('a\0'.repeat(count), 'utf16le') },
        ]),
      'String',
    ],
    [
      'preferences of as many items',
      'Machine\\Preferences\\Registry\\Registry.xml',
      (count) => Buffer.from(`<RegistrySettings>${'<Registry/>'.repeat(count)}</RegistrySettings>`),
      'Registry',
    ],
  ])('of %s', async (_name, path, make, what) => {
    const gpo = forestOf().rootDomain.createGpo('Long');
    const long = 124_000; // more than the stack takes as arguments
    gpo.replaceFile(path, make(long));
    const { value, messages } = await reportGpo(gpo, 'xml');
    expect(messages).toEqual([]);
    expect(value.match(new RegExp(`<q1:${what}(>|/>| |$)`, 'g'))).toHaveLength(long);
    gpo.replaceFile(path, make(260_000));
    const refused = await reportGpo(gpo, 'html');
    expect(refused.messages.map(({ message }) => message)).toEqual([expect.stringMatching(/more than/)]);
    expect(refused.value).toContain('could not be read');
  });

  test('of an ANSI template warns', async () => {
    const gpo = forestOf().rootDomain.createGpo('ANSI');
    const template = '[Privilege Rights]\r\nSeBackupPrivilege = Pr\xfcfer\r\n';
    gpo.replaceFile(templatePath, Buffer.from(template, 'latin1'));
    const { value, messages } = await reportGpo(gpo, 'xml');
    expect(value).toContain('Prüfer');
    expect(messages).toMatchObject([
      { extensionName: 'Security', message: expect.stringContaining('Windows-1252'), errorCode: 0x80070459 },
    ]);
    const { value: backup } = await backupGpo(gpo, directories());
    const target = forestOf().rootDomain.createGpo('Target');
    const imported = await importGpo(target, backup);
    expect(imported.messages.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('Windows-1252'),
    );
    expect(Buffer.from(target.content.files[0]!.data).toString('latin1')).toBe(template);
  });

  test('can be cancelled at each step', async () => {
    const gpo = forestOf(twoDomains).rootDomain.getGpo(baselineId);
    const controller = new AbortController();
    const error = await errorOf(() =>
      reportGpo(gpo, 'html', {
        signal: controller.signal,
        progress: (step) => void (step === 2 && controller.abort()),
      }),
    );
    expect([error.hresult, error.message]).toEqual([0x800704c7, 'it was cancelled']);
  });

  test('shows mapped principals after an import with a table, and carries the rest of the backup’s report', async () => {
    const forest = forestOf(twoDomains);
    const { value: backup } = await backupGpo(forest.rootDomain.getGpo(baselineId), directories());
    const gpo = forest.getDomain('fabrikam.com').createGpo();
    await importGpo(gpo, backup, {
      migrationTable: [
        { type: 'User', source: 'ann@contoso.com', destination: { kind: 'set', value: 'FABRIKAM\\bob' } },
      ],
    });
    const { value } = await reportGpo(gpo, 'xml');
    expect(value).toContain('FABRIKAM\\bob');
    expect(value).not.toContain('CONTOSO\\ann');
    expect(value).toContain('start.cmd');
  });
});

describe('the report of a backup', () => {
  test('is the one it holds; without one it is made from the settings', async () => {
    const forest = forestOf(twoDomains);
    const gpo = forest.rootDomain.getGpo(baselineId);
    const { value: backup } = await backupGpo(gpo, directories());
    gpo.rename('Later');
    expect((await reportBackup(forest, backup, 'xml')).value).toContain('<Name>Baseline</Name>');
    expect((await reportBackup(forest, backup, 'html')).value).toContain('<h1>Baseline</h1>');
    rmSync(path.join(backup.folder, 'gpreport.xml'));
    const made = (await reportBackup(forest, backup, 'xml')).value;
    expect(made).toContain('<Name>Baseline</Name>');
    expect(made).toContain('CONTOSO\\operators');
    expect(made).not.toContain('LinksTo');
  });
});

describe('text of a GPO never becomes markup', () => {
  /** Every tag and attribute of a page, which no text may add to. */
  function skeleton(html: string): string[] {
    const page = new DOMParser({ onError: () => undefined }).parseFromString(
      html.replace(/^<!DOCTYPE html>/, ''),
      'text/xml',
    );
    return Array.from(page.getElementsByTagName('*'), (element) =>
      [element.tagName, ...Array.from(element.attributes, (a) => `${a.name}=${a.value}`)].join(' '),
    );
  }

  const reports = async (text: string) => {
    const forest = forestOf({
      domains: [
        {
          name: 'contoso.com',
          sid: 'S-1-5-21-1-2-3',
          principals: [{ name: text, type: 'User', sid: 'S-1-5-21-1-2-3-1105' }],
          wmiFilters: [{ name: `${text}w`, description: text }],
          ous: [{ name: text }],
          gpos: [
            {
              displayName: text,
              description: text,
              wmiFilter: `${text}w`,
              files: {
                'Machine\\Scripts\\scripts.ini': `[Startup]\r\n0CmdLine=${text.replace(/\p{Cs}/gu, '?')}\r\n`,
                'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf': `[Privilege Rights]\r\nSeX = *S-1-5-21-1-2-3-1105\r\n`,
              },
            },
          ],
        },
      ],
    });
    const domain = forest.rootDomain;
    const gpo = domain.gpos.at(-1)!;
    createGpoLink(domain.ous.at(-1)!, gpo);
    const rsop = new RsopState(forest, 'planning');
    rsop.planningComputer = {
      account: '',
      som: domain.ous.at(-1)!.path,
      groups: undefined,
      wmiFilters: undefined,
    };
    rsop.planningFlags = RSOP_NO_USER;
    rsop.createQueryResults();
    return {
      pages: [(await reportGpo(gpo, 'html')).value, (await reportRsop(rsop, 'html')).value],
      documents: [(await reportGpo(gpo, 'xml')).value, (await reportRsop(rsop, 'xml')).value],
    };
  };

  test('whatever names, comments, filters, scripts, OUs and accounts are called', async () => {
    const harmless = (await reports('plain')).pages.map(skeleton);
    for (const text of hostile) {
      const { pages, documents } = await reports(text);
      expect(pages.map(skeleton)).toEqual(harmless);
      for (const page of pages) expect(page).not.toMatch(/<script|<img|\p{Cs}|\0/iu);
      for (const document of documents) expect(() => parseXml(document, 'report')).not.toThrow();
    }
    const { documents } = await reports(hostile[0]!);
    expect(anyText(parseXml(documents[0]!, 'report').root, 'Name')).toBe(hostile[0]);
  });

  test('for any text at all', async () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 20 })
      .filter((name) => name.trim() !== '');
    const harmless = (await reports('plain')).pages.map(skeleton);
    await fc.assert(
      fc.asyncProperty(text, async (name) => {
        const { pages, documents } = await reports(`x${name.replace(/[\r\n=,;"[\]]/g, '_')}x`);
        expect(pages.map(skeleton)).toEqual(harmless);
        for (const document of documents) parseXml(document, 'report');
      }),
      { numRuns: 40 },
    );
  });

  test('the pages carry no scripts, load nothing and forbid both', async () => {
    const { pages } = await reports('plain');
    for (const page of pages) {
      expect(page).toMatch(/^<!DOCTYPE html>\n<html[^>]*><head>.*<meta charset="utf-8"/);
      expect(page).not.toMatch(/<(td|th|table|p|h\d|details|summary|style|title)[^>]*\/>/); // HTML knows no such ends
      expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
      expect(page).not.toMatch(/<script|<link|src=|href=|url\(/i);
    }
  });
});
