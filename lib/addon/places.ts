import path from 'node:path';

/** The folder of this module; of the whole program where a tool has made one file of it. */
const here = typeof __dirname === 'string' ? __dirname : path.dirname(process.argv[1] ?? process.execPath);
const system = `${process.platform}-${process.arch}`;

/**
 * The folder of the package; `undefined` where a bundler has put this module into another file. What lies two folders
 * above that is nobody's to load code from.
 */
export const packageRoot: string | undefined =
  path.basename(here) === 'addon' ? path.dirname(path.dirname(here)) : undefined;

/** The folder in which the addon is looked for where there is no {@link packageRoot}. */
export const bundleFolder = here;

/** Where the addon of a package can be, the shipped one first, then what was built there. */
export function* filesOfPackage(root: string): Generator<string> {
  yield path.join(root, 'prebuilds', system, 'gpmc.node');
  // The one that was cross-built on Linux, which `bindings` does not know of.
  if (process.platform === 'win32') yield path.join(root, 'build/cross', system, 'gpmc.node');
  // Where node-gyp builds in a checkout, and where in an installed package.
  for (const built of [root, path.join(root, 'native')]) {
    try {
      // Required where it is needed: the shipped binary does not need it.
      const bindings = require('bindings') as (options: object) => unknown;
      yield bindings({ bindings: 'gpmc', module_root: built, path: true }) as string;
    } catch {
      // Nothing was built there.
    }
  }
}

/** Where the addon of a bundled program can be: beside it, or where the bundler has put it. */
export function* filesOfBundle(folder: string): Generator<string> {
  yield path.join(folder, 'gpmc.node');
  yield path.join(folder, 'prebuilds', system, 'gpmc.node');
  const shipped = path.normalize(shippedFile() ?? '');
  if (shipped.startsWith(folder + path.sep)) yield shipped;
}

/**
 * The shipped binary by a path that tools which trace or bundle programs can read in this source: they copy what it
 * names, and some of them (ncc, which knows no `path.join` of `node:path`) change it into where they have copied it to.
 */
function shippedFile(): string | undefined {
  if (typeof __dirname !== 'string') return undefined;
  switch (system) {
    case 'linux-arm64':
      return `${__dirname}/../../prebuilds/linux-arm64/gpmc.node`;
    case 'linux-x64':
      return `${__dirname}/../../prebuilds/linux-x64/gpmc.node`;
    case 'win32-arm64':
      return `${__dirname}/../../prebuilds/win32-arm64/gpmc.node`;
    case 'win32-x64':
      return `${__dirname}/../../prebuilds/win32-x64/gpmc.node`;
    default:
      return undefined;
  }
}
