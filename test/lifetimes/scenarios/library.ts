import path from 'node:path';

// These files run in child processes without ts-jest, on every supported Node.js: they load the built library.
const root = process.env.GPMC_TEST_ROOT as string;

function load<T>(...module: string[]): T {
  return require(path.join(root, ...module)) as T;
}

// What users have.
export const { Gpm } = load<typeof import('../../../lib')>();
export const { MockForest } = load<typeof import('../../../lib/mock')>('dist', 'mock');

// What only tests see.
export const { addon } = load<typeof import('../../../lib/addon/loader')>('dist', 'addon', 'loader');
export const { Apartment } = load<typeof import('../../../lib/client/apartment')>(
  'dist',
  'client',
  'apartment',
);
export const { GpmOperation } = load<typeof import('../../../lib/operation/operation')>(
  'dist',
  'operation',
  'operation',
);
export const { ComServer } = load<typeof import('../../../lib/server/com-server')>(
  'dist',
  'server',
  'com-server',
);
export const { ServerThread } = load<typeof import('../../../lib/server/server-thread')>(
  'dist',
  'server',
  'server-thread',
);

/** An empty directory, removed when this process has ended. */
export const directory = process.env.GPMC_TEST_DIRECTORY as string;
