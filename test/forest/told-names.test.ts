import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BackupHandle, openBackup } from '../../lib/backups/backup-directory';
import { describeBackups } from '../../lib/mock/build/describe-backups';
import type { DomainDescription, GpoDescription } from '../../lib/mock/build/description';
import { loadBackups } from '../../lib/mock/build/load-backups';
import { backupGpo } from '../../lib/mock/operations/backup';
import { importGpo } from '../../lib/mock/operations/import';
import { MigrationTable } from '../../lib/mock/operations/migration-table';
import { reportBackup, reportGpo } from '../../lib/mock/operations/reports';
import type { GpoState } from '../../lib/mock/state/gpo-state';
import { forestOf, templatePath, temporaryDirectories } from './support';

const directories = temporaryDirectories();

const rights = (principals: string): string =>
  `[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\nSeDenyNetworkLogonRight = ${principals}\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n`;

/** A backup of a GPO of lab.test, with words in its files replaced. */
async function backupWith(
  words: Readonly<Record<string, string>>,
  gpo: GpoDescription,
  domain: Partial<DomainDescription> = {},
): Promise<BackupHandle> {
  const gpos = [{ displayName: 'Sample', ...gpo }];
  const source = forestOf({
    domains: [{ name: 'lab.test', sid: 'S-1-5-21-1-2-3', defaultPolicies: false, ...domain, gpos }],
  });
  const { value: backup } = await backupGpo(source.rootDomain.gpos[0]!, directories());
  for (const [name, encoding] of [
    ['Backup.xml', 'utf8'],
    ['bkupInfo.xml', 'utf8'],
    ['../manifest.xml', 'utf8'],
    ['gpreport.xml', 'utf16le'],
  ] as const) {
    const file = path.join(backup.folder, name);
    const replace = (text: string): string =>
      Object.entries(words).reduce((at, [from, to]) => at.replaceAll(from, to), text);
    writeFileSync(file, replace(readFileSync(file, encoding)), encoding);
  }
  return backup;
}

/** The backup loaded into an English forest, as the GPO it is of. */
async function loaded(backup: BackupHandle) {
  const forest = forestOf({ domains: [{ name: 'other.test', defaultPolicies: false }] });
  expect((await loadBackups(forest, backup.directory)).problems).toEqual([]);
  return { forest, gpo: forest.getDomain('lab.test').gpos[0]!, other: forest.getDomain('other.test') };
}

const namesIn = (xml: string): Record<string, string> =>
  Object.fromEntries(
    [...xml.matchAll(/<SID [^>]*>([^<]*)<\/SID>\s*<Name [^>]*>([^<]*)/g)].map(([, sid, name]) => [
      sid!,
      name!,
    ]),
  );
const sources = (table: MigrationTable): [string, string][] =>
  table.entries.map(({ type, source }) => [type, source]);
function tableOf(of: GpoState): MigrationTable {
  const table = new MigrationTable();
  table.addGpo(of, true);
  return table;
}
async function tableOfBackup(backup: BackupHandle): Promise<MigrationTable> {
  const table = new MigrationTable();
  table.addBackup((await openBackup(backup)).content, true);
  return table;
}
const template = (gpo: GpoState): string =>
  Buffer.from(gpo.content.files.find(({ path }) => path === templatePath)!.data).toString('utf16le');

describe('an account with the first relative id of a domain', () => {
  const sid = 'S-1-5-21-1-2-3-1000';
  const security = `O:${sid}G:DAD:PAI(A;CI;CCDCLCSWRPWPDTLOSDRCWDWO;;;${sid})(A;CI;CCDCLCSWRPWPDTLOSDRCWDWO;;;SY)`;
  const backup = () =>
    backupWith({}, { security }, { principals: [{ name: 'setupadmin', type: 'User', sid }] });

  test('is called what the backup calls it, and the domain controller moves to another', async () => {
    const made = await backup();
    const { forest, gpo } = await loaded(made);
    for (const { value } of [await reportGpo(gpo, 'xml'), await reportBackup(forest, made, 'xml')])
      expect(namesIn(value)).toMatchObject({ [sid]: 'LAB\\setupadmin' });
    const table = [['User', 'setupadmin@lab.test']];
    expect(sources(tableOf(gpo))).toEqual(table);
    expect(sources(await tableOfBackup(made))).toEqual(table);
    const controller = forest.getPrincipal('LAB\\DC1$');
    expect([controller.sid, controller.type, controller.memberOf]).toEqual([
      'S-1-5-21-1-2-3-1001',
      'Computer',
      ['S-1-5-21-1-2-3-516', 'S-1-5-9'],
    ]);
    const { value } = await backupGpo(gpo, directories());
    expect((await openBackup(value)).content.principals).toContainEqual(
      expect.objectContaining({ sid, samAccountName: 'setupadmin', type: 'User' }),
    );
  });

  test('is called so also where it is described', async () => {
    const forest = forestOf({
      domains: [
        { name: 'lab.test', sid: 'S-1-5-21-1-2-3', principals: [{ name: 'setupadmin', type: 'User', sid }] },
      ],
    });
    expect(forest.principals.bySid(sid)).toMatchObject({
      name: 'setupadmin',
      memberOf: ['S-1-5-21-1-2-3-513'],
    });
    expect(forest.getPrincipal('LAB\\DC1$').sid).toBe('S-1-5-21-1-2-3-1001');
  });

  test('can be the domain controller itself, by any relative id', async () => {
    const sid = 'S-1-5-21-1-2-3-1105';
    const made = await backupWith(
      { DC9: 'DC1' },
      { permissions: [{ trustee: 'DC1$', permission: 'read' }] },
      { controllers: ['DC9'], principals: [{ name: 'DC1', type: 'Computer', sid }] },
    );
    const { forest } = await loaded(made);
    expect(forest.getPrincipal('LAB\\DC1$')).toMatchObject({
      sid,
      memberOf: ['S-1-5-21-1-2-3-516', 'S-1-5-9'],
    });
    expect(forest.principals.bySid('S-1-5-21-1-2-3-1000')).toBeUndefined();
  });

  test('a backup without a report is reported with the names it lists', async () => {
    const made = await backup();
    rmSync(path.join(made.folder, 'gpreport.xml'));
    const { value } = await reportBackup(forestOf(), made, 'xml');
    expect(namesIn(value)).toMatchObject({ [sid]: 'LAB\\setupadmin' });
  });
});

describe('a domain whose Windows is German', () => {
  const german = {
    'Domain Admins': 'Domänen-Admins',
    'Enterprise Admins': 'Organisations-Admins',
    Guests: 'Gäste',
    'Authenticated Users': 'Authentifizierte Benutzer',
  };
  const backup = () => backupWith(german, { files: { [templatePath]: rights('*S-1-5-32-546') } });

  test('has German names in reports, backups and tables, and no other domain has', async () => {
    const made = await backup();
    const { forest, gpo, other } = await loaded(made);
    const names = {
      'S-1-5-21-1-2-3-512': 'LAB\\Domänen-Admins',
      'S-1-5-21-1-2-3-519': 'LAB\\Organisations-Admins',
      'S-1-5-32-546': 'BUILTIN\\Gäste',
      'S-1-5-11': 'NT AUTHORITY\\Authentifizierte Benutzer',
      'S-1-5-18': 'NT AUTHORITY\\SYSTEM',
    };
    expect(namesIn((await reportGpo(gpo, 'xml')).value)).toMatchObject(names);
    expect(namesIn((await reportBackup(forest, made, 'xml')).value)).toMatchObject(names);
    const listed = [
      ['Unknown', 'Gäste'],
      ['GlobalGroup', 'Domänen-Admins@lab.test'],
      ['UniversalGroup', 'Organisations-Admins@lab.test'],
    ];
    expect(sources(await tableOfBackup(made))).toEqual(listed);
    expect(sources(tableOf(gpo))).toEqual(listed);
    expect(sources(await tableOfBackup((await backupGpo(gpo, directories())).value))).toEqual(listed);
    const english = namesIn((await reportGpo(other.createGpo(), 'xml')).value);
    expect(english['S-1-5-11']).toBe('NT AUTHORITY\\Authenticated Users');
    expect(forest.principals.find('LAB\\Domain Admins')).toBeUndefined();
  });

  test('speaks German also where its settings are made anew', async () => {
    const { gpo } = await loaded(await backup());
    gpo.replaceFile(templatePath, gpo.content.files.find((file) => file.path === templatePath)!.data);
    expect(namesIn((await reportGpo(gpo, 'xml')).value)['S-1-5-32-546']).toBe('BUILTIN\\Gäste');
  });

  test('is imported by a table with its names, whether it was loaded or not', async () => {
    const made = await backup();
    const { other } = await loaded(made);
    const stranger = forestOf({ domains: [{ name: 'else.test' }] }).rootDomain;
    for (const domain of [other, stranger]) {
      const table = await tableOfBackup(made);
      const gpo = domain.createGpo();
      expect(
        (await importGpo(gpo, made, { migrationTable: table.entries, tableOnly: true })).messages,
      ).toEqual([]);
      for (const source of ['Gäste', 'BUILTIN\\Gäste', 'S-1-5-32-546']) {
        const destination = { kind: 'set', value: 'S-1-5-32-547' } as const;
        await importGpo(gpo, made, { migrationTable: [{ type: 'Unknown', source, destination }] });
        expect(template(gpo)).toContain('SeDenyNetworkLogonRight = *S-1-5-32-547\r\n');
      }
    }
  });
});

test('a name that stands in the settings without a SID is listed, asked for and shown as it is', async () => {
  const made = await backupWith({}, { files: { [templatePath]: rights('Invités,*S-1-5-32-544') } });
  const { gpo, other } = await loaded(made);
  expect(sources(await tableOfBackup(made)).slice(0, 2)).toEqual([
    ['Unknown', 'Invités'],
    ['Unknown', 'Administrators'],
  ]);
  expect((await reportGpo(gpo, 'xml')).value).toMatch(
    /<q1:Member>\s*<Name [^>]*>Invités<\/Name>\s*<\/q1:Member>/,
  );
  const target = other.createGpo();
  const { entries } = await tableOfBackup(made);
  const mapped = entries.map((entry) =>
    entry.source === 'Invités' ? { ...entry, destination: { kind: 'set', value: 'Guests' } as const } : entry,
  );
  await importGpo(target, made, { migrationTable: mapped, tableOnly: true });
  expect(template(target)).toContain('SeDenyNetworkLogonRight = *S-1-5-32-546,*S-1-5-32-544\r\n');
});

test.each([
  ['S-1-5-90-0', undefined],
  ['S-1-5-80-3139157870-2983391045-3678747466-658725712-1809340420', undefined],
  ['S-1-5-80-1-2-3-4-5', undefined],
  ['S-1-15-2-1', undefined],
  ['S-1-5-113', 'Local account'],
])('%s is listed as %s, and "table only" asks for no more than is listed', async (sid, listed) => {
  const made = await backupWith({}, { files: { [templatePath]: rights(`*${sid}`) }, permissions: [] });
  const { content } = await openBackup(made);
  expect(content.principals.filter((p) => !p.fromDacl).map((p) => p.samAccountName)).toEqual(
    listed ? [listed] : [],
  );
  const { other } = await loaded(made);
  const { entries } = await tableOfBackup(made);
  const gpo = other.createGpo();
  const { messages } = await importGpo(gpo, made, { migrationTable: entries, tableOnly: true });
  expect(messages).toEqual([]);
  expect(template(gpo)).toContain(`SeDenyNetworkLogonRight = *${sid}\r\n`);
});

test('an account of a service in the permissions is not listed either', async () => {
  const forest = forestOf({ domains: [{ name: 'lab.test' }] });
  const gpo = forest.rootDomain.createGpo();
  gpo.setSecurity({
    control: 0x8004,
    dacl: [{ type: 0, flags: 2, mask: 0x2_0014, sid: 'S-1-5-80-1-2-3-4-5' }],
  });
  expect(sources(tableOf(gpo))).toEqual([]);
});

describe('the name of a domain controller', () => {
  const recordOf = async (backup: BackupHandle) => {
    const { record, content } = await openBackup(backup);
    const paths = content.extensions.flatMap((block) => block.objects.map((each) => each.sourceExpandedPath));
    return {
      controller: record.gpoDomainController,
      servers: new Set(paths.map((each) => each.split('\\')[2])),
    };
  };
  const short = () =>
    backupWith({ 'DC1.lab.test': 'srv003' }, { files: { [templatePath]: rights('*S-1-1-0') } });

  test('is written as the backup gives it, also in the paths of files', async () => {
    const made = await short();
    const fromBackups = forestOf(await describeBackups(made.directory));
    await loadBackups(fromBackups, made.directory);
    const besides = forestOf({ domains: [{ name: 'lab.test', gpos: [{ displayName: 'Described' }] }] });
    await loadBackups(besides, made.directory);
    for (const forest of [fromBackups, besides]) {
      const domain = forest.getDomain('lab.test');
      for (const gpo of domain.gpos)
        expect(await recordOf((await backupGpo(gpo, directories())).value)).toEqual({
          controller: 'srv003',
          servers: new Set(['srv003']),
        });
      expect(forest.getController(domain, 'srv003.LAB.test')).toBe('srv003');
      expect(forest.getPrincipal('LAB\\srv003$').dn).toBe('CN=srv003,OU=Domain Controllers,DC=lab,DC=test');
      expect(forest.principals.find('LAB\\DC1$')).toBeUndefined();
    }
  });

  test('is the one that was described, where it was', async () => {
    const made = await short();
    const forest = forestOf({ domains: [{ name: 'lab.test', controllers: ['DC7'] }] });
    await loadBackups(forest, made.directory);
    const { value } = await backupGpo(forest.rootDomain.gpos.at(-1)!, directories());
    expect(await recordOf(value)).toEqual({
      controller: 'DC7.lab.test',
      servers: new Set(['DC7.lab.test']),
    });
  });
});
