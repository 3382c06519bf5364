import path from 'node:path';
import { output, requirePrograms } from '../programs';
import type { GypSystem } from './gyp';
import type { Target } from './targets';

/** What a binary is, wants from others and gives to them. */
export interface BinaryInterface {
  /** `COFF-x86-64`, `elf64-littleaarch64` and the like. */
  readonly format: string;
  /** The libraries that it is linked with. */
  readonly libraries: readonly string[];
  /** The symbols that it offers. */
  readonly exports: readonly string[];
  /** The newest GNU C library that it refers to. */
  readonly glibc?: string;
}

/**
 * The libraries that a binary may be linked with: what every system has on which Node.js runs. `msvcrt.dll` is the C
 * library that Windows itself uses.
 */
const LIBRARIES: Readonly<Record<GypSystem, RegExp>> = {
  win: /^(advapi32|kernel32|msvcrt|ole32|oleaut32|user32)\.dll$/i,
  linux: /^(lib(c|m)\.so\.6|libpthread\.so\.0|libdl\.so\.2|ld-linux-(x86-64\.so\.2|aarch64\.so\.1))$/,
  mac: /^\/usr\/lib\/libSystem\.B\.dylib$/,
};

/** The two functions that a Node.js looks for. */
const ENTRY_POINTS = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];

/** zig's stack unwinder for Windows exports itself. Nobody takes it from there: Windows binds imports by library. */
const UNWINDER = /^(_Unwind_|unw_|_GCC_specific_handler$)/;

/** Reads a binary of any system. */
export function readBinary(file: string): BinaryInterface {
  requirePrograms('llvm-readobj');
  const text = output('llvm-readobj', [
    '--needed-libs',
    '--coff-exports',
    '--dyn-syms',
    '--version-info',
    file,
  ]);
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!);
  const libraries = /NeededLibraries \[\n([^\]]*)\]/.exec(text)?.[1] ?? '';
  const glibc = all(/Name: GLIBC_([\d.]+)$/gm)
    .sort(compareVersions)
    .at(-1);
  return {
    format: /^Format: (.*)$/m.exec(text)?.[1] ?? 'unknown',
    // A Mach-O library counts itself.
    libraries: [...libraries.matchAll(/\S+/g)]
      .map(([name]) => name)
      .filter((name) => path.basename(name) !== path.basename(file)),
    exports: [...all(/^Export \{\n.*\n {2}Name: (.*)$/gm), ...definedSymbols(text)].sort(),
    ...(glibc === undefined ? {} : { glibc }),
  };
}

/** Of an ELF file: the dynamic symbols that are in some section of it. */
function definedSymbols(text: string): string[] {
  const entries = text.matchAll(/^ {2}Symbol \{\n {4}Name: ([^\s@]+)[^\n]*\n[^}]*?Section: (\S+)/gm);
  return [...entries].filter(([, , section]) => section !== 'Undefined').map(([, name]) => name!);
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/**
 * What the system has to have, in words.
 *
 * @throws Error where the binary is not for the target, needs a library that a system may lack, such as a compiler's
 * run-time library, names its host as one, or gives away more than its entry points.
 */
export function checkBinary(target: Target, file: string): string {
  const binary = readBinary(file);
  if (binary.format !== target.format)
    throw new Error(`${file} is in the format ${binary.format}, not ${target.format}.`);
  const foreign = binary.libraries.filter((name) => !LIBRARIES[target.gypSystem].test(name));
  if (foreign.length > 0)
    throw new Error(`${file} needs ${foreign.join(', ')}, which ${target.system} may lack.`);
  const offered = binary.exports.filter((name) => !(target.gypSystem === 'win' && UNWINDER.test(name)));
  // Of Mach-O files the tool does not tell; they bind by library, too.
  if (target.gypSystem !== 'mac' && offered.join() !== ENTRY_POINTS.join())
    throw new Error(`${file} exports ${offered.join(', ') || 'nothing'}, not ${ENTRY_POINTS.join(', ')}.`);
  switch (target.gypSystem) {
    case 'win':
      return 'nothing but Windows 10, Windows Server 2016 or newer';
    case 'linux':
      return `the GNU C library ${binary.glibc ?? 'of any version'} or newer`;
    case 'mac':
      return 'macOS 11 or newer';
  }
}
