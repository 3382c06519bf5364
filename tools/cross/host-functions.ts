import path from 'node:path';
import { writeChanged } from '../compile';
import { projectRoot } from '../programs';

interface NodeApiHeaders {
  /** By version (`v8`): the functions that a host of this version has. */
  readonly symbols: Readonly<
    Record<string, { js_native_api_symbols: readonly string[]; node_api_symbols: readonly string[] }>
  >;
}

/**
 * Writes the list of Node-API's functions that native/windows/host.cc binds.
 *
 * @param defines - of the addon; its `NAPI_VERSION` is looked up.
 * @returns the directory of the list.
 */
export function writeHostFunctions(defines: readonly string[]): string {
  const version = defines.flatMap((define) => /^NAPI_VERSION=(\d+)$/.exec(define)?.[1] ?? [])[0];
  const { symbols } = require('node-api-headers') as NodeApiHeaders;
  const functions = symbols[`v${version}`];
  if (!functions) throw new Error(`The functions of Node-API version ${version} are not known.`);
  const names = [...functions.js_native_api_symbols, ...functions.node_api_symbols].sort();
  const directory = path.join(projectRoot, 'build/cross/host', `v${version}`);
  writeChanged(
    path.join(directory, 'host_functions.inc'),
    names.map((name) => `HOST_FUNCTION(${name})\n`).join(''),
  );
  return directory;
}
