import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A Wine prefix: where Windows programs find their system. */
export interface WinePrefix {
  /** What programs that run in the prefix need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends what runs in the prefix and removes it. */
  remove(): Promise<void>;
}

/** Whether Windows programs can be run here. */
export function hasWine(): boolean {
  if (process.platform === 'win32') return false;
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'wine')));
}

/** Makes a prefix of its own in a temporary folder: it takes some seconds. */
export async function makeWinePrefix(): Promise<WinePrefix> {
  const folder = await mkdtemp(join(tmpdir(), 'gpmc-wine-'));
  const env = {
    WINEPREFIX: folder,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    // Neither .NET nor a browser is needed, and nothing shall ask to download them.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
    DISPLAY: '',
  };
  const remove = async () => {
    // The prefix's own server, and with it every program in the prefix.
    await run('wineboot', ['--kill'], env).catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  try {
    await run('wineboot', ['--init'], env);
  } catch (error) {
    await remove();
    throw error;
  }
  return { env, remove };
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('wine', [command, ...args], { env: { ...process.env, ...env }, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`wine ${command} ${args.join(' ')} ended with ${code}.`));
    });
  });
}
