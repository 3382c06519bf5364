import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openBackup } from '../../lib/backups/backup-directory';
import type { MigrationMapping } from '../../lib/backups/types';
import { hresultSeverity } from '../../lib/hresult/codes';
import { backupGpo } from '../../lib/mock/operations/backup';
import { MigrationTable } from '../../lib/mock/operations/migration-table';
import { baselineId, errorOf, forestOf, temporaryDirectories, twoDomains } from './support';

const directories = temporaryDirectories();
const sources = (table: MigrationTable) => table.entries.map((entry) => [entry.type, entry.source]);
const settings = [
  ['Unknown', 'Administrators'],
  ['User', 'ann@contoso.com'],
  ['Unknown', 'Remote Desktop Users'],
  ['GlobalGroup', 'operators@contoso.com'],
  ['UNCPath', '\\\\files.contoso.com\\scripts'],
];

test('takes over what a GPO or its backup names, and on request who may do what with it', async () => {
  const forest = forestOf(twoDomains);
  const gpo = forest.rootDomain.getGpo(baselineId);
  const fromGpo = new MigrationTable();
  fromGpo.addGpo(gpo);
  expect(sources(fromGpo)).toEqual(settings);
  expect(fromGpo.entries.every((entry) => entry.destination.kind === 'sameAsSource')).toBe(true);

  const { content } = await openBackup((await backupGpo(gpo, directories())).value);
  const fromBackup = new MigrationTable();
  fromBackup.addBackup(content);
  expect(sources(fromBackup)).toEqual(settings);

  const admins = [
    ['GlobalGroup', 'Domain Admins@contoso.com'],
    ['UniversalGroup', 'Enterprise Admins@contoso.com'],
  ];
  fromGpo.addGpo(gpo, true);
  expect(sources(fromGpo)).toEqual([...settings, ...admins]);
  fromBackup.addBackup(content, true);
  expect(sources(fromBackup)).toEqual([...settings, ...admins]);
});

test('adding keeps entries that were edited', () => {
  const gpo = forestOf(twoDomains).rootDomain.getGpo(baselineId);
  const table = new MigrationTable();
  table.addEntry('ANN@contoso.com', 'User', { kind: 'none' });
  table.addGpo(gpo);
  expect(table.getEntry('ann@CONTOSO.com').destination).toEqual({ kind: 'none' });
});

test('entries are added, overwritten, changed and deleted by their source', async () => {
  const table = new MigrationTable();
  expect(table.addEntry('A\\x', 'User')).toEqual({
    type: 'User',
    source: 'A\\x',
    destination: { kind: 'sameAsSource' },
  });
  table.addEntry('a\\X', 'GlobalGroup', { kind: 'byRelativeName' });
  expect(table.entries).toEqual([
    { type: 'GlobalGroup', source: 'a\\X', destination: { kind: 'byRelativeName' } },
  ]);
  table.updateDestination('A\\X', { kind: 'set', value: 'B\\y' });
  expect(table.getEntry('a\\x')).toEqual({
    type: 'GlobalGroup',
    source: 'a\\X',
    destination: { kind: 'set', value: 'B\\y' },
  });
  table.deleteEntry('A\\x');
  expect(table.entries).toEqual([]);
  for (const action of [
    () => table.getEntry('z'),
    () => table.deleteEntry('z'),
    () => table.updateDestination('z'),
  ]) {
    expect([(await errorOf(action)).hresult, (await errorOf(action)).message]).toEqual([
      0x80070490,
      'the migration table has no entry for "z"',
    ]);
  }
  expect((await errorOf(() => table.addEntry(' ', 'User'))).hresult).toBe(0x80070057);
});

test('is saved and loaded', async () => {
  const file = path.join(directories(), 'a.migtable');
  const table = new MigrationTable([
    { type: 'User', source: 'A\\x', destination: { kind: 'set', value: 'B\\<y>' } },
    { type: 'UNCPath', source: '\\\\a\\b', destination: { kind: 'sameAsSource' } },
  ]);
  await table.save(file);
  expect((await MigrationTable.load(file)).entries).toEqual(table.entries);
});

test.each([
  ['is missing', undefined, 0x80070002],
  ['is of another namespace', '<MigrationTable xmlns="urn:x"/>', 0xc0230b0d],
])('a file that %s is refused', async (_, text, hresult) => {
  const file = path.join(directories(), 'b.migtable');
  if (text !== undefined) writeFileSync(file, text);
  const error = await errorOf(() => MigrationTable.load(file));
  expect(error.message).toMatch(/^(the file does not exist|its root element <MigrationTable> is not)/);
  expect([0x80070002, 0x80070003, hresult]).toContain(error.hresult);
  expect(error.name).toBe('HresultError');
});

describe('validation', () => {
  const domain = forestOf(twoDomains).getDomain('fabrikam.com');
  test.each<[MigrationMapping['type'], string, MigrationMapping['destination'], number | undefined]>([
    ['User', 'ann@contoso.com', { kind: 'set', value: 'FABRIKAM\\bob' }, undefined],
    ['User', 'ann@contoso.com', { kind: 'sameAsSource' }, undefined],
    ['User', 'ann@contoso.com', { kind: 'none' }, undefined],
    ['GlobalGroup', 'CONTOSO\\operators', { kind: 'byRelativeName' }, undefined],
    ['UNCPath', '\\\\a\\b', { kind: 'set', value: '\\\\c\\d' }, undefined],
    ['UNCPath', '\\\\a\\b', { kind: 'sameAsSource' }, undefined],
    ['User', 'zed@contoso.com', { kind: 'sameAsSource' }, 0x80230af5],
    ['User', 'CONTOSO\\ann', { kind: 'byRelativeName' }, 0x80230af5],
    ['User', 'ann@contoso.com', { kind: 'set', value: 'FABRIKAM\\zed' }, 0xc0230b17],
    ['User', 'ann@contoso.com', { kind: 'set', value: ' ' }, 0xc0230b18],
    ['User', 'ann@contoso.com', { kind: 'set', value: 'FABRIKAM\\operators' }, 0x80230b1e],
    ['User', 'ann@contoso.com', { kind: 'set', value: 'Administrators' }, 0x80230b1f],
    ['UNCPath', 'C:\\x', { kind: 'sameAsSource' }, 0xc0230b1a],
    ['UNCPath', '\\\\a\\b', { kind: 'set', value: 'x' }, 0xc0230b20],
    ['UNCPath', '\\\\a\\b', { kind: 'none' }, 0xc0230b15],
  ])('%s %s to %j', (type, source, destination, code) => {
    const { valid, messages } = new MigrationTable([{ type, source, destination }]).validate(domain);
    expect(messages.map((message) => message.operationCode)).toEqual(code === undefined ? [] : [code]);
    expect(valid).toBe(code === undefined || hresultSeverity(code) === 'warning');
    for (const message of messages)
      expect([message.objectPath, message.settingsName]).toEqual([source, type]);
  });
});
