import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WINDOWS_NODES, windowsNode } from '../../tools/windows/node';
import { isInstalled } from '../../tools/windows/programs';
import { preparePrefix, runInWine } from '../../tools/windows/wine';
import { projectRoot, requireBuilt } from '../support/built';
import { runChild } from '../support/child';
import { installTarball, packStaged, type Tarball } from './stage';

const windowsBuild = path.join(projectRoot, 'build/windows-x64/gpmc.node');

const sanitized = 'an addon with a sanitizer is not shipped';

/** Why the package cannot be packed here; it holds binaries of several systems, which one machine has built. */
function obstacle(): string | undefined {
  if (process.env.LD_PRELOAD) return sanitized;
  if (process.platform !== 'linux') return 'the package is packed on Linux, and run from there in Wine';
  if (!isInstalled('x86_64-w64-mingw32-objdump')) return 'mingw-w64 is not installed';
  if (!fs.existsSync(windowsBuild)) return 'the Windows addon is not built ("npm run build:windows")';
  return undefined;
}

const reason = obstacle();
if (reason) {
  if (process.env.CI && process.platform === 'linux' && reason !== sanitized)
    throw new Error(`The package cannot be packed: ${reason}.`);
  process.stderr.write(`Skipped: the packed package: ${reason}\n`);
}

const limit = 2_000_000;
const minutes = 60_000;

(reason ? describe.skip : describe)('the packed package', () => {
  let folder: string;
  let tarball: Tarball;
  let consumer: string;

  beforeAll(async () => {
    requireBuilt();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-package-'));
    tarball = await packStaged(folder);
    consumer = installTarball(folder, tarball.file);
    fs.copyFileSync(path.join(__dirname, 'job.cjs'), path.join(consumer, 'job.cjs'));
  }, 5 * minutes);

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('is under 2 MB', () => {
    expect(tarball.size).toBeLessThan(limit);
  });

  test('has the library, its binaries with their account, and what builds them anew', () => {
    expect(tarball.files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'binding.gyp',
        'dist/index.d.mts',
        'dist/index.d.ts',
        'dist/index.js',
        'dist/index.mjs',
        'native/environment.cc',
        'package.json',
        'prebuilds/README.md',
        'prebuilds/binaries.json',
        `prebuilds/linux-${process.arch}/gpmc.node`,
        'prebuilds/win32-x64/gpmc.node',
      ]),
    );
  });

  test('has nothing else', () => {
    const expected = /^(LICENSE|README\.md|package\.json|binding\.gyp|dist\/|native\/|prebuilds\/)/;
    expect(tarball.files.filter((file) => !expected.test(file))).toEqual([]);
    expect(tarball.files.filter((file) => /test_server|\.map$/.test(file))).toEqual([]);
  });

  test('runs nothing when it is installed', () => {
    const lock = fs.readFileSync(path.join(consumer, 'node_modules/.package-lock.json'), 'utf8');
    const { packages } = JSON.parse(lock) as { packages: Record<string, { hasInstallScript?: boolean }> };
    expect(Object.keys(packages)).toContain('node_modules/gpmc');
    expect(Object.entries(packages).filter(([, entry]) => entry.hasInstallScript)).toEqual([]);
    // Without this npm would run node-gyp, because there is a binding.gyp.
    expect(installed('package.json')).toMatchObject({ gypfile: false });
    expect(fs.existsSync(path.join(consumer, 'node_modules/gpmc/build'))).toBe(false);
  });

  test('says how each binary was built, and where it was run', () => {
    expect(installed('prebuilds/binaries.json')).toEqual([
      expect.objectContaining({
        system: `linux-${process.arch}`,
        loadedBy: [expect.stringContaining('on Linux')],
      }),
      expect.objectContaining({ system: 'win32-x64', compiler: expect.stringContaining('mingw') }),
    ]);
  });

  test('does its job on Linux', async () => {
    const report = path.join(folder, 'linux.json');
    const { code, stderr } = await runChild(process.execPath, [path.join(consumer, 'job.cjs'), report], {
      timeout: minutes,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectJob(report, 'linux', `linux-${process.arch}`);
  });

  if (!isInstalled('wine'))
    process.stderr.write('Skipped: the packed package on Windows: wine is not installed\n');
  (isInstalled('wine') ? test : test.skip).each(Object.keys(WINDOWS_NODES))(
    'does its job under Windows Node %s in Wine',
    async (major) => {
      await preparePrefix();
      const report = path.join(folder, `windows-${major}.json`);
      const onDriveZ = (file: string) => `Z:${file.replaceAll('/', '\\')}`;
      expect(
        await runInWine(windowsNode(major), [onDriveZ(path.join(consumer, 'job.cjs')), onDriveZ(report)]),
      ).toBe(0);
      expectJob(report, 'win32', 'win32-x64');
    },
    3 * minutes,
  );

  function installed(file: string): unknown {
    return JSON.parse(fs.readFileSync(path.join(consumer, 'node_modules/gpmc', file), 'utf8'));
  }

  function expectJob(report: string, platform: string, system: string): void {
    const answer = JSON.parse(fs.readFileSync(report, 'utf8')) as { addons: string[]; fractions: number[] };
    expect(answer).toMatchObject({ platform, comment: 'nightly', restored: 'Baseline' });
    expect(answer.fractions.length).toBeGreaterThan(1);
    expect(answer.fractions.at(-1)).toBe(1);
    expect(answer.addons.map((file) => file.replaceAll('\\', '/'))).toEqual([
      expect.stringContaining(`node_modules/gpmc/prebuilds/${system}/gpmc.node`),
    ]);
  }
});
