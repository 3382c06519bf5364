import { existsSync } from 'node:fs';
import { allPassed, comSources, type Target, testProgram, variantName } from './program';

const sources = (target: Target) => [
  ...[
    'check_main.cc',
    'com_apartment_test.cc',
    'com_bstr_test.cc',
    'com_change_type_test.cc',
    'com_dispatch_params_test.cc',
    'com_safearray_test.cc',
    'com_unknown_test.cc',
    'com_variant_test.cc',
  ].map((name) => `test/native/${name}`),
  ...comSources(target),
];

describe('native/com', () => {
  describe.each(['plain', 'address'] as const)('(%s)', (variant) => {
    const { test, run } = testProgram('com', variant, sources('host'));
    test(`passes its checks under ${variantName(variant)}`, async () => {
      expect(await run()).toEqual(allPassed);
    });
  });

  describe('(windows)', () => {
    const { test, file } = testProgram('com', 'windows', sources('windows'));
    test('compiles and links for Windows, where COM is the system’s own', () => {
      expect(existsSync(file)).toBe(true);
    });
  });
});

describe('the check header', () => {
  describe('in a program that fails', () => {
    const failing = 'test/native/failing_checks.cc';
    const { test, run } = testProgram('failing', 'plain', [failing, 'test/native/check_main.cc']);

    test('prints where a check failed and fails the program', async () => {
      const { stdout, code } = await run();
      expect(code).toBe(1);
      expect(stdout).toContain(`${failing}:6: failed: 1 + 1 == 3 for addition`);
      expect(stdout).toContain('ok right');
      expect(stdout).toContain('2 checks, 1 failed');
    });

    test('runs the test cases that are named only', async () => {
      expect(await run({ args: ['right'] })).toEqual({ code: 0, stdout: 'ok right\n1 checks, 0 failed\n' });
      expect(await run({ args: ['neither'] })).toEqual({ code: 1, stdout: '0 checks, 0 failed\n' });
    });
  });

  describe('in an empty program', () => {
    const { test, run } = testProgram('empty', 'plain', ['test/native/check_main.cc']);

    test('does not accept a program without checks', async () => {
      expect((await run()).code).toBe(1);
    });
  });
});
