import path from 'node:path';
import newest from 'typescript';
import { fetchPackage } from '../../tools/npm-package';
import { projectRoot, requireBuilt } from '../support/built';
import { runChild } from '../support/child';

requireBuilt();

/** What a user's compiler is told beyond what all have in common. */
interface Setting {
  readonly ts: typeof newest;
  readonly target: newest.ScriptTarget;
  /** Those of the target where it is left out. */
  readonly lib?: string[];
}

const usual: Setting = {
  ts: newest,
  target: newest.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
};
/**
 * The least that README.md asks for. It is no dependency, because its commands would take the names of the newest's.
 * Where it cannot be had, the reason is printed; in CI that is an error.
 */
function least(): Setting | undefined {
  const directory = path.join(projectRoot, 'build', 'typescript-5.0.4');
  try {
    fetchPackage('typescript@5.0.4', directory);
  } catch (error) {
    if (process.env.CI && process.platform !== 'win32') throw error;
    process.stderr.write(`Skipped: TypeScript 5.0: it could not be fetched: ${(error as Error).message}\n`);
    return undefined;
  }
  const ts = require(path.join(directory, 'package', 'lib', 'typescript.js')) as typeof newest;
  return { ts, target: newest.ScriptTarget.ES2020 };
}

/** Compiles a consumer of the built package as the strictest user would; what the compiler says, and which files it read. */
function compile(
  file: string,
  { ts, target, lib }: Setting = usual,
): { errors: string[]; sources: string[] } {
  const program = ts.createProgram([path.join(__dirname, file)], {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target,
    ...(lib && { lib }),
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  });
  return {
    errors: ts
      .getPreEmitDiagnostics(program)
      .map((diagnostic) => ts.formatDiagnostic(diagnostic, formatHost).trimEnd()),
    sources: program
      .getSourceFiles()
      .map(({ fileName }) => path.relative(projectRoot, fileName).replaceAll('\\', '/')),
  };
}

const formatHost: newest.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => projectRoot,
  getNewLine: () => '\n',
};

test.each([
  ['consumer.mts', ['dist/index.d.mts', 'dist/mock/index.d.mts']],
  ['consumer-backups.mts', ['dist/backups/index.d.mts']],
  ['consumer-mock.mts', ['dist/mock/index.d.mts']],
  [
    'consumer.cts',
    ['index', 'backups/index', 'mock/index'].flatMap((entry) => [
      `dist/${entry}.d.ts`,
      `dist/${entry}.d.mts`,
    ]),
  ],
])(
  '%s compiles against the built package',
  (file, entries) => {
    const { errors, sources } = compile(file);
    expect(errors).toEqual([]);
    expect(sources).toEqual(expect.arrayContaining(entries));
    // Nothing of the sources came in by a back door: users do not have them.
    expect(sources.filter((source) => source.startsWith('lib/'))).toEqual([]);
  },
  120_000,
);

const oldest = least();

(oldest ? describe : describe.skip)('TypeScript 5.0, with target ES2020 and no library beyond it', () => {
  test('compiles a consumer', () => {
    expect(oldest?.ts.version).toBe('5.0.4');
    expect(compile('consumer-oldest.mts', oldest).errors).toEqual([]);
  }, 120_000);

  test('refuses what is wrong', () => {
    expect(compile('consumer-oldest-wrong.mts', oldest).errors).toEqual([
      expect.stringContaining("Type 'number' is not assignable to type 'string'"),
    ]);
  }, 120_000);
});

test('import and require give the same classes under the same names', async () => {
  const program = `
    import assert from 'node:assert/strict';
    import { createRequire } from 'node:module';
    const require = createRequire(process.argv[1] + '/');
    for (const name of ['gpmc', 'gpmc/backups', 'gpmc/mock']) {
      const esm = await import(name);
      const cjs = require(name);
      assert.deepEqual(Object.keys(esm).sort(), Object.keys(cjs).sort());
      for (const key of Object.keys(esm)) assert.equal(esm[key], cjs[key], key);
      console.log(Object.keys(esm).sort().join(' '));
    }
  `;
  const { code, stdout, stderr } = await runChild(
    process.execPath,
    ['--input-type=module', '--eval', program, '--', projectRoot],
    { timeout: 30_000 },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toEqual([
    'Gpm GpmBackup GpmBackupDir GpmDomain GpmError GpmGpo GpmGpoLink GpmMigrationTable GpmOperation GpmRsop GpmSitesContainer GpmSom GpmWmiFilter',
    'GpmError listBackups',
    'MockForest misbehaviours',
  ]);
}, 120_000);
