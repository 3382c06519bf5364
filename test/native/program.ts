import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { makeCommand } from '../../tools/compile';
import { projectRoot } from '../support/built';

/** For which system a program is built: the one that runs the tests, or 64-bit Windows by mingw-w64. */
export type Target = 'host' | 'windows';

/** What a program is built with, and where: each error that a sanitizer finds ends it with a code other than 0. */
const VARIANTS = {
  plain: { target: 'host', sanitizers: [], name: 'no sanitizer' },
  address: {
    target: 'host',
    sanitizers: ['address', 'undefined'],
    name: 'AddressSanitizer and UndefinedBehaviorSanitizer',
  },
  thread: { target: 'host', sanitizers: ['thread'], name: 'ThreadSanitizer' },
  windows: { target: 'windows', sanitizers: [], name: 'Windows' },
} as const;

export type Variant = keyof typeof VARIANTS;

/** What messages call a variant. */
export const variantName = (variant: Variant): string => VARIANTS[variant].name;

/** What a program printed, standard error included, and its exit code: null when a signal ended it. */
export interface RunResult {
  readonly stdout: string;
  readonly code: number | null;
}

/** What a program printed and how it ended, where all checks passed. */
export const allPassed = {
  code: 0,
  stdout: expect.stringMatching(/^\d+ checks, 0 failed\r?$/m) as string,
};

/** How a program is run. */
export interface RunOptions {
  /** Words before the program's name: what runs it, such as `wine`. */
  readonly runner?: readonly string[];
  /** Added to the environment of the program. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its test cases that are run. Default: all. */
  readonly args?: readonly string[];
  /** Seconds that the program may run before it is killed. Default: 60. */
  readonly timeout?: number;
}

/** A C++ test program of the suite around it. */
export interface Program {
  /** `test`; skips where there is no compiler. */
  readonly test: jest.It;
  /** Where it is. */
  readonly file: string;
  run(options?: RunOptions): Promise<RunResult>;
}

/** Milliseconds: compilers at work on a busy machine. */
const COMPILATION = 900_000;

/**
 * Builds a program, with warnings as errors, before the tests of the `describe` in which this is called. It stays at
 * `build/native-tests/<variant>/<name>`, with its objects, so that only what has changed is compiled the next time.
 *
 * @param sources - Paths relative to the project's root.
 */
export function testProgram(name: string, variant: Variant, sources: readonly string[]): Program {
  const { target, sanitizers } = VARIANTS[variant];
  const compiler = findCompiler(target);
  const folder = `build/native-tests/${variant}`;
  const file = `${folder}/${name}${target === 'windows' ? '.exe' : ''}`;
  const built = () => {
    const sanitize = sanitizers.length > 0 ? `-fsanitize=${sanitizers.join()} -fno-sanitize-recover=all` : '';
    const windows = target === 'windows';
    return run(
      makeCommand({
        file,
        objects: `${folder}/obj`,
        sources,
        defines: [],
        includes: ['node_modules/node-api-headers/include'],
        compiler: `${compiler} -pthread ${sanitize}`,
        compilerFlags: '-std=c++20 -g -Wall -Wextra -Werror',
        linkerFlags: windows ? '-static' : '',
        libraries: windows ? '-lole32 -loleaut32 -luuid' : '',
      }),
      process.env,
      COMPILATION,
    );
  };
  if (compiler) {
    beforeAll(async () => {
      const { code, stdout } = await built();
      if (code !== 0) throw new Error(`${file} did not compile:\n${stdout}`);
    }, COMPILATION);
  } else {
    sayMissing(target, name);
  }
  return {
    test: compiler ? test : test.skip,
    file: join(projectRoot, file),
    run: ({ runner = [], env = {}, args = [], timeout = 60 } = {}) =>
      run([...runner, join(projectRoot, file), ...args], { ...process.env, ...env }, timeout * 1000),
  };
}

/**
 * The command of the compiler for a target: `$CXX` or `c++` for the host, mingw-w64's g++ with POSIX threads for
 * Windows. Undefined where it is not installed.
 */
function findCompiler(target: Target): string | undefined {
  // The flags are GCC's and Clang's; a Windows host would need MSVC's.
  if (process.platform === 'win32') return undefined;
  const command = target === 'windows' ? 'x86_64-w64-mingw32-g++-posix' : (process.env.CXX || 'c++').trim();
  const [program] = command.split(/\s+/) as [string];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(resolve(projectRoot, folder, program))) ? command : undefined;
}

function sayMissing(target: Target, what: string): void {
  const cure = target === 'windows' ? 'g++-mingw-w64-x86-64-posix' : 'a C++ compiler (or set CXX)';
  const reason =
    process.platform === 'win32'
      ? 'its tests are compiled with GCC or Clang on Linux, for Windows too'
      : `install ${cure} to have it tested`;
  process.stderr.write(`Skipped: ${what} by itself, for ${target}: ${reason}\n`);
}

/** The sources of native/com for a target, relative to the project's root. */
export function comSources(target: Target): string[] {
  const folders = target === 'windows' ? ['native/com'] : ['native/com', 'native/com/abi'];
  return folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder))
      .filter((name) => name.endsWith('.cc'))
      .map((name) => `${folder}/${name}`),
  );
}

function run(command: readonly string[], env: NodeJS.ProcessEnv, timeout: number): Promise<RunResult> {
  return new Promise((settle, fail) => {
    const child = spawn(command[0]!, command.slice(1), {
      cwd: projectRoot,
      env,
      timeout,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    const collect = (chunk: string) => {
      stdout += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', fail);
    child.on('close', (code) => settle({ stdout, code }));
  });
}
