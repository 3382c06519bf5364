import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** How a child process ended. */
export interface ChildOutcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the child is killed and the promise rejected. */
  readonly timeout: number;
}

/**
 * Runs a program to its end, with an empty directory of its own in `GPMC_TEST_DIRECTORY`. Its output goes to files, because the Windows Node.js cannot write to a pipe under
 * Wine, and because a process that crashes loses nothing of what it wrote to a file.
 */
export async function runChild(
  program: string,
  args: readonly string[],
  { env, timeout }: ChildOptions,
): Promise<ChildOutcome> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-child-'));
  const workspace = path.join(directory, 'workspace');
  fs.mkdirSync(workspace);
  const files = ['stdout', 'stderr'].map((name) => path.join(directory, name)) as [string, string];
  const descriptors = files.map((file) => fs.openSync(file, 'w')) as [number, number];
  try {
    const ending = await new Promise<Pick<ChildOutcome, 'code' | 'signal'> & { late: boolean }>(
      (resolve, reject) => {
        const child = spawn(program, args, {
          stdio: ['ignore', ...descriptors],
          env: { ...process.env, ...env, GPMC_TEST_DIRECTORY: workspace },
        });
        let late = false;
        const timer = setTimeout(() => {
          late = true;
          child.kill('SIGKILL');
        }, timeout);
        child.once('error', reject);
        child.once('exit', (code, signal) => {
          clearTimeout(timer);
          resolve({ code, signal, late });
        });
      },
    );
    const [stdout, stderr] = files.map((file) => fs.readFileSync(file, 'utf8')) as [string, string];
    if (ending.late) {
      throw new Error(
        `${[program, ...args].join(' ')} had not ended after ${timeout} ms.\nstdout:\n${stdout}\nstderr:\n${stderr}`,
      );
    }
    return { code: ending.code, signal: ending.signal, stdout, stderr };
  } finally {
    for (const descriptor of descriptors) fs.closeSync(descriptor);
    fs.rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
