import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

/** For which system a program is built: the one that runs the tests, or 64-bit Windows by mingw-w64. */
export type Target = 'host' | 'windows';

/** How a C++ test program is built and run. */
export interface CompileOptions {
  /** Default: `host`. */
  readonly target?: Target;
  /** Added to the project's own flags, before the sources. */
  readonly flags?: readonly string[];
  /** Folders for `-I`, relative to the project's root. */
  readonly includes?: readonly string[];
  /** Added after the sources, such as `-lole32`. */
  readonly libraries?: readonly string[];
  /** Sanitizers to build with; each error they find ends the program with a code other than 0. */
  readonly sanitize?: readonly ('address' | 'undefined' | 'thread')[];
  /** Added to the environment of the program. */
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the program's name: what runs it, such as `wine`. */
  readonly runner?: readonly string[];
  /** Seconds that the program may run before it is killed. Default: 60. */
  readonly timeout?: number;
}

/** What a program printed, standard error included, and its exit code: null when a signal ended it. */
export interface RunResult {
  readonly stdout: string;
  readonly code: number | null;
}

/**
 * The command of the compiler for a target, as words: `$CXX` or `c++` for the host, mingw-w64's g++ with POSIX
 * threads for Windows. Undefined where it is not installed.
 */
export function findCompiler(target: Target): string[] | undefined {
  // The flags below are GCC's and Clang's; a Windows host would need MSVC's.
  if (process.platform === 'win32') return undefined;
  const command =
    target === 'windows' ? ['x86_64-w64-mingw32-g++-posix'] : (process.env.CXX || 'c++').trim().split(/\s+/);
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = folders.some((folder) => existsSync(resolve(root, folder, command[0]!)));
  return installed ? command : undefined;
}

/** `test` for what needs a compiler for a target; skips, and prints why, where there is none. */
export function testCompiled(target: Target, what: string): jest.It {
  if (findCompiler(target)) return test;
  const cure = target === 'windows' ? 'g++-mingw-w64-x86-64-posix' : 'a C++ compiler (or set CXX)';
  const reason =
    process.platform === 'win32'
      ? 'its tests are compiled with GCC or Clang on Linux, for Windows too'
      : `install ${cure} to have it tested`;
  process.stderr.write(`Skipped: ${what} by itself, for ${target}: ${reason}\n`);
  return test.skip;
}

/** The sources of native/com for a target, relative to the project's root. */
export function comSources(target: Target): string[] {
  const folders = target === 'windows' ? ['native/com'] : ['native/com', 'native/com/abi'];
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.cc'))
      .map((name) => `${folder}/${name}`),
  );
}

/**
 * Builds a program from C++ sources with warnings as errors and runs it.
 *
 * @param sources - Paths relative to the project's root, or absolute ones.
 * @throws Error with the compiler's output if the sources do not compile, or if there is no compiler.
 */
export function compileAndRun(sources: readonly string[], options: CompileOptions = {}): Promise<RunResult> {
  return withProgram(sources, options, (program) =>
    run([...(options.runner ?? []), program], { ...process.env, ...options.env }, options.timeout ?? 60),
  );
}

/** Builds a program, as `compileAndRun` does, and throws it away: what compiles for Windows cannot run here. */
export function compile(sources: readonly string[], options: CompileOptions = {}): Promise<void> {
  return withProgram(sources, options, async () => {});
}

async function withProgram<T>(
  sources: readonly string[],
  options: CompileOptions,
  use: (program: string) => Promise<T>,
): Promise<T> {
  const compiler = findCompiler(options.target ?? 'host');
  if (!compiler) throw new Error(`No C++ compiler for target ${options.target ?? 'host'} is installed.`);
  const folder = await mkdtemp(join(tmpdir(), 'gpmc-native-'));
  try {
    const program = join(folder, options.target === 'windows' ? 'program.exe' : 'program');
    const built = await run([...compiler, ...compilerArguments(sources, options, program)], process.env, 600);
    if (built.code !== 0) throw new Error(`${sources.join(', ')} did not compile:\n${built.stdout}`);
    return await use(program);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function compilerArguments(sources: readonly string[], options: CompileOptions, program: string): string[] {
  const sanitize = options.sanitize ?? [];
  return [
    '-std=c++20',
    '-g',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-pthread',
    ...(sanitize.length > 0 ? [`-fsanitize=${sanitize.join(',')}`, '-fno-sanitize-recover=all'] : []),
    ...(options.flags ?? []),
    ...(options.includes ?? []).map((folder) => `-I${resolve(root, folder)}`),
    ...sources.map((source) => resolve(root, source)),
    '-o',
    program,
    ...(options.libraries ?? []),
  ];
}

function run(command: readonly string[], env: NodeJS.ProcessEnv, seconds: number): Promise<RunResult> {
  return new Promise((settle, fail) => {
    const child = spawn(command[0]!, command.slice(1), {
      cwd: root,
      env,
      timeout: seconds * 1000,
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
