/**
 * Cross-builds the COM server that the tests activate in Wine, with its type library: the first half of
 * `npm run build:windows`. The other is the addon for Windows x64, and what that needs is looked for here too, before
 * anything is built.
 */
import fs from 'node:fs';
import path from 'node:path';
import { compile } from '../compile';
import { output, projectRoot, requirePrograms } from '../programs';

const FOLDER = 'build/windows/server';
const SERVER = 'native/windows/test_server';
const WINE_IDL = '/usr/include/wine/wine/windows';
const WINE_TLB = '/usr/lib/x86_64-linux-gnu/wine/x86_64-windows';
const EXPORTS = `${SERVER}/exports.def`;

requirePrograms(
  'make',
  'python3',
  'x86_64-w64-mingw32-g++-posix',
  'x86_64-w64-mingw32-widl',
  `${WINE_IDL}/oaidl.idl`,
  'wine',
  'llvm-readobj',
);

compile({
  file: `${FOLDER}/gpmc_test_server.dll`,
  objects: `${FOLDER}/obj`,
  sources: [
    ...fs
      .readdirSync(path.join(projectRoot, SERVER))
      .filter((name) => name.endsWith('.cc'))
      .map((name) => `${SERVER}/${name}`),
    'native/com/unknown.cc',
    'native/com/agile.cc',
  ],
  defines: ['UNICODE', '_UNICODE'],
  includes: [],
  compiler: 'x86_64-w64-mingw32-g++-posix',
  compilerFlags: '-std=c++20 -O2 -Wall -Wextra -Werror -fvisibility=hidden',
  linkerFlags: `-shared -static -s -Wl,--exclude-all-symbols -Wl,--no-insert-timestamp ${EXPORTS}`,
  linkerInputs: [EXPORTS],
  libraries: '-lole32 -loleaut32 -luuid',
});

output('x86_64-w64-mingw32-widl', [
  ...['-m64', '-t', '-I', WINE_IDL, '-L', WINE_TLB],
  ...['-o', `${FOLDER}/gpmgmt.tlb`, 'native/gpmgmt/generated/gpmgmt.idl'],
]);
