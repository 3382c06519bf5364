/**
 * Cross-builds the COM server that the tests activate in Wine, with its type library: the first half of
 * `npm run build:windows`. The other is the addon for Windows x64, and what that needs is looked for here too, before
 * anything is built.
 */
import { make } from '../cross/build';
import { requirePrograms } from '../programs';

requirePrograms(
  'make',
  'python3',
  'x86_64-w64-mingw32-g++-posix',
  'x86_64-w64-mingw32-widl',
  '/usr/include/wine/wine/windows/oaidl.idl',
  'wine',
  'llvm-readobj',
);
make('tools/windows/Makefile', {});
