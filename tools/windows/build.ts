/**
 * `npm run build:windows`: cross-builds what is run in Wine: the addon for Windows x64, and the COM server that its
 * tests activate, with its type library.
 */
import path from 'node:path';
import { checkBinary } from '../cross/binary';
import { buildAddons, make } from '../cross/build';
import { findTarget } from '../cross/targets';
import { projectRoot, requirePrograms } from '../programs';

function main(): void {
  requirePrograms(
    'x86_64-w64-mingw32-widl',
    '/usr/include/wine/wine/windows/oaidl.idl',
    'wine',
    'llvm-readobj',
  );
  const target = findTarget('win32-x64');
  for (const file of buildAddons(target)) {
    console.log(`${path.relative(projectRoot, file)} is built; it needs ${checkBinary(target, file)}.`);
  }
  make('tools/windows/Makefile', {});
}

main();
