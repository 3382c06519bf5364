import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ofPackage } from '../../lib/addon/load-failure';
import { loadAddon } from '../../lib/addon/loader';
import { shippedTargets } from '../../tools/cross/targets';
import { projectRoot, requireBuilt } from '../support/built';
import { runChild } from '../support/child';

const system = `${process.platform}-${process.arch}`;
/** The addon that is tested. */
const builtAddon = path.join(
  projectRoot,
  'build',
  process.platform === 'win32' ? `cross/${system}` : 'Release',
  'gpmc.node',
);
let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-loader-'));
});

afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function write(file: string, content: string | Buffer): string {
  const place = path.join(root, file);
  fs.mkdirSync(path.dirname(place), { recursive: true });
  fs.writeFileSync(place, content);
  return place;
}

/** The first bytes of a binary for a system. */
function header(target: 'linux-arm64' | 'linux-x64' | 'win32-arm64' | 'win32-x64'): Buffer {
  const bytes = Buffer.alloc(256);
  const arm = target.endsWith('arm64');
  if (target.startsWith('linux')) {
    bytes.write('\x7fELF', 'latin1');
    bytes.writeUInt16LE(arm ? 183 : 62, 18);
  } else {
    bytes.write('MZ', 'latin1');
    bytes.writeUInt32LE(128, 60);
    bytes.write('PE', 128, 'latin1');
    bytes.writeUInt16LE(arm ? 0xaa64 : 0x8664, 132);
  }
  return bytes;
}

function failure(): Error & { code?: string } {
  try {
    loadAddon(root);
  } catch (error) {
    return error as Error;
  }
  throw new Error('An addon was loaded.');
}

test('an installation without any binary is told of as such', () => {
  const { code, message } = failure();
  expect(code).toBe('ERR_GPMC_ADDON');
  expect(message).toContain(`neither prebuilds/${system}/gpmc.node nor build/Release/gpmc.node is there`);
  expect(message).toContain('Install the package anew');
});

test('a system for which no binary is shipped is named, with those that there are', () => {
  write('prebuilds/plan9-mips/gpmc.node', '');
  const { message } = failure();
  expect(message).toContain(`gpmc has no native addon for ${system}: it is shipped for plan9-mips`);
  expect(message).toContain('npx node-gyp rebuild');
});

test.each(['linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'] as const)(
  'a binary of another system is told by its header: %s',
  (target) => {
    const file = write(`prebuilds/${system}/gpmc.node`, header(target));
    const { message, cause } = failure();
    expect(message).toContain(file);
    expect(cause).toBeDefined();
    if (target === system) expect(message).toContain('Install the package anew');
    else expect(message).toContain(`it is built for ${target}, and this Node.js is ${system}`);
  },
);

test('a binary that was cut off is told by its size, and not loaded: that would end the process', () => {
  requireBuilt();
  const whole = fs.readFileSync(builtAddon);
  write(`prebuilds/${system}/gpmc.node`, whole.subarray(0, whole.length - 1000));
  const { message } = failure();
  expect(message).toMatch(/it has \d+ bytes of \d+: the file was cut off\. Install the package anew\./);
});

test('what is no binary is told as such', () => {
  write(`prebuilds/${system}/gpmc.node`, '<html>The file is blocked by the proxy.</html>'.repeat(10));
  expect(failure().message).toContain('it is no binary. Install the package anew.');
});

test('the advice is a command that can be run as it stands', () => {
  expect(ofPackage(root, [])).not.toContain('-c native');
  const alone = [{ file: 'gpmc.node', error: new Error('Etwas ist schiefgegangen.') }];
  if (process.platform === 'linux')
    expect(ofPackage(root, alone)).toContain('"npx node-gyp rebuild -C native"');
});

test('each binary that is shipped has a path that tools read in the source', () => {
  const source = fs.readFileSync(path.join(projectRoot, 'lib/addon/places.ts'), 'utf8');
  const literals = [...source.matchAll(/\$\{__dirname\}\/(.*)`/g)].map((match) => match[1]);
  const shipped = shippedTargets.map((target) => `../../prebuilds/${target.system}/gpmc.node`);
  expect(literals.sort()).toEqual(shipped.sort());
});

test('one binary that does not load is no reason not to try the next', () => {
  const shipped = write(`prebuilds/${system}/gpmc.node`, 'no binary');
  const built = write('build/Release/gpmc.node', 'no binary either');
  const { message } = failure();
  expect(message).toContain(shipped);
  expect(message).toContain(built);
});

test('a local build is loaded where the shipped binary is broken', async () => {
  requireBuilt();
  write(`prebuilds/${system}/gpmc.node`, 'no binary');
  const built = write('build/Release/gpmc.node', fs.readFileSync(builtAddon));
  // In a process of its own: on Windows a loaded file cannot be removed.
  const program = `
    const { loadAddon } = require(${JSON.stringify(path.join(projectRoot, 'dist/addon/loader'))});
    console.log(loadAddon(${JSON.stringify(root)}).file);
  `;
  const script = write('load.js', program);
  const { code, stdout } = await runChild(process.execPath, [script], { timeout: 60_000 });
  expect({ code, loaded: stdout.trim() }).toEqual({ code: 0, loaded: built });
}, 120_000);

describe('the words of a system’s loader', () => {
  test.each([
    [
      'This program is blocked by group policy. For more information, contact your system administrator.',
      'a policy',
    ],
    ['An Application Control policy has blocked this file.', 'a policy'],
    ['Windows cannot verify the digital signature for this file.', 'a policy'],
    ['Your organization used Device Guard to block this app.', 'a policy'],
    ['Access is denied.', 'may not load code'],
    ['gpmc.node: failed to map segment from shared object: Operation not permitted', 'may not load code'],
    ["/lib/libc.so.6: version `GLIBC_2.34' not found (required by gpmc.node)", 'newer C library'],
    ['Error loading shared library ld-linux-x86-64.so.2: No such file or directory', 'musl'],
    ['A dynamic link library (DLL) initialization routine failed.', 'Node-API version 8'],
    ['gpmc.node: undefined symbol: napi_add_async_cleanup_hook', 'Node-API version 8'],
    ['The specified module could not be found.', 'is missing'],
    ['Operation did not complete successfully because the file contains a virus.', 'virus scanner'],
    // Windows in another language: what is likely is listed.
    ['Diese Datei wurde durch eine Richtlinie blockiert.', 'its own words are in brackets. Likely are: '],
  ])('%s', (words, cause) => {
    const message = ofPackage(root, [{ file: path.join(root, 'gpmc.node'), error: new Error(words) }]);
    expect(message).toContain(cause);
    expect(message).toContain(words);
  });
});
