import fs from 'node:fs';
import path from 'node:path';
import { readAddon } from '../windows/gyp';
import { output, projectRoot } from '../windows/programs';

/**
 * Links the addon of this Linux for shipping, from the objects that `npm run build:native` has made: stripped, and with
 * the C++ library inside, because that of older distributions lacks what newer compilers refer to. What of it is not
 * used goes: its random numbers alone would need a newer C library. libgcc stays outside for the same reason.
 */
export function linkForLinux(target: string): void {
  const objects = readAddon(projectRoot, 'linux').sources.map((source) =>
    path.join('build/Release/obj.target/gpmc', source.replace(/\.cc$/, '.o')),
  );
  const missing = objects.find((object) => !fs.existsSync(path.join(projectRoot, object)));
  if (missing) throw new Error(`${missing} is not there: run "npm run build:native" first.`);
  output(compiler(), [
    ...['-shared', '-s', '-static-libstdc++', '-Wl,--gc-sections', '-Wl,--as-needed'],
    // The C++ library inside stays inside, and the addon stays loaded as long as its threads may run in it.
    ...['-Wl,--exclude-libs,ALL', '-Wl,-z,nodelete'],
    ...['-o', target, ...objects],
  ]);
}

/** Which compiler makes the Linux binary. */
export function linuxCompiler(): string {
  return firstLine(output(compiler(), ['--version']));
}

/** The oldest GNU C library that a binary of this system can be loaded with. */
export function requiredGlibc(file: string): string {
  const versions = [...output('objdump', ['-T', file]).matchAll(/GLIBC_(\d+)\.(\d+)/g)];
  const newest = Math.max(...versions.map(([, major, minor]) => Number(major) * 1000 + Number(minor)));
  return `${Math.floor(newest / 1000)}.${newest % 1000}`;
}

export function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}

function compiler(): string {
  return process.env.CXX || 'g++';
}
