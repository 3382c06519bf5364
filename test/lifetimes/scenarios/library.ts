import path from 'node:path';

// These files run in child processes without ts-jest, on every supported Node.js: they load the built library.
const dist = path.join(process.env.GPMC_TEST_ROOT as string, 'dist');

function load<T>(module: string): T {
  return require(path.join(dist, module)) as T;
}

export const { addon } = load<typeof import('../../../lib/native')>('native');
export const { Apartment } = load<typeof import('../../../lib/bridge/apartment')>('bridge/apartment');
export const { GpmOperation } =
  load<typeof import('../../../lib/operation/operation')>('operation/operation');
export const { ComServer } = load<typeof import('../../../lib/server/com-server')>('server/com-server');
export const { ServerThread } =
  load<typeof import('../../../lib/server/server-thread')>('server/server-thread');
