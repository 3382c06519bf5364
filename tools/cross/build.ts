import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot, requirePrograms } from '../programs';
import { checkBinary } from './binary';
import { type AddonSource, readAddons } from './gyp';
import { writeHostFunctions } from './host-functions';
import type { Target } from './targets';
import { zigEnvironment } from './zig';

/** Binds Node-API without naming the host: see there. */
const HOST_BINDING = 'native/windows/host.cc';

/** Where the addon for a system is built; of `win32-x64` lib/addon/loader.ts knows it too. */
export function addonFile(system: string, name = 'gpmc'): string {
  return path.join(projectRoot, 'build/cross', system, `${name}.node`);
}

/**
 * Cross-builds the addon that the package ships, or what has changed of it, and checks it.
 *
 * @returns what a system has to have for it, in words.
 */
export function buildAddon(target: Target): string {
  buildAddons(target, 'native/binding.gyp');
  return checkBinary(target, addonFile(target.system));
}

/** Cross-builds the addons of a gyp file, or what has changed of them. */
export function buildAddons(target: Target, gypFile: string): void {
  requirePrograms('make', 'python3', ...target.programs);
  for (const addon of readAddons(projectRoot, gypFile, target.gypSystem)) build(target, addon);
}

function build(target: Target, addon: AddonSource): void {
  const file = addonFile(target.system, addon.name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const includes = [path.join(packageFolder('node-api-headers'), 'include'), packageFolder('node-addon-api')];
  const sources = [...addon.sources];
  if (target.gypSystem === 'win') {
    sources.push(HOST_BINDING);
    includes.push(writeHostFunctions(addon.defines));
  }
  make('tools/cross/Makefile', {
    // No path of this machine gets into a binary.
    ADDON: path.relative(projectRoot, file),
    SOURCES: sources.join(' '),
    // From the root of the project: a linker may write this name into the binary.
    INCLUDES: includes.join(' '),
    CXX: target.compiler(),
    CXXFLAGS: target.compilerFlags,
    LDFLAGS: target.linkerFlags,
    LIBRARIES: target.libraries,
  });
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
