import { inWords } from '../../lib/api/session';
import { ComFailure } from '../../lib/client/com-failure';
import { failed, formatHresult, hresultSeverity, isGpmcCode } from '../../lib/hresult/codes';
import { GpmError, wordFailure } from '../../lib/hresult/gpm-error';
import { leadingMessage, messageSeverity } from '../../lib/hresult/status-message';
import { hresultAdvice, hresultCode, hresultMeaning } from '../../lib/hresult/text';
import { mergeMessages, toStatusMessage } from '../../lib/operation/messages';

describe('an HRESULT', () => {
  test.each([
    [0x80070005, 'E_ACCESSDENIED'],
    [0x80070003, 'ERROR_PATH_NOT_FOUND'],
    [0x8007054b, 'ERROR_NO_SUCH_DOMAIN'],
    [0x80040154, 'REGDB_E_CLASSNOTREG'],
    [0x80230b11, '0x80230B11'],
    [0x80071abc, '0x80071ABC'],
    [-2147024891, 'E_ACCESSDENIED'],
  ])('%d is called %s', (hresult, code) => {
    expect(hresultCode(hresult)).toBe(code);
  });

  test('is written with eight digits', () => {
    expect(formatHresult(1)).toBe('0x00000001');
  });

  test('has a meaning where it has no name', () => {
    expect(hresultMeaning(0x80230b11)).toContain('the backup is complete without it');
    expect(hresultMeaning(0x80070bb8)).toBe('Windows error 3000');
    expect(hresultMeaning(0x80239999)).toBe('an error of GPMC');
    expect(hresultMeaning(0x8badf00d)).toBe('an error of the server');
  });

  test("is as severe as its top two bits say where it is GPMC's", () => {
    expect(hresultSeverity(0x80230af5)).toBe('warning');
    expect(hresultSeverity(0xc0230b03)).toBe('error');
    expect(hresultSeverity(0x40230b23)).toBe('information');
    expect(hresultSeverity(0x400007d3)).toBe('information');
    expect(hresultSeverity(0xc00007d4)).toBe('error');
    expect(hresultSeverity(0x80070005)).toBe('error');
    expect(hresultSeverity(0)).toBe('success');
    expect(hresultSeverity(1)).toBe('success');
  });

  test("of GPMC's warnings satisfies FAILED()", () => {
    expect(failed(0x80230af5)).toBe(true);
    expect(isGpmcCode(0x80230af5)).toBe(true);
    expect(isGpmcCode(0xc0230b03)).toBe(true);
    expect(isGpmcCode(0x80070023)).toBe(false);
  });

  test('of an absent GPMC names the feature and the command, for both kinds of Windows', () => {
    expect(hresultAdvice(0x80040154)).toContain(
      'Add-WindowsCapability -Online -Name Rsat.GroupPolicy.Management.Tools~~~~0.0.1.0',
    );
    expect(hresultAdvice(0x80040154)).toContain('Install-WindowsFeature GPMC');
  });
});

describe('a status message', () => {
  test("is as severe as GPMC's own code, whatever another component said", () => {
    expect(messageSeverity(0x80070005, 0x80230af5)).toBe('warning');
    expect(messageSeverity(0x80070005, 0xc0230af1)).toBe('error');
    expect(messageSeverity(0x80230af5, 0)).toBe('warning');
    expect(messageSeverity(0x80070005, 0)).toBe('error');
    expect(messageSeverity(0, 0)).toBe('success');
    expect(messageSeverity(0, 0x400007d3)).toBe('information');
  });

  const message = (text: string, errorCode = 0) =>
    toStatusMessage({
      objectPath: 'p',
      extensionName: 'e',
      settingsName: 's',
      message: text,
      errorCode,
      operationCode: -1,
    });

  test('has unsigned codes', () => {
    expect(message('m', -2147024891)).toEqual({
      severity: 'error',
      objectPath: 'p',
      extensionName: 'e',
      settingsName: 's',
      message: 'm',
      errorCode: 0x80070005,
      operationCode: 0xffffffff,
    });
  });

  test('occurs as often as in the list that has it more often', () => {
    const texts = (a: string, b: string) =>
      mergeMessages(
        [...a].map((text) => message(text)),
        [...b].map((text) => message(text)),
      )
        .map(({ message }) => message)
        .join('');
    expect(texts('ab', 'ab')).toBe('ab');
    expect(texts('aab', 'a')).toBe('aab');
    expect(texts('a', 'baa')).toBe('aba');
    expect(texts('', 'ab')).toBe('ab');
    expect(texts('ab', '')).toBe('ab');
  });

  test('that explains a failure is the first error', () => {
    const warning = toStatusMessage({ failed: 0x80230af5 });
    expect(leadingMessage([warning, message('bad', 0x80070005)])).toBe('bad');
    expect(leadingMessage([])).toBe('');
  });
});

describe('a GpmError', () => {
  test('of a call says what was being done, why it failed, what the server says and what to do', () => {
    const error = wordFailure({
      action: 'open the backup directory C:\\Backups',
      method: 'IGPM::GetBackupDir',
      hresult: -2147024893,
      text: 'no such folder',
    });
    expect(error).toBeInstanceOf(GpmError);
    expect(error.message).toBe(
      'Could not open the backup directory C:\\Backups: the path was not found (ERROR_PATH_NOT_FOUND, 0x80070003). ' +
        'The server says: no such folder. Check that the path exists and that the account running this process can reach it. ' +
        'GPMC does not create directories.',
    );
    expect(error).toMatchObject({ hresult: 0x80070003, operation: 'IGPM::GetBackupDir', messages: [] });
  });

  test('has a name that is no field of its own', () => {
    const error = wordFailure({ action: 'open the domain', method: 'IGPM::GetDomain', hresult: 0x80004005 });
    expect(error.name).toBe('GpmError');
    expect(Object.keys(error)).toEqual(['code', 'hresult', 'operation', 'messages']);
    expect(String(error)).toMatch(/^GpmError: Could not open the domain: /);
  });

  test('is made of what a COM call failed with; other errors stay what they are', () => {
    const failure = new ComFailure(0x80070005, 'IGPMGPO::Delete', 'no');
    expect(inWords('delete it', failure)).toMatchObject({
      name: 'GpmError',
      code: 'E_ACCESSDENIED',
      operation: 'IGPMGPO::Delete',
      message: expect.stringMatching(/^Could not delete it: access is denied .* The server says: no\. /),
    });
    const other = new TypeError('x');
    expect(inWords('delete it', other)).toBe(other);
  });
});
