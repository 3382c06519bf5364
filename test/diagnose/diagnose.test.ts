import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../support/built';

jest.setTimeout(60_000);

/** Runs the program; what it prints goes to a file, because pipes lose it under Wine. */
function diagnose(...args: string[]): { code: number | null; output: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-test-'));
  const file = path.join(folder, 'output.txt');
  const output = fs.openSync(file, 'w');
  try {
    const program = path.join(projectRoot, 'examples/diagnose.mjs');
    const { status } = spawnSync(process.execPath, [program, ...args], { stdio: ['ignore', output, output] });
    return { code: status, output: fs.readFileSync(file, 'utf8') };
  } finally {
    fs.closeSync(output);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The answers by their question. */
function answers(report: string): Record<string, string> {
  return Object.fromEntries(
    report
      .split(/\r?\n/)
      .map((line) => line.split(/ {2,}/))
      .filter((parts) => parts.length === 2),
  );
}

describe('the diagnosis', () => {
  test('answers each question about a server, here the mock', () => {
    const { code, output } = diagnose('--mock');
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(answers(output)).toMatchObject({
      'First object': 'a mock',
      'Object of the operation': 'direct',
      'Work goes on after the return': 'yes',
      'IGPMResult at the return': 'direct',
      pvarGPMCancel: 'VT_DISPATCH',
      'References to the sink at the return': '1',
      'Sink released': expect.stringMatching(/ms after the call$/),
      'Status: calls': '4: 1/4 2/4 3/4 4/4',
      'Status: ends with N/N': 'yes, 0x00000000',
      'Status: on the thread of the call': '0 of 4',
      'Status: through': 'vtable',
      'Status: pResult before the end': 'null',
      'Status: pResult at the end': 'VT_DISPATCH',
      'Ended for the caller': 'succeeded, 0x00000000',
      'Cancel: HRESULT': '0x00000000',
      'Cancel: last Status': '0x800704C7',
      'Cancel: ended for the caller': 'cancelled, ABORT_ERR',
      'Two at once': expect.stringContaining('succeeded, succeeded'),
      'A call while one runs': expect.stringMatching(/^answered after .* the operation then running$/),
    });
    expect(output).not.toContain('gpmc trace');
  });

  test('shows the events when asked', () => {
    const { code, output } = diagnose('--mock', '--trace');
    expect(code).toBe(0);
    expect(output).toMatch(/^gpmc trace ms=[\d.]+ thread=\d+ apartment=\S+ event=call .*slot=27/m);
  });

  test('says what is wrong with its words', () => {
    const { code, output } = diagnose('--wrong');
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining("Unknown option '--wrong'"),
    });
  });
});
