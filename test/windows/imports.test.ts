import fs from 'node:fs';
import path from 'node:path';
import { checkAddon, readInterface } from '../../tools/windows/imports';
import { isInstalled } from '../../tools/windows/programs';
import { projectRoot } from '../support/built';

const addon = path.join(projectRoot, 'build/windows-x64/gpmc.node');
const server = path.join(projectRoot, 'build/windows-x64/gpmc_test_server.dll');
const ready =
  isInstalled('x86_64-w64-mingw32-objdump') && [addon, server].every((file) => fs.existsSync(file));
if (!ready)
  process.stderr.write('Skipped: the Windows binary: it is not built, or mingw-w64 is not here to read it\n');

(ready ? describe : describe.skip)('the Windows binary', () => {
  test('imports Windows’ own libraries only, and not its host', () => {
    expect(() => checkAddon(addon)).not.toThrow();
    expect(readInterface(addon).imports).toEqual(
      expect.arrayContaining(['kernel32.dll', 'ole32.dll', 'oleaut32.dll']),
    );
    expect(readInterface(addon).imports).not.toContain('node.exe');
  });

  test('would be refused if it gave away more than its entry points', () => {
    expect(readInterface(server).exports).toContain('DllGetClassObject');
    expect(() => checkAddon(server)).toThrow(/exports DllCanUnloadNow.*, not napi_register_module_v1/);
  });
});
