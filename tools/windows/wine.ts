import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot, requirePrograms } from '../programs';
import type { WindowsNode } from './node';

/** How programs in Wine name a file: drive Z: is the root of this file system. */
export function windowsPath(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`;
}

/**
 * Runs a Windows Node.js in the project's root and passes on what it writes; resolves with its exit code. Each release
 * line has a Wine prefix of its own, with its own registry and temporary folders, so that several may run at once.
 *
 * Its output goes through a file, because the Windows Node.js cannot write to a pipe under Wine 8.
 */
export async function runInWine(
  node: WindowsNode,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const prefix = await preparePrefix(node.major);
  const log = path.join(prefix, `output-${process.pid}.txt`);
  const written = fs.openSync(log, 'w');
  const read = fs.openSync(log, 'r');
  const follow = () => forward(read);
  const timer = setInterval(follow, 500);
  try {
    const child = spawn('wine', [node.executable(), ...args], {
      cwd: projectRoot,
      env: { ...wineEnvironment(prefix), ...env },
      stdio: ['ignore', written, written],
    });
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    clearInterval(timer);
    follow();
    fs.closeSync(read);
    fs.closeSync(written);
    fs.rmSync(log);
  }
}

/** The prefix of a release line; makes it where there is none yet. */
async function preparePrefix(major: string): Promise<string> {
  requirePrograms('wine');
  const prefix = path.join(projectRoot, 'build/windows', `prefix-${major}`);
  // Written when the prefix is complete.
  const ready = path.join(prefix, 'gpmc-ready');
  if (fs.existsSync(ready)) return prefix;
  fs.mkdirSync(path.dirname(prefix), { recursive: true });
  await run(prefix, 'wineboot', '-i');
  // Node.js refuses the Windows version that Wine 8 reports by itself.
  await run(prefix, 'winecfg', '-v', 'win10');
  fs.writeFileSync(ready, '');
  return prefix;
}

async function run(prefix: string, ...args: readonly string[]): Promise<void> {
  const child = spawn('wine', args, { env: wineEnvironment(prefix), stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0)
    throw new Error(`wine ${args.join(' ')} ended with ${code}: the Wine prefix ${prefix} is not usable.`);
}

/** The environment of programs that run in a prefix, without a display. */
function wineEnvironment(prefix: string): NodeJS.ProcessEnv {
  const { DISPLAY: _display, ...inherited } = process.env;
  return {
    ...inherited,
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    // Neither .NET nor a browser is needed, and nothing shall ask to download them.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
    // Tests that change the registry do so here only.
    GPMC_TEST_IN_WINE: '1',
  };
}

/** Writes what has been added to a file since the last call. */
function forward(descriptor: number): void {
  const chunk = Buffer.alloc(65536);
  for (;;) {
    const count = fs.readSync(descriptor, chunk);
    if (count === 0) return;
    fs.writeSync(1, chunk, 0, count);
  }
}
