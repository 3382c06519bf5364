import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The project's root: this file runs compiled in build/tools, and as it is in tests. */
export const projectRoot = findRoot(__dirname);

function findRoot(folder: string): string {
  return fs.existsSync(path.join(folder, 'binding.gyp')) ? folder : findRoot(path.dirname(folder));
}

/** What the programs and files are part of that Debian 12 has to provide. */
const DEBIAN_PACKAGES: Readonly<Record<string, string>> = {
  'x86_64-w64-mingw32-g++-posix': 'g++-mingw-w64-x86-64-posix',
  'x86_64-w64-mingw32-widl': 'mingw-w64-tools',
  '/usr/include/wine/wine/windows/oaidl.idl': 'libwine-dev',
  '/usr/aarch64-linux-gnu/lib/libstdc++.so.6': 'libstdc++6-arm64-cross',
  'llvm-readobj': 'llvm',
  make: 'make',
  python3: 'python3',
  'qemu-aarch64': 'qemu-user',
  wine: 'wine wine64',
};

/** Throws, naming all Debian packages to install, where one of the programs or files is missing. */
export function requirePrograms(...names: (keyof typeof DEBIAN_PACKAGES)[]): void {
  const missing = missingPrograms(names);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => DEBIAN_PACKAGES[name]))].join(' ');
  throw new Error(
    `${missing.join(', ')} not found. On Debian: apt-get install --no-install-recommends ${packages}`,
  );
}

/** Those of some programs and files that are not here. */
export function missingPrograms(names: readonly string[]): string[] {
  return names.filter((name) => !isInstalled(name));
}

/** Whether a program is in the path, or a file is there. */
export function isInstalled(name: string): boolean {
  if (path.isAbsolute(name)) return fs.existsSync(name);
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => fs.existsSync(path.join(folder, name)));
}

/** Runs a program of this machine to its end and returns what it wrote; throws where it failed. */
export function output(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    cwd: projectRoot,
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
