import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Gpm } from '../../lib';
import { MockForest } from '../../lib/mock';
import { projectRoot, requireBuilt } from '../support/built';
import { runChild } from '../support/child';

requireBuilt();

let folder: string;
/** The built package as it is where no binary was ever made. */
let root: string;
let backups: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-without-addon-'));
  root = path.join(folder, 'gpmc');
  backups = path.join(folder, 'backups');
  fs.mkdirSync(backups);
  fs.cpSync(path.join(projectRoot, 'dist'), path.join(root, 'dist'), { recursive: true });
  fs.copyFileSync(path.join(projectRoot, 'package.json'), path.join(root, 'package.json'));
  copyDependencies(path.join(projectRoot, 'package.json'));
  await using gpm = await Gpm.open({ mock: new MockForest() });
  for (const gpo of await (await gpm.getDomain()).searchGpos()) await gpo.backup(backups);
  fs.mkdirSync(path.join(backups, '{00000000-0000-0000-0000-000000000001}'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Copies what a package needs at run time beside it: links do not show everywhere. */
function copyDependencies(manifest: string): void {
  const { dependencies = {} } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    const source = path.join(projectRoot, 'node_modules', name);
    fs.cpSync(source, path.join(root, 'node_modules', name), { recursive: true });
    copyDependencies(path.join(source, 'package.json'));
  }
}

/** Runs a program in that package, which can name itself; what it printed. */
async function run(program: string): Promise<unknown> {
  const file = path.join(root, 'program.mjs');
  fs.writeFileSync(file, program);
  const { code, stdout, stderr } = await runChild(process.execPath, [file, backups], { timeout: 30_000 });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

test('no binary is there', async () => {
  const failure = await run(`
    import { Gpm } from 'gpmc';
    import { MockForest } from 'gpmc/mock';
    const error = await Gpm.open({ mock: new MockForest() }).catch((reason) => reason);
    console.log(JSON.stringify(error.code));
  `);
  expect(failure).toBe('ERR_GPMC_ADDON');
});

test.each([
  ['import', "import { listBackups } from 'gpmc/backups';"],
  [
    'require',
    "import { createRequire } from 'node:module'; const { listBackups } = createRequire(import.meta.url)('gpmc/backups');",
  ],
])('backups are listed all the same, by %s', async (_, load) => {
  const listed = await run(`
    ${load}
    const { backups, problems } = await listBackups(process.argv[2]);
    console.log(JSON.stringify([
      backups.map(({ gpoDisplayName }) => gpoDisplayName).sort(),
      problems.map(({ path, error }) => [path, error.message]),
    ]));
  `);
  const broken = path.join(backups, '{00000000-0000-0000-0000-000000000001}');
  expect(listed).toEqual([
    ['Default Domain Controllers Policy', 'Default Domain Policy'],
    expect.arrayContaining([[broken, expect.stringContaining('bkupInfo.xml')]]),
  ]);
});

test('a directory that is not there is a GpmError that names it', async () => {
  const told = await run(`
    import { GpmError, listBackups } from 'gpmc/backups';
    const error = await listBackups(process.argv[2] + '/absent').catch((reason) => reason);
    console.log(JSON.stringify([error instanceof GpmError, error.code, error.operation, error.message]));
  `);
  expect(told).toEqual([
    true,
    'ERROR_PATH_NOT_FOUND',
    'listBackups',
    `Could not list the backups in ${path.join(backups, 'absent')}: the backup directory does not exist (ERROR_PATH_NOT_FOUND, 0x80070003). Check that the path exists and that the account running this process can reach it. GPMC does not create directories.`,
  ]);
});
