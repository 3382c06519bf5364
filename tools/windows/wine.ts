import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot, requirePrograms } from '../programs';

const PREFIX = path.join(projectRoot, 'build/windows/prefix');
/** Written when the prefix is complete. */
const READY = path.join(PREFIX, 'gpmc-ready');

/** The environment of programs that run in the project's own Wine prefix, without a display. */
export function wineEnvironment(): NodeJS.ProcessEnv {
  const { DISPLAY: _display, ...inherited } = process.env;
  return {
    ...inherited,
    WINEPREFIX: PREFIX,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    // Neither .NET nor a browser is needed, and nothing shall ask to download them.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
    // Tests that change the registry do so here only.
    GPMC_TEST_IN_WINE: '1',
  };
}

/** How programs in Wine name a file: drive Z: is the root of this file system. */
export function windowsPath(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`;
}

/** Makes the prefix where there is none yet. */
export async function preparePrefix(): Promise<void> {
  requirePrograms('wine');
  if (fs.existsSync(READY)) return;
  fs.mkdirSync(path.dirname(PREFIX), { recursive: true });
  await run('wine', ['wineboot', '-i']);
  // Node.js refuses the Windows version that Wine 8 reports by itself.
  await run('wine', ['winecfg', '-v', 'win10']);
  fs.writeFileSync(READY, '');
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { env: wineEnvironment(), stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0)
    throw new Error(
      `${program} ${args.join(' ')} ended with ${code}: the Wine prefix ${PREFIX} is not usable.`,
    );
}

/**
 * Runs a Windows program in the project's root and passes on what it writes; resolves with its exit code.
 *
 * Its output goes through a file, because the Windows Node.js cannot write to a pipe under Wine 8.
 */
export async function runInWine(
  executable: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const log = path.join(path.dirname(PREFIX), `output-${process.pid}.txt`);
  const written = fs.openSync(log, 'w');
  const read = fs.openSync(log, 'r');
  const follow = () => forward(read);
  const timer = setInterval(follow, 500);
  try {
    const child = spawn('wine', [executable, ...args], {
      cwd: projectRoot,
      env: { ...wineEnvironment(), ...env },
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

/** Writes what has been added to a file since the last call. */
function forward(descriptor: number): void {
  const chunk = Buffer.alloc(65536);
  for (;;) {
    const count = fs.readSync(descriptor, chunk);
    if (count === 0) return;
    fs.writeSync(1, chunk, 0, count);
  }
}
