import { output } from '../programs';
import type { GypSystem } from './gyp';
import { zig, zigVersion } from './zig';

/** A system that the addon is cross-built for on Linux. */
export interface Target {
  /** `platform-arch`, as Node.js names them. */
  readonly system: string;
  readonly gypSystem: GypSystem;
  /** What the binary is in the words of llvm-readobj. */
  readonly format: string;
  /** What Debian has to provide for the compiler. */
  readonly programs: readonly string[];
  /** The command line of the C++ compiler, which also links. */
  compiler(): string;
  /** The compiler with its version. */
  compilerVersion(): string;
  readonly compilerFlags: string;
  readonly linkerFlags: string;
  /** Files that the linker reads because of its flags. */
  readonly linkerInputs?: readonly string[];
  readonly libraries: string;
  /** Whether the package has it. */
  readonly shipped: boolean;
}

const MINGW = 'x86_64-w64-mingw32-g++-posix';

const ENTRY_POINTS = 'tools/cross/entry-points.map';

/** Warnings are errors, and nothing but the entry points is seen from outside. */
const COMMON = '-std=c++20 -O2 -Wall -Wextra -Werror -fvisibility=hidden';

/** The C and C++ libraries go into the binary. node-gyp defines the same for whoever includes Node-API's headers. */
const WINDOWS = {
  gypSystem: 'win',
  compilerFlags: `${COMMON} -DBUILDING_NODE_EXTENSION`,
  libraries: '-lole32 -loleaut32 -luuid',
  shipped: true,
} as const;

/** One for every system whose binary one machine can build. */
export const targets: readonly Target[] = [
  {
    ...WINDOWS,
    system: 'win32-x64',
    format: 'COFF-x86-64',
    programs: [MINGW],
    compiler: () => MINGW,
    compilerVersion: () => `mingw-w64 (GCC ${output(MINGW, ['-dumpversion']).trim()})`,
    linkerFlags: '-shared -static -s -Wl,--exclude-all-symbols -Wl,--no-insert-timestamp',
  },
  {
    ...WINDOWS,
    ...zigFor('aarch64-windows-gnu'),
    system: 'win32-arm64',
    format: 'COFF-ARM64',
    linkerFlags: '-shared -static -s',
  },
  linux('x64', 'x86_64', 'elf64-x86-64'),
  linux('arm64', 'aarch64', 'elf64-littleaarch64'),
  {
    ...zigFor('aarch64-macos.11.0'),
    system: 'darwin-arm64',
    format: 'Mach-O arm64',
    gypSystem: 'mac',
    compilerFlags: COMMON,
    linkerFlags: '-shared -s -undefined dynamic_lookup',
    libraries: '',
    // Its linker leaves all symbols in; with it the package would be larger than 2 MB.
    shipped: false,
  },
];

/** Those of the package. */
export const shippedTargets = targets.filter(({ shipped }) => shipped);

/** @throws Error that names the targets that there are. */
export function findTarget(system: string): Target {
  const target = targets.find((candidate) => candidate.system === system);
  if (target) return target;
  const known = targets.map((candidate) => candidate.system).join(', ');
  throw new Error(`There is no cross build for ${system}, but for ${known}.`);
}

/**
 * Any GNU/Linux that Node.js 20 runs on: 2.28 is the oldest C library that it supports. The C++ library goes into the
 * binary and stays invisible, because Node.js has another one; the binary stays loaded as long as the process runs,
 * because its threads may run in it.
 */
function linux(arch: string, processor: string, format: string): Target {
  return {
    ...zigFor(`${processor}-linux-gnu.2.28`),
    system: `linux-${arch}`,
    format,
    gypSystem: 'linux',
    compilerFlags: `${COMMON} -fPIC -ffunction-sections -fdata-sections`,
    linkerFlags: `-shared -s -Wl,--gc-sections -Wl,-z,nodelete -Wl,--version-script=${ENTRY_POINTS}`,
    linkerInputs: [ENTRY_POINTS],
    libraries: '',
    shipped: true,
  };
}

/** zig comes from npm: Debian has nothing to provide. */
function zigFor(triple: string): Pick<Target, 'programs' | 'compiler' | 'compilerVersion'> {
  return { programs: [], compiler: () => `${zig()} c++ -target ${triple}`, compilerVersion: zigVersion };
}
