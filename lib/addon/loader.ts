import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { checkBinary } from './binary-file';
import type { NativeAddon } from './contract';
import type { LoadFailure } from './load-failure';
import { bundleFolder, filesOfBundle, filesOfPackage, packageRoot } from './places';

interface Loaded {
  readonly addon: NativeAddon;
  readonly file: string;
}

let loaded: Loaded | undefined;

/**
 * The addon of this process, loaded at first use: the file that the variable `GPMC_ADDON` names, where there is one, else
 * that of the package, or one beside a bundled program.
 *
 * @throws Error with code `ERR_GPMC_ADDON`, whose message names the cause and the cure.
 */
export function addon(): NativeAddon {
  loaded ??= load();
  return loaded.addon;
}

/**
 * Has the addon loaded from a file that the user names.
 *
 * @throws Error with code `ERR_GPMC_ADDON` where it cannot be loaded, or another one is loaded already.
 */
export function useAddon(file: string): void {
  loaded ??= loadNamed(file, 'the option addon');
  if (loaded.file !== file && real(loaded.file) !== real(file)) {
    throw failure(
      `The native addon of gpmc is loaded already, from ${loaded.file}: ${file} cannot be loaded beside it. ` +
        'Name it at the first Gpm.open() of the process, or in the variable GPMC_ADDON.',
    );
  }
}

function load(): Loaded {
  const named = process.env.GPMC_ADDON;
  if (named) return loadNamed(path.resolve(named), 'the variable GPMC_ADDON');
  return packageRoot === undefined ? loadBundled(bundleFolder) : loadAddon(packageRoot);
}

/**
 * Loads the addon of the package in `root`.
 *
 * @internal
 */
export function loadAddon(root: string): Loaded {
  return loadFirst(filesOfPackage(root), (words, failures) => words.ofPackage(root, failures));
}

/**
 * Loads the addon of a program that is one file, in `folder`.
 *
 * @internal
 */
export function loadBundled(folder: string): Loaded {
  return loadFirst(filesOfBundle(folder), (words, failures) => words.ofBundle(folder, failures));
}

/** Loads the one file that the user has named, by what: there is no second choice. */
function loadNamed(file: string, by: string): Loaded {
  return loadFirst([file], (words, failures) => words.ofNamed(file, by, failures));
}

type Words = typeof import('./load-failure');

/** One that does not load is no reason to give up before the others were tried. */
function loadFirst(
  files: Iterable<string>,
  describe: (words: Words, failures: readonly LoadFailure[]) => string,
): Loaded {
  const failures: LoadFailure[] = [];
  for (const file of files) {
    try {
      if (!isThere(file)) continue;
      return { addon: loadFile(file), file };
    } catch (error) {
      failures.push({ file, error: error as Error });
    }
  }
  // Required where it is needed: loading what explains failures takes time.
  throw failure(describe(require('./load-failure') as Words, failures), failures[0]?.error);
}

function failure(message: string, cause?: Error): Error {
  return Object.assign(new Error(message, cause && { cause }), { code: 'ERR_GPMC_ADDON' });
}

/** Throws where that may not be known: a file that cannot be reached is told of as what it is. */
function isThere(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function loadFile(file: string): NativeAddon {
  checkBinary(file);
  // A require of its own: bundlers replace that of this module, and that of a single executable knows no files.
  return createRequire(file)(file) as NativeAddon;
}

function real(file: string): string {
  try {
    return fs.realpathSync.native(file);
  } catch {
    return file;
  }
}
