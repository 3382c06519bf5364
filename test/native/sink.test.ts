import { compile, compileAndRun, comSources, type Target, testCompiled } from './compile';
import { hasWine, makeWinePrefix } from './wine';

const tests = [
  'check_main.cc',
  'async_progress_test.cc',
  'async_progress_invoke_test.cc',
  'value_test.cc',
  'call_frame_test.cc',
  'status_messages_test.cc',
].map((name) => `test/native/${name}`);

/** What of the addon can do without Node.js: no JavaScript value is in it. */
const bridge = [
  'native/client/async_progress.cc',
  'native/runtime/trace.cc',
  'native/runtime/call_frame.cc',
  'native/client/status_messages.cc',
  'native/runtime/value.cc',
  'native/gpmgmt/dispatch_ids.cc',
  'native/gpmgmt/generated/client_thunks.cc',
  'native/gpmgmt/generated/methods.cc',
];

const windows = { target: 'windows', libraries: ['-static', '-lole32', '-loleaut32', '-luuid'] } as const;

// Compilers at work on a busy machine.
const timeout = 300_000;

const sources = (target: Target) => [...tests, ...bridge, ...comSources(target)];
/** What a program printed and how it ended, where all checks passed. */
const passed = { code: 0, stdout: expect.stringMatching(/^\d+ checks, 0 failed\r?$/m) };

const hostTest = testCompiled('host', 'the sink');

describe('IGPMAsyncProgress and the values it passes on', () => {
  hostTest(
    'pass their checks under AddressSanitizer and UndefinedBehaviorSanitizer',
    async () => {
      const result = await compileAndRun(sources('host'), { sanitize: ['address', 'undefined'] });
      expect(result).toEqual(passed);
    },
    timeout,
  );

  hostTest(
    'pass their checks under ThreadSanitizer',
    async () => {
      const result = await compileAndRun(sources('host'), { sanitize: ['thread'] });
      expect(result).toEqual(passed);
    },
    timeout,
  );

  const windowsTest = testCompiled('windows', 'the sink');
  if (!hasWine()) {
    windowsTest('compile and link for Windows', () => compile(sources('windows'), windows), timeout);
    process.stderr.write('What is built for Windows is not run: install wine.\n');
    return;
  }
  windowsTest(
    'pass their checks as a Windows program, with the COM of Wine',
    async () => {
      const prefix = await makeWinePrefix();
      try {
        const result = await compileAndRun(sources('windows'), {
          ...windows,
          runner: ['wine'],
          env: prefix.env,
          timeout: 120,
        });
        expect(result).toEqual(passed);
      } finally {
        await prefix.remove();
      }
    },
    timeout,
  );
});
