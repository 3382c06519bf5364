import { existsSync } from 'node:fs';
import { allPassed, comSources, type Target, testProgram, variantName } from './program';
import { hasWine, makeWinePrefix } from './wine';

/** What of the addon can do without Node.js: no JavaScript value is in it. */
const sources = (target: Target) => [
  'test/native/check_main.cc',
  'test/native/async_progress_invoke_test.cc',
  'test/native/async_progress_test.cc',
  'test/native/call_frame_test.cc',
  'test/native/com_apartment_test.cc',
  'test/native/com_thread_test.cc',
  'test/native/status_messages_test.cc',
  'test/native/value_test.cc',
  'test/native/waiter_test.cc',
  'native/client/async_progress.cc',
  'native/client/status_messages.cc',
  'native/gpmgmt/dispatch_ids.cc',
  'native/gpmgmt/generated/client_thunks.cc',
  'native/gpmgmt/generated/methods.cc',
  'native/runtime/call_frame.cc',
  'native/runtime/com_thread.cc',
  'native/runtime/trace.cc',
  'native/runtime/value.cc',
  'native/runtime/waiter.cc',
  ...comSources(target),
];

describe('IGPMAsyncProgress, the values it passes on, and the wait of its client', () => {
  describe.each(['address', 'thread'] as const)('(%s)', (variant) => {
    const { test, run } = testProgram('sink', variant, sources('host'));
    test(`pass their checks under ${variantName(variant)}`, async () => {
      expect(await run()).toEqual(allPassed);
    });
  });

  describe('(windows)', () => {
    const { test, file, run } = testProgram('sink', 'windows', sources('windows'));
    if (!hasWine()) {
      test('compile and link for Windows', () => expect(existsSync(file)).toBe(true));
      process.stderr.write('What is built for Windows is not run: install wine.\n');
      return;
    }
    test('pass their checks as a Windows program, with the COM of Wine', async () => {
      const prefix = await makeWinePrefix();
      try {
        expect(await run({ runner: ['wine'], env: prefix.env, timeout: 120 })).toEqual(allPassed);
      } finally {
        await prefix.remove();
      }
    }, 300_000);
  });
});
