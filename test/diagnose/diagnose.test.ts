import { answersOf, diagnose, runProgram } from './support';

describe('the diagnosis', () => {
  test('answers each question about a server, here the mock', async () => {
    const { code, output } = await diagnose(['--mock']);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(answersOf(output)).toMatchObject({
      'First object': 'a mock',
      'Object of the operation': 'direct',
      'Work goes on after the return': 'yes',
      'IGPMResult at the return': 'direct',
      pvarGPMCancel: 'VT_DISPATCH',
      'References to the sink at the return': '1',
      'Sink released': expect.stringMatching(/ms after the call$/),
      'Status: calls': '4: 1/4 2/4 3/4 4/4',
      'Status: ends with N/N': 'yes, 0x00000000',
      'Status: time between calls': expect.stringMatching(/^[\d.]+ ms … [\d.]+ ms$/),
      'Status: on the thread of the call': '0 of 4',
      'Status: through': 'vtable',
      'Status: pResult before the end': 'null',
      'Status: pResult at the end': 'VT_DISPATCH',
      'Ended for the caller': 'succeeded, 0x00000000',
      'Cancel: HRESULT': '0x00000000',
      'Cancel: last Status': '0x800704C7',
      'Cancel: ended for the caller': 'cancelled, ABORT_ERR',
      'Cancel: files left in the folder': '0',
      'Two at once': expect.stringContaining('succeeded, succeeded'),
      'A call while one runs': expect.stringMatching(/^answered after .* the operation then running$/),
      Messages: expect.stringMatching(/^0xC00007D4 \(0x800704C7\): .* was cancelled/),
      'VT_UNKNOWN as pvarGPMProgress': 'method 0x00000000, sink kept, 4 Status calls, succeeded, 0x00000000',
      'VT_EMPTY as pvarGPMProgress':
        'method 0x00000000, sink not kept, 0 Status calls, succeeded, 0x00000000',
    });
    expect(output).not.toContain('gpmc trace');
  });

  test('shows the events when asked', async () => {
    const { code, output } = await diagnose(['--mock', '--trace']);
    expect(code).toBe(0);
    expect(output).toMatch(/^gpmc trace ms=[\d.]+ thread=\d+ apartment=\S+ event=call .*slot=27/m);
  });

  test('does not trace with a VARTYPE that no sink can be given as', async () => {
    const { code, output } = await runProgram(
      "require('gpmc').Gpm.open({ mock: new (require('gpmc/mock').MockForest)() }).catch(({ message }) => console.log(message))",
      { GPMC_TRACE: '1', GPMC_TRACE_PROGRESS: 'VT_BSTR' },
    );
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining(
        "GPMC_TRACE_PROGRESS is 'VT_BSTR'; it can be one of VT_EMPTY, VT_DISPATCH, VT_UNKNOWN.",
      ),
    });
  });

  test('says what is wrong with its words', async () => {
    const { code, output } = await diagnose(['--wrong']);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining("Unknown option '--wrong'"),
    });
  });
});
