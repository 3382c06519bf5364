import fs from 'node:fs';
import path from 'node:path';
import { checkBinary, readBinary } from '../../tools/cross/binary';
import { addonFile } from '../../tools/cross/build';
import { findTarget, targets } from '../../tools/cross/targets';
import { isInstalled } from '../../tools/programs';
import { projectRoot } from '../support/built';

const server = path.join(projectRoot, 'build/windows/server/gpmc_test_server.dll');

/** Libraries that a binary cannot do without, by its operating system: what tells of none has read nothing. */
const INDISPENSABLE = {
  win: ['kernel32.dll', 'ole32.dll', 'oleaut32.dll'],
  linux: ['libc.so.6'],
  mac: ['/usr/lib/libsystem.b.dylib'],
};

/** `describe` for what reads binaries; says why where they are not there. */
function describeBuilt(name: string, files: readonly string[], tests: () => void): void {
  const missing = files
    .filter((file) => !fs.existsSync(file))
    .map((file) => path.relative(projectRoot, file));
  const reason = obstacle(missing);
  if (reason) process.stderr.write(`Skipped: ${name}: ${reason}\n`);
  (reason ? describe.skip : describe)(name, tests);
}

function obstacle(missing: readonly string[]): string | undefined {
  if (process.platform !== 'linux') return 'binaries are built and read on Linux';
  if (!isInstalled('llvm-readobj')) return 'llvm is not installed, which reads it';
  return missing.length > 0 ? `${missing.join(', ')} not built` : undefined;
}

for (const target of targets) {
  const file = addonFile(target.system);
  describeBuilt(`the binary for ${target.system}`, [file], () => {
    test('needs nothing that the system may lack, and gives away its entry points only', () => {
      expect(checkBinary(target, file)).toMatch(/Windows 10|GNU C library|macOS/);
    });

    test('does not name its host, nor where it was built', () => {
      const libraries = readBinary(file).libraries.map((name) => name.toLowerCase());
      expect(libraries).toEqual(expect.arrayContaining(INDISPENSABLE[target.gypSystem]));
      expect(libraries.filter((name) => /node/.test(name))).toEqual([]);
      expect(fs.readFileSync(file).includes(projectRoot)).toBe(false);
    });
  });
}

describeBuilt('what is refused of a binary', [addonFile('win32-x64'), addonFile('linux-x64'), server], () => {
  const [windows, linux] = [findTarget('win32-x64'), findTarget('linux-x64')];

  test('one for another system', () => {
    expect(() => checkBinary(linux, addonFile('win32-x64'))).toThrow(
      /in the format COFF-x86-64, not elf64-x86-64/,
    );
  });

  test('exports besides the entry points', () => {
    expect(readBinary(server).exports).toContain('DllGetClassObject');
    expect(() => checkBinary(windows, server)).toThrow(
      /exports DllCanUnloadNow.*, not napi_register_module_v1/,
    );
  });

  test('a library that a system may lack', () => {
    // Of node-gyp's making: it needs the compiler's C++ library.
    const local = path.join(projectRoot, 'build/Release/gpmc.node');
    expect(() => checkBinary(findTarget(`linux-${process.arch}`), local)).toThrow(
      /needs .*libstdc\+\+\.so\.6.* may lack/,
    );
  });
});
