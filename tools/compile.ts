import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from './programs';

/** A program or library to make of C++ sources. Paths are relative to the project's root: a linker may write them down. */
export interface Compilation {
  /** What is made. */
  readonly file: string;
  /** The folder of its objects; shared by what is compiled by the same command. */
  readonly objects: string;
  readonly sources: readonly string[];
  readonly defines: readonly string[];
  /** Folders of headers that are not the project's own. */
  readonly includes: readonly string[];
  /** The command of the compiler, which also links. */
  readonly compiler: string;
  readonly compilerFlags: string;
  readonly linkerFlags: string;
  /** Files that the linker reads because of its flags. */
  readonly linkerInputs?: readonly string[];
  readonly libraries: string;
}

/**
 * The words of the command that makes it, or what has changed of it, to be run in the project's root: make, with one
 * process a processor.
 */
export function makeCommand(compilation: Compilation): string[] {
  const { file, objects, sources, defines, includes, compiler, libraries } = compilation;
  const compile = [
    compiler,
    ...defines.map((define) => `-D${define}`),
    ...includes.map((folder) => `-isystem ${folder}`),
    compilation.compilerFlags,
  ].join(' ');
  const link = `${compiler} ${compilation.linkerFlags}`;
  // What the commands are is a reason to make things anew, too.
  writeChanged(path.join(projectRoot, objects, 'command'), `${compile}\n`);
  writeChanged(path.join(projectRoot, `${file}.command`), `${link} ${libraries}\n`);
  return [
    'make',
    `-j${os.availableParallelism()}`,
    '--no-print-directory',
    '--file=tools/compile.mk',
    `FILE=${file}`,
    `OBJECTS=${objects}`,
    `SOURCES=${sources.join(' ')}`,
    `COMPILER=${compile}`,
    `LINKER=${link}`,
    `LINKER_INPUTS=${(compilation.linkerInputs ?? []).join(' ')}`,
    `LIBRARIES=${libraries}`,
  ];
}

/** Makes it, and passes on what the compiler writes. */
export function compile(compilation: Compilation, env: Readonly<Record<string, string>> = {}): void {
  const [program, ...args] = makeCommand(compilation) as [string, ...string[]];
  const { status, error } = spawnSync(program, args, {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`${compilation.file} did not compile: ${error?.message ?? status}.`);
}

/** A file that stays as it is keeps its time, so that nothing is compiled anew because of it. */
export function writeChanged(file: string, text: string): void {
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
