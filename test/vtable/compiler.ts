import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** A compiler for the Itanium C++ ABI, whose pointers to virtual members hold vtable offsets, and its objcopy. */
export interface Toolchain {
  readonly compiler: string;
  readonly objcopy: string;
}

/** What a compilation gave: an object file, or the compiler's messages. */
export type Compilation = { readonly object: string } | { readonly errors: string };

/** Whether a command can be started here. */
export function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The first toolchain whose tools are installed and whose compiler finds `header`. */
export function findToolchain(candidates: readonly Toolchain[], header: string): Toolchain | undefined {
  const input = `#if !__has_include(<${header}>)\n#error missing\n#endif\n`;
  return candidates.find(
    ({ compiler, objcopy }) =>
      isInstalled(objcopy) &&
      spawnSync(compiler, ['-fsyntax-only', '-x', 'c++', '-'], { input }).status === 0,
  );
}

/** Compiles one translation unit; `folder` takes its files, and its own `gpmgmt.h`, if any, is preferred to ours. */
export function compile(tools: Toolchain, folder: string, name: string, source: string): Compilation {
  const file = join(folder, `${name}.cc`);
  const object = join(folder, `${name}.o`);
  writeFileSync(file, source);
  // -iquote, so that <gpmgmt.h> stays the compiler's own.
  const folders = ['-iquote', folder, '-iquote', join(ROOT, 'native/gpmgmt/generated')];
  const flags = ['-std=c++20', '-Wall', '-Wextra', '-Werror', ...folders];
  const { status, stderr, error } = spawnSync(tools.compiler, [...flags, '-c', file, '-o', object], {
    encoding: 'utf8',
  });
  return status === 0 ? { object } : { errors: error?.message ?? stderr };
}

/** The vtable slots that a section of an object file holds as pointers to member functions, in their order. */
export function readSlots(tools: Toolchain, object: string, section: string): number[] {
  const dump = `${object}.${section}`;
  const run = spawnSync(tools.objcopy, ['-O', 'binary', `--only-section=${section}`, object, dump], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${tools.objcopy} cannot read ${object}: ${run.stderr}`);
  const bytes = readFileSync(dump);
  const slots: number[] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    const pointer = Number(bytes.readBigInt64LE(at));
    const adjustment = Number(bytes.readBigInt64LE(at + 8));
    // A PE section is padded with zeros to its alignment; no pointer to a member is all zero but the null one.
    if (pointer !== 0 || adjustment !== 0) slots.push(slotOf(pointer, adjustment));
  }
  return slots;
}

/** "Virtual" is a bit of the pointer, or of the adjustment on ARM, where a function's address may be odd. */
function slotOf(pointer: number, adjustment: number): number {
  const offset = adjustment === 1 ? pointer : adjustment === 0 ? pointer - 1 : Number.NaN;
  if (!(offset >= 0 && offset % 8 === 0))
    throw new Error('The section holds something other than virtual member functions.');
  return offset / 8;
}
