import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compile, compileAndRun, comSources, testCompiled } from './compile';

const programs = [
  'com_bstr_test.cc',
  'com_variant_test.cc',
  'com_change_type_test.cc',
  'com_safearray_test.cc',
  'com_unknown_test.cc',
  'com_apartment_test.cc',
  'com_dispatch_params_test.cc',
];
const testSources = ['check_main.cc', ...programs].map((name) => `test/native/${name}`);

// Compilers at work on a busy machine.
const timeout = 300_000;

const hostTest = testCompiled('host', 'native/com');

describe('native/com', () => {
  hostTest(
    'passes its checks',
    async () => {
      const { stdout, code } = await compileAndRun([...testSources, ...comSources('host')]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+ checks, 0 failed$/m) });
    },
    timeout,
  );

  hostTest(
    'passes its checks under AddressSanitizer and UndefinedBehaviorSanitizer',
    async () => {
      const { stdout, code } = await compileAndRun([...testSources, ...comSources('host')], {
        sanitize: ['address', 'undefined'],
      });
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+ checks, 0 failed$/m) });
    },
    timeout,
  );

  testCompiled('windows', 'native/com')(
    'compiles and links for Windows, where COM is the system’s own',
    () =>
      compile([...testSources, ...comSources('windows')], {
        target: 'windows',
        libraries: ['-static', '-lole32', '-loleaut32', '-luuid'],
      }),
    timeout,
  );
});

describe('the check header', () => {
  hostTest(
    'prints where a check failed and fails the program',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'gpmc-check-'));
      try {
        const source = join(folder, 'wrong.cc');
        const header = resolve(__dirname, 'check.h');
        await writeFile(
          source,
          [
            `#include "${header}"`,
            'TEST_CASE(right) { CHECK(true); }',
            'TEST_CASE(wrong) {',
            '  CHECK_ROW(1 + 1 == 3, "addition");',
            '}',
            'int main() { return gpmc::test::run_tests(); }',
          ].join('\n'),
        );
        const { stdout, code } = await compileAndRun([source]);
        expect(code).toBe(1);
        expect(stdout).toContain(`${source}:4: failed: 1 + 1 == 3 for addition`);
        expect(stdout).toContain('ok right');
        expect(stdout).toContain('2 checks, 1 failed');
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    timeout,
  );

  hostTest(
    'does not accept a program without checks',
    async () => {
      const { code } = await compileAndRun(['test/native/check_main.cc']);
      expect(code).toBe(1);
    },
    timeout,
  );
});
