import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BackupHandle } from '../../lib/backups/backup-directory';
import type { MigrationMapping } from '../../lib/backups/types';
import { backupGpo } from '../../lib/mock/operations/backup';
import { copyGpo } from '../../lib/mock/operations/copy';
import { importGpo } from '../../lib/mock/operations/import';
import { reportGpo } from '../../lib/mock/operations/reports';
import type { DomainState } from '../../lib/mock/state/domain-state';
import type { GpoState } from '../../lib/mock/state/gpo-state';
import { forestOf, templatePath, temporaryDirectories } from './support';

const directories = temporaryDirectories();
const tier1 = 'S-1-5-21-1-2-3-1109';

const template = [
  '[Unicode]',
  'Unicode=yes',
  '[Event Audit]',
  'AuditSystemEvents = 3',
  '[Application Log]',
  'MaximumLogSize = 32768',
  '[Registry Keys]',
  `"MACHINE\\SOFTWARE\\Demo",0,"D:PAR(A;CI;KA;;;BA)(A;CI;KR;;;${tier1})"`,
  '[Registry Values]',
  'MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\NoLMHash=4,1',
  '[Privilege Rights]',
  `SeDenyNetworkLogonRight = *${tier1},*S-1-5-32-546`,
  '[Group Membership]',
  `*${tier1}__Members = *S-1-5-32-545`,
  '*S-1-5-32-555__Members = *S-1-5-32-544',
  '[Service General Setting]',
  `"WinRM",2,"D:(A;;GA;;;${tier1})(A;;GR;;;BA)"`,
  '',
].join('\r\n');

/** What GPMC's own report has of a setting and no file does. */
const display = '<q1:Display><q1:Name>Do not store LAN Manager hash value</q1:Name></q1:Display>';
const unknownSetting = '<q1:Unheard><q1:Of>it</q1:Of></q1:Unheard>';

/** A backup with a report that says more than its files. */
async function prepared(): Promise<{ source: GpoState; backup: BackupHandle; other: DomainState }> {
  const files = {
    [templatePath]: template,
    'Machine\\Scripts\\scripts.ini':
      '\r\n[Startup]\r\n0CmdLine=\\\\fs1\\netlogon\\app\\run.bat\r\n0Parameters=\r\n',
    'Machine\\Scripts\\psscripts.ini':
      '\r\n[Startup]\r\n0CmdLine=\\\\fs1\\netlogon\\app\\run.ps1\r\n0Parameters=\r\n',
    'Machine\\Preferences\\Files\\Files.xml':
      '<Files clsid="{0}"><File clsid="{1}" name="a"><Properties action="U" fromPath="\\\\fs1\\netlogon\\app"/></File></Files>',
  };
  const forest = forestOf({
    domains: [
      {
        name: 'lab.test',
        sid: 'S-1-5-21-1-2-3',
        defaultPolicies: false,
        principals: [{ name: 'Tier1', type: 'GlobalGroup', sid: tier1 }],
        gpos: [{ displayName: 'Sample', files }],
      },
      { name: 'other.test', sid: 'S-1-5-21-7-8-9' },
    ],
  });
  const source = forest.rootDomain.gpos[0]!;
  const { value: backup } = await backupGpo(source, directories());
  const file = path.join(backup.folder, 'gpreport.xml');
  const report = readFileSync(file, 'utf16le')
    .replace(/(?=\s*<\/q1:SecurityOptions>)/, () => display)
    .replace(/(?=\s*<\/Extension>)/, () => unknownSetting);
  expect(report).toContain(display);
  writeFileSync(file, report, 'utf16le');
  return { source, backup, other: forest.getDomain('other.test') };
}

const mapping = (destination: MigrationMapping['destination']): MigrationMapping[] => [
  { type: 'GlobalGroup', source: 'Tier1@lab.test', destination },
];
const toAdmins = mapping({ kind: 'set', value: 'Domain Admins@other.test' });
/** Without the white space that lays it out. */
async function settingsOf(gpo: GpoState): Promise<string> {
  const { value } = await reportGpo(gpo, 'xml');
  return /<Computer>.*<\/Computer>/s
    .exec(value)![0]
    .replace(/>\s+</g, '><')
    .replace(/ xmlns="[^"]*"/g, '');
}
const withSid = (role: string, sid: string, name: string): string =>
  `<q1:${role}><SID>${sid}</SID><Name>${name}</Name></q1:${role}>`;

test('a report after a mapped import says all that the backup’s said, of other principals', async () => {
  const { backup, other } = await prepared();
  const [plain, mapped] = [other.createGpo(), other.createGpo()];
  await importGpo(plain, backup);
  await importGpo(mapped, backup, { migrationTable: toAdmins });
  const before = await settingsOf(plain);
  for (const part of [display, unknownSetting, '<q1:Audit>', '<q1:EventLog>', '<q1:Registry>'])
    expect(before).toContain(part);
  expect(await settingsOf(mapped)).toBe(
    before
      .replaceAll(tier1, 'S-1-5-21-7-8-9-512')
      .replaceAll('<Name>LAB\\Tier1</Name>', '<Name>OTHER\\Domain Admins</Name>'),
  );
  expect(before).toContain(withSid('Member', tier1, 'LAB\\Tier1'));
});

test('a principal that was taken out is gone, with the group that was it', async () => {
  const { backup, other } = await prepared();
  const gpo = other.createGpo();
  await importGpo(gpo, backup, { migrationTable: mapping({ kind: 'none' }) });
  const settings = await settingsOf(gpo);
  expect(settings).not.toContain(tier1);
  expect(settings).toContain(
    `<q1:Name>SeDenyNetworkLogonRight</q1:Name>${withSid('Member', 'S-1-5-32-546', 'BUILTIN\\Guests')}</q1:UserRightsAssignment>`,
  );
  expect(settings.match(/<q1:RestrictedGroups>/g)).toHaveLength(1);
  expect(settings).toContain('<SDDL>D:(A;;GR;;;BA)</SDDL>');
  expect(settings).toContain('<SDDL>D:PAR(A;CI;KA;;;BA)</SDDL>');
  expect(settings).toContain(display);
});

test('a principal that nobody can resolve stands there by its name', async () => {
  const { backup, other } = await prepared();
  const gpo = other.createGpo();
  await importGpo(gpo, backup, { migrationTable: mapping({ kind: 'set', value: 'OTHER\\nobody' }) });
  expect(await settingsOf(gpo)).toContain('<q1:Member><Name>OTHER\\nobody</Name></q1:Member>');
});

test('paths of scripts are mapped, and nothing of what a table does not map', async () => {
  const { backup, other } = await prepared();
  const gpo = other.createGpo();
  const migrationTable: MigrationMapping[] = [
    {
      type: 'UNCPath',
      source: '\\\\fs1\\netlogon\\app',
      destination: { kind: 'set', value: '\\\\new\\app' },
    },
  ];
  await importGpo(gpo, backup, { migrationTable });
  const settings = await settingsOf(gpo);
  expect(settings).toContain('Command>\\\\new\\app\\run.bat<');
  expect(settings).toContain('Command>\\\\fs1\\netlogon\\app\\run.ps1<');
  expect(settings).toContain('fromPath="\\\\fs1\\netlogon\\app"');
  expect(settings).toContain(display);
});

test('it is mapped again with the next import or copy', async () => {
  const { backup, other } = await prepared();
  const gpo = other.createGpo();
  await importGpo(gpo, backup, { migrationTable: toAdmins });
  const { value: again } = await backupGpo(gpo, directories());
  const back = other.forest.rootDomain.createGpo();
  await importGpo(back, again, {
    migrationTable: [
      {
        type: 'GlobalGroup',
        source: 'OTHER\\Domain Admins',
        destination: { kind: 'set', value: 'LAB\\Tier1' },
      },
    ],
  });
  const { value: copy } = await copyGpo(gpo, other.forest.rootDomain, {
    migrationTable: [
      {
        type: 'GlobalGroup',
        source: 'Domain Admins@other.test',
        destination: { kind: 'set', value: 'LAB\\Tier1' },
      },
    ],
  });
  const plain = other.createGpo();
  await importGpo(plain, backup);
  for (const each of [back, copy]) expect(await settingsOf(each)).toContain(display);
  const rights = (settings: string) =>
    /<q1:UserRightsAssignment>.*?<\/q1:UserRightsAssignment>/.exec(settings)![0];
  expect(rights(await settingsOf(back))).toBe(rights(await settingsOf(plain)));
  expect(rights(await settingsOf(copy))).toBe(rights(await settingsOf(plain)));
});
