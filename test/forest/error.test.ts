import { hresultSeverity } from '../../lib/hresult/codes';
import { asHresultError, HresultError } from '../../lib/hresult/hresult-error';
import { statusMessage } from '../../lib/mock/operations/status-message';

test.each([
  ['EACCES', 0x80070005],
  ['EPERM', 0x80070005],
  ['ENOENT', 0x80070003],
  ['ENOSPC', 0x80070070],
  ['EIO', 0x8007045d],
  ['EMFILE', 0x80070004],
  ['ENFILE', 0x80070004],
  ['ENAMETOOLONG', 0x800700ce],
  ['ELOOP', 0x80070781],
  ['EISDIR', 0x80070150],
  ['EBUSY', 0x80070020],
  ['EWHATEVER', 0x80004005],
])('%s of the file system becomes %i', (code, hresult) => {
  const cause = Object.assign(new Error('open failed'), { code });
  const error = asHresultError(cause, 'the backup could not be made');
  expect(error).toBeInstanceOf(HresultError);
  expect([error.hresult, error.message, error.cause]).toEqual([
    hresult,
    'the backup could not be made: open failed',
    cause,
  ]);
});

test('an error with an HRESULT keeps it, unsigned; a HresultError stays itself', () => {
  expect(asHresultError(Object.assign(new Error('x'), { hresult: -2147024891 }), 'y').hresult).toBe(
    0x80070005,
  );
  const own = new HresultError(1, 'own');
  expect(asHresultError(own, 'y')).toBe(own);
  expect(asHresultError('text', 'y').message).toBe('y: text');
});

test('messages before a failure come before its own', () => {
  const [first, second] = [statusMessage(1, 'first'), statusMessage(2, 'second')];
  const own = new HresultError(0x80004005, 'own', { messages: [second] });
  expect(asHresultError(own, 'y', [first]).messages).toEqual([first, second]);
});

test('severity comes from the top two bits', () => {
  expect([0, 0x40230afc, 0x80230af5, 0xc0230b1c].map(hresultSeverity)).toEqual([
    'success',
    'information',
    'warning',
    'error',
  ]);
});
