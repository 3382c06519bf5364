import { answersOf, diagnose } from '../diagnose/support';
import { registerServer, unregisterServer } from './support/server';
import { describeInWine } from './support/wine';

describeInWine('the diagnosis of a COM server', () => {
  afterAll(() => unregisterServer());

  test.each([
    { plan: 'mta invoke', model: 'Both', object: 'direct', apartments: 'MTA', via: 'Invoke' },
    // A thread that joins no apartment counts to the MTA as soon as there is one: here the server's objects are in it.
    { plan: 'none', model: 'Free', object: 'proxy', apartments: 'implicit-MTA', via: 'vtable' },
  ] as const)('tells how it is registered and calls: $model, $plan', async (expected) => {
    registerServer(expected.model);
    const { code, output } = await diagnose(['--domain', 'contoso.com'], {
      GPMC_TEST_SERVER_PLAN: expected.plan,
    });
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(answersOf(output)).toMatchObject({
      'ThreadingModel of GPM': expected.model,
      Server: expect.stringContaining('gpmc_test_server.dll'),
      'First object': expected.object,
      'Apartment of the calls': expect.stringContaining('STA'),
      'Object of the operation': expected.object,
      pvarGPMCancel: expect.stringMatching(/^VT_(DISPATCH|UNKNOWN)$/),
      'Status: apartments': expected.apartments,
      'Status: on the thread of the call': '0 of 3',
      'Status: through': expected.via,
      'Ended for the caller': 'succeeded, 0x00000000',
      'VT_UNKNOWN as pvarGPMProgress': expect.stringMatching(/ 3 Status calls, succeeded, 0x00000000$/),
      'VT_EMPTY as pvarGPMProgress': expect.stringMatching(/ 0 Status calls, succeeded, 0x00000000$/),
      'Two at once': expect.stringContaining('succeeded, succeeded'),
    });
  });
});
