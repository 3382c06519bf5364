import fs from 'node:fs';
import path from 'node:path';
import type { NativeAddon } from './contract';
import type { LoadFailure } from './load-failure';

let loaded: NativeAddon | undefined;

/**
 * The addon of this process, loaded at first use.
 *
 * @throws Error with code `ERR_GPMC_ADDON`, whose message names the cause and the cure.
 */
export function addon(): NativeAddon {
  loaded ??= loadAddon(path.resolve(__dirname, '..', '..'));
  return loaded;
}

/**
 * Loads the addon of the package in `root`: the binary that was shipped for this system, else what was built there.
 * One that does not load is no reason to give up before the others were tried.
 *
 * @internal
 */
export function loadAddon(root: string): NativeAddon {
  const failures: LoadFailure[] = [];
  for (const file of candidates(root)) {
    if (!fs.existsSync(file)) continue;
    try {
      return require(file) as NativeAddon;
    } catch (error) {
      failures.push({ file, error: error as Error });
    }
  }
  // Where node-gyp builds in a checkout, and where in an installed package.
  for (const built of [root, path.join(root, 'native')]) {
    try {
      // Required where it is needed, as what explains a failure is: the shipped binary needs neither.
      const bindings = require('bindings') as typeof import('bindings');
      return bindings({ bindings: 'gpmc', module_root: built }) as NativeAddon;
    } catch (error) {
      const file = path.join(built, 'build', 'Release', 'gpmc.node');
      if (fs.existsSync(file)) failures.push({ file, error: error as Error });
    }
  }
  const { describeFailures } = require('./load-failure') as typeof import('./load-failure');
  throw Object.assign(new Error(describeFailures(root, failures), { cause: failures[0]?.error }), {
    code: 'ERR_GPMC_ADDON',
  });
}

/** Binaries that `bindings` does not know of: the shipped one, and on Windows the one cross-built on Linux. */
function candidates(root: string): string[] {
  const system = `${process.platform}-${process.arch}`;
  const files = [path.join(root, 'prebuilds', system, 'gpmc.node')];
  if (process.platform === 'win32') files.push(path.join(root, 'build/cross', system, 'gpmc.node'));
  return files;
}
