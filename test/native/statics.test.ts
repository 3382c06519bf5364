import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readAddons } from '../../tools/cross/gyp';
import { isInstalled } from '../../tools/programs';
import { projectRoot } from '../support/built';
import { testProgram } from './program';

/**
 * Whether an object file has a static with a destructor. When process.exit() is called, Node.js runs no cleanup hook of
 * the main thread, and the C library destroys statics while other threads still use them. (One that belongs to a thread
 * is destroyed by this thread: that is __cxa_thread_atexit.)
 */
function hasStaticDestructor(object: string): boolean {
  const symbols = execFileSync('nm', ['--undefined-only', object], { cwd: projectRoot, encoding: 'utf8' });
  return /\b(__cxa_)?atexit\b/.test(symbols);
}

const objects = (folder: string, sources: readonly string[]) =>
  sources.map((source) => path.join(folder, source.replace(/\.cc$/, '.o')));

function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'object files are read on Linux';
  if (!isInstalled('nm')) return 'binutils is not installed, which reads object files';
  return undefined;
}

const reason = obstacle();
if (reason) process.stderr.write(`Skipped: destructors of statics: ${reason}\n`);

(reason ? describe.skip : describe)('destructors of statics', () => {
  test('there are none in the addon', () => {
    const [addon] = readAddons(projectRoot, 'native/binding.gyp', 'linux');
    const files = objects('build/Release/obj.target/gpmc', addon?.sources ?? []);
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !existsSync(path.join(projectRoot, file)))).toEqual([]);
    expect(files.filter(hasStaticDestructor)).toEqual([]);
  });

  describe('where there is one', () => {
    const seeded = 'test/native/static_destructor.cc';
    const { test } = testProgram('static_destructor', 'plain', [seeded, 'test/native/check_main.cc']);

    test('it is found', () => {
      const files = objects('build/native-tests/plain/obj', [seeded]);
      expect(files.filter(hasStaticDestructor)).toEqual(files);
    });
  });
});
