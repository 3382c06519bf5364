import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addonFile } from '../../tools/cross/build';
import { findNode } from '../../tools/nodes/nodes';
import { isInstalled } from '../../tools/programs';
import { windowsNodes } from '../../tools/windows/node';
import { runInWine, windowsPath } from '../../tools/windows/wine';
import { projectRoot, requireBuilt } from '../support/built';
import { runChild } from '../support/child';

requireBuilt();

const system = `${process.platform}-${process.arch}`;
const built = path.join(projectRoot, 'build/Release/gpmc.node');
const minutes = 60_000;

const reason = process.platform === 'linux' ? undefined : 'esbuild and postject are run on Linux';
if (reason) process.stderr.write(`Skipped: bundled programs: ${reason}\n`);
const describeHere = reason ? describe.skip : describe;

/** Runs the command of a package in node_modules. */
function runTool(name: string, args: readonly string[], input?: string): void {
  const file = path.join(projectRoot, 'node_modules/.bin', name);
  execFileSync(file, args, { cwd: projectRoot, input, stdio: ['pipe', 'ignore', 'pipe'] });
}

/** A program of a user: which GPOs there are, into the file that it is given; further arguments name addons. */
const PROGRAM = `
const { Gpm } = require(${JSON.stringify(path.join(projectRoot, 'dist'))});
const { MockForest } = require(${JSON.stringify(path.join(projectRoot, 'dist/mock'))});
const fs = require('node:fs');
const path = require('node:path');

/** The addon that is inside a single executable, written beside the output. */
function extract() {
  const { getRawAsset } = require('node:sea');
  const addon = path.join(path.dirname(output), 'extracted.node');
  fs.writeFileSync(addon, Buffer.from(getRawAsset('gpmc.node')));
  return addon;
}

async function names(addon) {
  const gpm = await Gpm.open({ mock: new MockForest(), ...(addon && { addon }) });
  const gpos = await (await gpm.getDomain()).searchGpos();
  await gpm.close();
  return gpos.map((gpo) => gpo.displayName).join();
}

const [output, ...addons] = process.argv.slice(2);
(async () => {
  const told = [];
  for (const addon of addons.length > 0 ? addons : [undefined])
    told.push(await names(addon === 'asset' ? extract() : addon).catch((error) => error.code + ' ' + error.message));
  fs.writeFileSync(output, JSON.stringify(told));
})();
`;
const NAMES = 'Default Domain Policy,Default Domain Controllers Policy';

let folder: string;
let bundle: string;
let output: string;

beforeEach(() => {
  if (reason) return;
  folder = fs.realpathSync.native(fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-bundle-')));
  bundle = path.join(folder, 'program', 'program.js');
  output = path.join(folder, 'output.json');
  runTool('esbuild', ['--bundle', '--platform=node', `--outfile=${bundle}`], PROGRAM);
});

afterEach(() => {
  if (!reason) fs.rmSync(folder, { recursive: true, force: true });
});

/** Runs the bundled program; what it told of each addon. */
async function run(addons: readonly string[] = [], options: RunOptions = {}): Promise<string[]> {
  const { execArgv = [], env = {} } = options;
  const args = [...execArgv, bundle, output, ...addons];
  const { code, stderr } = await runChild(process.execPath, args, {
    timeout: minutes,
    env,
  });
  expect({ code, stderr: stderr.replace(/^\(node.*Warning.*\n.*\n/, '') }).toEqual({ code: 0, stderr: '' });
  return told();
}

interface RunOptions {
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function told(): string[] {
  return JSON.parse(fs.readFileSync(output, 'utf8')) as string[];
}

/** Puts the addon where the program is; its path there. */
function place(name = 'gpmc.node', file = built): string {
  const target = path.join(path.dirname(bundle), name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(file, target);
  return target;
}

describeHere('a program that esbuild has made into one file', () => {
  test('has nothing of the library beside it, and says what is to be done', async () => {
    expect(fs.readdirSync(path.dirname(bundle))).toEqual(['program.js']);
    const [message] = await run();
    expect(message).toContain(`ERR_GPMC_ADDON gpmc has no native addon in ${path.dirname(bundle)}`);
    expect(message).toContain(`Copy prebuilds/${system}/gpmc.node of the package there`);
    expect(message).toContain('GPMC_ADDON');
  });

  test.each(['gpmc.node', `prebuilds/${system}/gpmc.node`])('finds %s beside it', async (name) => {
    place(name);
    expect(await run()).toEqual([NAMES]);
  });

  test('loads nothing from a folder above it', async () => {
    place(`../../prebuilds/${system}/gpmc.node`);
    const [message] = await run();
    expect(message).toContain('gpmc has no native addon');
    fs.rmSync(path.join(path.dirname(bundle), '../../prebuilds'), { recursive: true, force: true });
  });

  test('takes the path that Gpm.open is given', async () => {
    expect(await run([built])).toEqual([NAMES]);
  });

  test('takes the path in GPMC_ADDON, and the option rather than that', async () => {
    expect(await run([], { env: { GPMC_ADDON: built } })).toEqual([NAMES]);
    expect(await run([built], { env: { GPMC_ADDON: path.join(folder, 'absent.node') } })).toEqual([NAMES]);
  });

  test.each([
    ['the option addon', (file: string) => run([file])],
    ['the variable GPMC_ADDON', (file: string) => run([], { env: { GPMC_ADDON: file } })],
  ])('says that %s names no file', async (by, start) => {
    const file = path.join(folder, 'absent.node');
    expect(await start(file)).toEqual([
      `ERR_GPMC_ADDON gpmc has no native addon at ${file}, which ${by} names: there is no such file.`,
    ]);
  });

  test('has one addon: another path later is an error that names both, another name of the file is none', async () => {
    const first = place();
    const other = place('other.node');
    const link = path.join(folder, 'link');
    fs.symlinkSync(path.dirname(first), link, 'junction');
    const [one, two, three] = await run([first, other, path.join(link, 'gpmc.node')]);
    expect([one, three]).toEqual([NAMES, NAMES]);
    expect(two).toBe(
      `ERR_GPMC_ADDON The native addon of gpmc is loaded already, from ${first}: ${other} cannot be loaded beside it. ` +
        'Name it at the first Gpm.open() of the process, or in the variable GPMC_ADDON.',
    );
  });

  test('says so where Node.js loads no addons', async () => {
    const [message] = await run([place()], { execArgv: ['--no-addons'] });
    expect(message).toContain('it runs with --no-addons, or with --permission and without --allow-addons');
  });
});

/** Makes a single executable of the program, a Node.js and an addon as its asset. */
function makeExecutable(node: string, name: string, addon: string): string {
  const blob = path.join(folder, 'program.blob');
  const config = path.join(folder, 'sea.json');
  fs.writeFileSync(
    config,
    JSON.stringify({
      main: bundle,
      output: blob,
      assets: { 'gpmc.node': addon },
      disableExperimentalSEAWarning: true,
    }),
  );
  // The blob is the same for every system; Linux' Node.js of the release line makes it.
  execFileSync(findNode(22).executable, ['--experimental-sea-config', config], {
    stdio: 'ignore',
  });
  const executable = path.join(path.dirname(bundle), name);
  fs.copyFileSync(node, executable);
  runTool('postject', [
    executable,
    'NODE_SEA_BLOB',
    blob,
    '--sentinel-fuse=NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
  ]);
  fs.rmSync(bundle);
  return executable;
}

/** Why no single executable is made here, for Linux or Windows. */
function obstacle(target: 'linux' | 'windows'): string | undefined {
  if (reason) return reason;
  if (target === 'linux') return undefined;
  if (!isInstalled('wine')) return 'Wine is not installed';
  return fs.existsSync(addonFile('win32-x64'))
    ? undefined
    : 'no addon is built for Windows ("npm run build:cross")';
}

describeHere.each([
  ['Node 22 on Linux', 'linux'],
  ['Windows Node 22 in Wine', 'windows'],
] as const)('a single executable of %s', (name, target) => {
  const absent = obstacle(target);
  if (absent && !reason) process.stderr.write(`Skipped: a single executable of ${name}: ${absent}\n`);

  (absent ? test.skip : test)(
    'finds the addon beside it, by its path, or takes it out of itself',
    async () => {
      if (target === 'linux') await onLinux();
      else await onWindows();
    },
    4 * minutes,
  );
});

async function onLinux(): Promise<void> {
  const executable = makeExecutable(findNode(22).executable, 'program', built);
  const start = async (...args: string[]) => {
    const { code, stderr } = await runChild(executable, [output, ...args], { timeout: minutes });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return told();
  };
  expect(await start()).toEqual([expect.stringContaining('gpmc has no native addon in')]);
  expect(await start(built)).toEqual([NAMES]);
  expect(await start('asset')).toEqual([NAMES]);
  place();
  expect(await start()).toEqual([NAMES]);
}

async function onWindows(): Promise<void> {
  const node = windowsNodes.find(({ major }) => major === '22');
  if (!node) throw new Error('There is no Windows Node 22.');
  const executable = makeExecutable(node.executable(), 'program.exe', addonFile('win32-x64'));
  const start = async (...args: string[]) => {
    const single = { ...node, executable: () => executable };
    expect(await runInWine(single, [windowsPath(output), ...args])).toBe(0);
    return told();
  };
  expect(await start()).toEqual([expect.stringContaining('gpmc has no native addon in')]);
  expect(await start(windowsPath(addonFile('win32-x64')))).toEqual([NAMES]);
  expect(await start('asset')).toEqual([NAMES]);
  place('gpmc.node', addonFile('win32-x64'));
  expect(await start()).toEqual([NAMES]);
}
