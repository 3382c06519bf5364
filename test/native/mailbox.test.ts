import { allPassed, comSources, testProgram, variantName } from './program';

/** The mailbox, the apartment's thread and the server half, with a Node-API of the tests' own in place of Node.js. */
const sources = [
  'test/native/check_main.cc',
  'test/native/apartment_test.cc',
  'test/native/fake_node.cc',
  'test/native/mailbox_test.cc',
  'test/native/property_reader_test.cc',
  'test/native/server_context_test.cc',
  'native/client/apartment.cc',
  'native/client/async_progress.cc',
  'native/client/progress_poster.cc',
  'native/client/property_reader.cc',
  'native/client/status_messages.cc',
  'native/gpmgmt/dispatch_ids.cc',
  'native/gpmgmt/generated/client_thunks.cc',
  'native/gpmgmt/generated/methods.cc',
  'native/gpmgmt/generated/server_factory.cc',
  'native/runtime/call_frame.cc',
  'native/runtime/com_thread.cc',
  'native/runtime/error_text.cc',
  'native/runtime/mailbox.cc',
  'native/runtime/trace.cc',
  'native/runtime/value.cc',
  'native/runtime/waiter.cc',
  'native/server/dispatch_invoke.cc',
  'native/server/server_call.cc',
  'native/server/server_context.cc',
  'native/server/server_object_base.cc',
  ...comSources('host'),
];

describe('the mailbox, the apartment and the server half without Node.js', () => {
  describe.each(['address', 'thread'] as const)('(%s)', (variant) => {
    const { test, run } = testProgram('mailbox', variant, sources);
    test(`pass their checks under ${variantName(variant)}`, async () => {
      expect(await run()).toEqual(allPassed);
    });
  });
});
