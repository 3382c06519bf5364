import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { hresultSeverity } from '../../lib/hresult/codes';
import { asHresultError, HresultError, reasonOf } from '../../lib/hresult/hresult-error';
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
  const error = asHresultError(cause);
  expect(error).toBeInstanceOf(HresultError);
  expect([error.hresult, error.message, error.cause]).toEqual([hresult, 'open failed', cause]);
});

test('an error with an HRESULT keeps it, unsigned; a HresultError stays itself', () => {
  expect(asHresultError(Object.assign(new Error('x'), { hresult: -2147024891 })).hresult).toBe(0x80070005);
  const own = new HresultError(1, 'own');
  expect(asHresultError(own)).toBe(own);
  expect(asHresultError('text').message).toBe('text');
});

test('a failure of the file system says what and which file, not by which call', async () => {
  const absent = path.join(os.tmpdir(), 'gpmc-absent', 'x');
  const error = await readFile(absent).catch((reason: unknown) => reason);
  expect(reasonOf(error)).toBe(`${absent}: ENOENT: no such file or directory`);
  const temporary = await readFile(`${absent}.tmp`).catch((reason: unknown) => reason);
  expect(reasonOf(temporary)).toBe('ENOENT: no such file or directory');
});

test('messages before a failure come before its own', () => {
  const [first, second] = [statusMessage(1, 'first'), statusMessage(2, 'second')];
  const own = new HresultError(0x80004005, 'own', { messages: [second] });
  expect(asHresultError(own, [first]).messages).toEqual([first, second]);
});

test('severity comes from the top two bits', () => {
  expect([0, 0x40230afc, 0x80230af5, 0xc0230b1c].map(hresultSeverity)).toEqual([
    'success',
    'information',
    'warning',
    'error',
  ]);
});
