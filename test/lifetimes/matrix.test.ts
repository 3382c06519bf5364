import { testedNodes } from '../../tools/nodes/nodes';
import { projectRoot, requireBuilt } from '../support/built';
import { type ChildOutcome, runChild } from '../support/child';
import { compileScenarios } from './compile';

/** Milliseconds for one child: the slowest takes a few seconds, and ten times as long under a sanitizer. */
const PATIENCE = 120_000;

requireBuilt();
const scenarioFile = compileScenarios();

/** A scenario that came to its end without a word of complaint, native or other, and exited by itself. */
function clean(code: number): ChildOutcome {
  return { code, signal: null, stdout: 'passed\n', stderr: '' };
}

describe.each(testedNodes())('Node $version', ({ executable }) => {
  const run = (name: string, ...args: string[]) =>
    runChild(executable, ['--expose-gc', scenarioFile(name), ...args], {
      env: { GPMC_TEST_ROOT: projectRoot },
      timeout: PATIENCE,
    });

  test.each`
    title                                                            | scenario             | code
    ${'ends by itself when everything is closed'}                    | ${'close-normally'}  | ${0}
    ${'refuses what has not been started'}                           | ${'not-started'}     | ${0}
    ${'is not kept alive by an idle Gpm'}                            | ${'idle'}            | ${0}
    ${'is kept alive by a pending operation'}                        | ${'pending'}         | ${0}
    ${'survives process.exit in the middle of a flood'}              | ${'exit-flooded'}    | ${7}
    ${'survives process.exit while a COM call waits for its answer'} | ${'exit-waiting'}    | ${7}
    ${'survives process.exit with backups running'}                  | ${'exit-backing-up'} | ${7}
    ${'reports what a listener throws, and goes on'}                 | ${'listener-throws'} | ${0}
    ${'cancels what runs when it closes'}                            | ${'close-running'}   | ${0}
    ${'ends operations of a server that is deaf to Cancel'}          | ${'cancel-deaf'}     | ${0}
    ${'lets go of a server that never returns from a call'}          | ${'close-stuck'}     | ${0}
    ${'collects COM objects and operations that nobody holds'}       | ${'collect'}         | ${0}
    ${'collects every wrapper while operations run'}                 | ${'collect-running'} | ${0}
    ${'keeps environments apart'}                                    | ${'environments'}    | ${0}
    ${'is opened and closed 200 times'}                              | ${'reopen'}          | ${0}
  `(
    '$title',
    async ({ scenario, code }) => {
      expect(await run(scenario)).toEqual(clean(code));
    },
    PATIENCE + 5000,
  );

  const endings = test.each`
    title                                          | ending
    ${'is terminated'}                             | ${'terminate'}
    ${'calls process.exit'}                        | ${'exit'}
    ${'has a listener whose error nobody handles'} | ${'throw'}
  `;

  endings(
    'gets everything back from a worker that $title in the middle of a flood',
    async ({ ending }) => {
      expect(await run('worker-ends', 'flooded-worker', ending)).toEqual(clean(0));
    },
    PATIENCE + 5000,
  );

  endings(
    'gets everything back from a worker that $title with backups running',
    async ({ ending }) => {
      expect(await run('worker-ends', 'backing-up-worker', ending)).toEqual(clean(0));
    },
    PATIENCE + 5000,
  );

  test(
    'ends with code 1 and the stack when nobody handles what a listener throws',
    async () => {
      const { code, signal, stdout, stderr } = await run('listener-kills');
      expect({ code, signal, stdout }).toEqual({ code: 1, signal: null, stdout: '' });
      expect(stderr).toContain('Error: the listener failed');
      expect(stderr).toContain('listener-kills.js');
      expect(stderr).not.toMatch(/FATAL|Assertion|native stack|DEP0\d+|Sanitizer/i);
    },
    PATIENCE + 5000,
  );
});
