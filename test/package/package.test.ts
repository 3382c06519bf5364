import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addonFile } from '../../tools/cross/build';
import { shippedTargets } from '../../tools/cross/targets';
import { type Host, hosts } from '../../tools/nodes/hosts';
import { isInstalled } from '../../tools/programs';
import { projectRoot, requireBuilt } from '../support/built';
import { installLocked, installTarball, packStaged, type Tarball } from './stage';

const systems = shippedTargets.map(({ system }) => system);
const sanitized = 'an addon with a sanitizer is not shipped';

/** Why the package cannot be packed here; it holds binaries of several systems, which one machine has built. */
function obstacle(): string | undefined {
  if (process.env.LD_PRELOAD) return sanitized;
  if (process.platform !== 'linux') return 'the package is packed on Linux, and run from there in Wine';
  if (!isInstalled('llvm-readobj')) return 'llvm is not installed, which tells what a binary needs';
  const missing = systems.filter((system) => !fs.existsSync(addonFile(system)));
  if (missing.length > 0) return `no binary is built for ${missing.join(', ')} ("npm run build:cross")`;
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
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist/index.d.mts',
        'dist/index.d.ts',
        'dist/index.js',
        'dist/index.mjs',
        'docs/diagnose.md',
        'examples/diagnose.mjs',
        'examples/diagnose-report.mjs',
        'native/binding.gyp',
        'native/addon_instance.cc',
        'package.json',
        'prebuilds/README.md',
        'prebuilds/binaries.json',
        ...systems.map((system) => `prebuilds/${system}/gpmc.node`),
      ]),
    );
  });

  test('has nothing else', () => {
    const expected =
      /^(LICENSE|README\.md|CHANGELOG\.md|package\.json|(dist|docs|native|prebuilds)\/|examples\/diagnose)/;
    expect(tarball.files.filter((file) => !expected.test(file))).toEqual([]);
    expect(tarball.files.filter((file) => /test_server|\.map$|tsbuildinfo/.test(file))).toEqual([]);
  });

  test('runs nothing when it is installed', () => {
    const lock = fs.readFileSync(path.join(consumer, 'node_modules/.package-lock.json'), 'utf8');
    const { packages } = JSON.parse(lock) as { packages: Record<string, { hasInstallScript?: boolean }> };
    expect(Object.keys(packages)).toContain('node_modules/gpmc');
    expect(Object.entries(packages).filter(([, entry]) => entry.hasInstallScript)).toEqual([]);
    const { scripts } = installed('package.json') as { scripts: Record<string, string> };
    expect(Object.keys(scripts).filter((name) => /install|^prepare$/.test(name))).toEqual([]);
    // Yarn adds it and what it needs to the packages of whoever has one with a script that names it.
    expect(Object.values(scripts).filter((command) => command.includes('node-gyp'))).toEqual([]);
  });

  test('runs nothing when it is installed from a lock file, which does not tell npm of "gypfile"', () => {
    installLocked(consumer);
    const folder = path.join(consumer, 'node_modules/gpmc');
    expect(fs.existsSync(path.join(folder, 'dist/index.js'))).toBe(true);
    const built = fs.readdirSync(folder, { recursive: true }).map(String);
    // Where node-gyp would have built.
    expect(built.filter((name) => /^(native[\\/])?build$/.test(name))).toEqual([]);
  });

  test(
    'can be built where it is installed, and then runs without the shipped binary',
    async () => {
      const folder = path.join(consumer, 'node_modules/gpmc');
      const shipped = path.join(folder, 'prebuilds');
      const aside = path.join(consumer, 'prebuilds');
      const build = path.join(projectRoot, 'tools/build-native.cjs');
      execFileSync(process.execPath, [build, 'rebuild', '-C', 'native'], { cwd: folder, stdio: 'ignore' });
      fs.renameSync(shipped, aside);
      try {
        const [{ run }] = hosts() as [Host];
        const report = path.join(consumer, 'report.json');
        expect(await run(path.join(consumer, 'job.cjs'), [report])).toBe(0);
        expectJob(report, `linux-${process.arch}`, 'native/build/Release');
      } finally {
        fs.renameSync(aside, shipped);
        fs.rmSync(path.join(folder, 'native/build'), { recursive: true });
      }
    },
    10 * minutes,
  );

  test('says how each binary was built, and where it was run', () => {
    const able = hosts().filter(({ obstacle }) => obstacle === undefined);
    expect(installed('prebuilds/binaries.json')).toEqual(
      systems.map((system) =>
        expect.objectContaining({
          system,
          compiler: expect.stringMatching(/(GCC|clang) .*\d/),
          needs: expect.stringMatching(/GNU C library 2\.(1|2[0-8])|Windows 10/),
          loadedBy: able.filter((host) => host.system === system).map(({ name }) => name),
        }),
      ),
    );
  });

  for (const { name, obstacle } of hosts())
    if (obstacle !== undefined)
      process.stderr.write(`Skipped: the packed package under ${name}: ${obstacle}\n`);

  describe.each(hosts())('under $name', ({ system, obstacle, nameOf, run }) => {
    (obstacle === undefined ? test : test.skip)(
      'does its job',
      async () => {
        const report = path.join(folder, 'report.json');
        fs.rmSync(report, { force: true });
        expect(await run(path.join(consumer, 'job.cjs'), [nameOf(report)])).toBe(0);
        expectJob(report, system);
      },
      3 * minutes,
    );
  });

  function installed(file: string): unknown {
    return JSON.parse(fs.readFileSync(path.join(consumer, 'node_modules/gpmc', file), 'utf8'));
  }

  function expectJob(report: string, system: string, place = `prebuilds/${system}`): void {
    const answer = JSON.parse(fs.readFileSync(report, 'utf8')) as { addons: string[]; fractions: number[] };
    expect(answer).toMatchObject({ system, comment: 'nightly', restored: 'Baseline' });
    expect(answer.fractions.length).toBeGreaterThan(1);
    expect(answer.fractions.at(-1)).toBe(1);
    expect(answer.addons.map((file) => file.replaceAll('\\', '/'))).toEqual([
      expect.stringContaining(`node_modules/gpmc/${place}/gpmc.node`),
    ]);
  }
});
