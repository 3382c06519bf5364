import path from 'node:path';
import { compile } from '../compile';
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
  const file = path.relative(projectRoot, addonFile(target.system, addon.name));
  const windows = target.gypSystem === 'win';
  const hostBinding = windows
    ? { sources: [HOST_BINDING], includes: [writeHostFunctions(addon.defines)] }
    : { sources: [], includes: [] };
  compile(
    {
      file,
      objects: path.join(path.dirname(file), 'obj', addon.name),
      sources: [...addon.sources, ...hostBinding.sources],
      defines: addon.defines,
      includes: [
        path.join(packageFolder('node-api-headers'), 'include'),
        packageFolder('node-addon-api'),
        ...hostBinding.includes,
      ],
      compiler: target.compiler(),
      compilerFlags: target.compilerFlags,
      linkerFlags: target.linkerFlags,
      linkerInputs: target.linkerInputs,
      libraries: target.libraries,
    },
    zigEnvironment,
  );
}

function packageFolder(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`, { paths: [projectRoot] }));
}
