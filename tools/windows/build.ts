/**
 * Cross-builds the Windows x64 addon, and with `--test-server` also the COM server that its tests activate.
 *
 *     node build/tools/windows/build.js [--test-server]
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { readAddon } from './gyp';
import { checkAddon } from './imports';
import { projectRoot, requirePrograms } from './programs';

/** Where the addon is built; also known to lib/loader.ts. */
const ADDON = 'build/windows-x64/gpmc.node';

function make(goals: readonly string[]): void {
  const { sources, defines } = readAddon(projectRoot, 'win');
  const api = path.dirname(require.resolve('node-api-headers/package.json', { paths: [projectRoot] }));
  const wrapper = path.dirname(require.resolve('node-addon-api/package.json', { paths: [projectRoot] }));
  const variables = [
    `SOURCES=${sources.join(' ')}`,
    `DEFINES=${defines.join(' ')}`,
    `NODE_DEF=${path.join(api, 'def/node_api.def')}`,
    `INCLUDES=${path.join(api, 'include')} ${wrapper}`,
  ];
  const args = ['--no-print-directory', '-f', 'tools/windows/Makefile', ...variables, ...goals];
  const { status } = spawnSync('make', args, { cwd: projectRoot, stdio: 'inherit' });
  if (status !== 0) throw new Error(`The Windows build failed (make: ${status}).`);
}

function main(args: readonly string[]): void {
  requirePrograms('make', 'python3', 'x86_64-w64-mingw32-g++-posix', 'x86_64-w64-mingw32-dlltool');
  const goals = ['addon'];
  if (args.includes('--test-server')) {
    requirePrograms('x86_64-w64-mingw32-widl', '/usr/include/wine/wine/windows/oaidl.idl', 'wine');
    goals.push('server');
  }
  make(goals);
  checkAddon(path.join(projectRoot, ADDON));
  console.log(`${ADDON} is built; it imports nothing but Windows' own libraries.`);
}

main(process.argv.slice(2));
