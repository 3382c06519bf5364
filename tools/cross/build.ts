import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot, requirePrograms } from '../programs';
import { type AddonSource, readAddons } from './gyp';
import { writeHostFunctions } from './host-functions';
import type { Target } from './targets';
import { zigEnvironment } from './zig';

/** Binds Node-API without naming the host: see there. */
const HOST_BINDING = 'native/windows/host.cc';

/** Where the addon for a system is built; of `win32-x64` lib/loader.ts knows it too. */
export function addonFile(system: string, name = 'gpmc'): string {
  return path.join(projectRoot, 'build/cross', system, `${name}.node`);
}

/**
 * Cross-builds the addons of a gyp file, or what has changed of them.
 *
 * @returns their files.
 */
export function buildAddons(target: Target, gypFile = 'native/binding.gyp'): string[] {
  requirePrograms(
    'make',
    'python3',
    ...(target.system === 'win32-x64' ? (['x86_64-w64-mingw32-g++-posix'] as const) : []),
  );
  return readAddons(projectRoot, gypFile, target.gypSystem).map((addon) => build(target, addon));
}

function build(target: Target, addon: AddonSource): string {
  const file = path.relative(projectRoot, addonFile(target.system, addon.name));
  fs.mkdirSync(path.join(projectRoot, path.dirname(file)), { recursive: true });
  const includes = [path.join(packageFolder('node-api-headers'), 'include'), packageFolder('node-addon-api')];
  const sources = [...addon.sources];
  if (target.gypSystem === 'win') {
    sources.push(HOST_BINDING);
    includes.push(writeHostFunctions(addon.defines));
  }
  const variables = {
    ADDON: file,
    SOURCES: sources.join(' '),
    DEFINES: addon.defines.join(' '),
    INCLUDES: includes.join(' '),
    CXX: target.compiler(),
    CXXFLAGS: target.compilerFlags,
    LDFLAGS: target.linkerFlags,
    LIBRARIES: target.libraries,
  };
  make('tools/cross/Makefile', variables);
  return path.join(projectRoot, file);
}

/** Runs make in the project's root, one process a processor. */
export function make(makefile: string, variables: Readonly<Record<string, string>>): void {
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const args = [`-j${os.availableParallelism()}`, '--no-print-directory', '-f', makefile, ...settings];
  const { status, error } = spawnSync('make', args, {
    cwd: projectRoot,
    env: { ...process.env, ...zigEnvironment },
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`make -f ${makefile} failed: ${error?.message ?? status}.`);
}

function packageFolder(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`, { paths: [projectRoot] }));
}
