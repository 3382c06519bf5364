import { openBackup } from '../../lib/backups/backup-directory';
import type { MigrationMapping } from '../../lib/backups/types';
import { backupGpo } from '../../lib/mock/operations/backup';
import { importGpo } from '../../lib/mock/operations/import';
import { MigrationTable } from '../../lib/mock/operations/migration-table';
import type { GpoState } from '../../lib/mock/state/gpo-state';
import { mapFolder } from '../../lib/settings/references';
import { forestOf, temporaryDirectories } from './support';

const directories = temporaryDirectories();
const startup = (command: string): string => `\r\n[Startup]\r\n0CmdLine=${command}\r\n0Parameters=\r\n`;

/** A GPO with a script, its backup, and a GPO of another domain to take it to. */
async function scripted(file: string, command: string) {
  const gpos = [{ displayName: 'Scripts', files: { [`Machine\\Scripts\\${file}`]: startup(command) } }];
  const forest = forestOf({
    domains: [{ name: 'lab.test', defaultPolicies: false, gpos }, { name: 'other.test' }],
  });
  const { value: backup } = await backupGpo(forest.rootDomain.gpos[0]!, directories());
  const table = new MigrationTable();
  table.addBackup((await openBackup(backup)).content);
  return { backup, table, target: forest.getDomain('other.test').createGpo() };
}
const commandOf = (gpo: GpoState): string =>
  /0CmdLine=(.*)\r/.exec(Buffer.from(gpo.content.files[0]!.data).toString('utf16le'))![1]!;

test('of a script the folder is listed, asked for and mapped', async () => {
  const { backup, table, target } = await scripted('scripts.ini', '\\\\fs1\\netlogon\\app\\run.bat');
  expect((await openBackup(backup)).content.filePaths).toEqual(['\\\\fs1\\netlogon\\app']);
  expect(table.entries.map(({ type, source }) => [type, source])).toEqual([
    ['UNCPath', '\\\\fs1\\netlogon\\app'],
  ]);
  table.updateDestination('\\\\fs1\\netlogon\\app', { kind: 'set', value: '\\\\new\\netlogon\\app' });
  for (const tableOnly of [false, true]) {
    await importGpo(target, backup, { migrationTable: table.entries, tableOnly });
    expect(commandOf(target)).toBe('\\\\new\\netlogon\\app\\run.bat');
    expect(target.content.filePaths).toEqual(['\\\\new\\netlogon\\app']);
  }
});

test('nothing is listed, asked for or mapped of psscripts.ini', async () => {
  const { backup, table, target } = await scripted('psscripts.ini', '\\\\fs1\\netlogon\\app\\run.ps1');
  expect((await openBackup(backup)).content.filePaths).toEqual([]);
  expect(table.entries).toEqual([]);
  const migrationTable: MigrationMapping[] = [
    {
      type: 'UNCPath',
      source: '\\\\fs1\\netlogon\\app',
      destination: { kind: 'set', value: '\\\\new\\netlogon\\app' },
    },
  ];
  await importGpo(target, backup, { migrationTable, tableOnly: true });
  expect(commandOf(target)).toBe('\\\\fs1\\netlogon\\app\\run.ps1');
});

test.each([
  ['\\\\s\\x\\run.bat', '\\\\s\\x', '\\\\t\\y\\run.bat'],
  ['\\\\s\\x\\a b\\run.bat', '\\\\s\\x\\a b', '\\\\t\\y\\run.bat'],
  ['\\\\s\\x\\a\\', '\\\\s\\x\\a', '\\\\t\\y\\'],
  ['\\\\s\\x', '\\\\s\\x', '\\\\t\\y'],
])('the folder of %s is %s', (path, folder, mapped) => {
  const seen: string[] = [];
  const map = (to: string) => (of: string) => {
    seen.push(of);
    return to;
  };
  expect(mapFolder(path, map('\\\\t\\y'))).toBe(mapped);
  expect(seen).toEqual([folder]);
  expect(mapFolder(path, (same) => same)).toBe(path);
});
