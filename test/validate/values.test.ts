import path from 'node:path';
import {
  abortSignal,
  absolutePath,
  boolean,
  displayName,
  flag,
  guid,
  list,
  name,
  oneOf,
  show,
  text,
} from '../../lib/validate/values';

const ID = '{31B2F340-016D-11D2-945F-00C04FB984F9}';

describe('a GUID', () => {
  test.each([ID, ID.slice(1, -1), ID.toLowerCase()])('%s is brought into one form', (given) => {
    expect(guid(given, 'id')).toBe(ID);
  });

  test.each(['', 'abc', ID.slice(1), ID.slice(0, -1), `${ID} `, ID.replace('3', 'g'), `${ID}\n`])(
    '%j is none',
    (given) => {
      expect(() => guid(given, 'The id of a GPO')).toThrow(TypeError);
      expect(() => guid(given, 'The id of a GPO')).toThrow(
        'The id of a GPO must be a GUID such as {31B2F340-',
      );
    },
  );

  test('has to be a string', () => {
    expect(() => guid(7, 'id')).toThrow(new TypeError('id must be a string, not 7.'));
  });
});

describe('a text', () => {
  test('must not contain NUL', () => {
    expect(() => text('a\0b', 'comment')).toThrow(
      "comment must not contain NUL characters, but is 'a\\x00b'.",
    );
  });

  test('can be empty, a name cannot', () => {
    expect(text('', 'comment')).toBe('');
    expect(() => name(' \t', 'The domain')).toThrow(new TypeError('The domain must not be empty.'));
  });
});

test('a display name is one that Active Directory can hold', () => {
  expect(displayName('x'.repeat(256), 'displayName')).toHaveLength(256);
  expect(displayName('Größe 💡', 'displayName')).toBe('Größe 💡');
  expect(() => displayName('x'.repeat(257), 'displayName')).toThrow(
    new RangeError('displayName has 257 characters; Active Directory takes at most 256.'),
  );
  expect(() => displayName('half \ud83d', 'displayName')).toThrow(TypeError);
  expect(() => displayName(' ', 'displayName')).toThrow('displayName must not be empty.');
});

test('a path becomes absolute', () => {
  expect(absolutePath('backups', 'dir')).toBe(path.join(process.cwd(), 'backups'));
  expect(() => absolutePath('', 'The backup directory')).toThrow('The backup directory must not be empty.');
});

test('one of some words', () => {
  expect(oneOf('xml', 'type', ['html', 'xml'])).toBe('xml');
  expect(() => oneOf('pdf', 'The report type', ['html', 'xml'])).toThrow(
    new TypeError("The report type must be 'html' or 'xml', not 'pdf'."),
  );
});

test('flags and booleans', () => {
  expect(flag(undefined, 'x')).toBe(false);
  expect(flag(true, 'x')).toBe(true);
  expect(() => flag('yes', 'copyAcl')).toThrow("copyAcl must be true or false, not 'yes'.");
  expect(() => boolean(undefined, 'enabled')).toThrow(TypeError);
});

test('an AbortSignal is known by what it can do', () => {
  const { signal } = new AbortController();
  expect(abortSignal(signal)).toBe(signal);
  expect(abortSignal(undefined)).toBeUndefined();
  for (const given of [null, {}, 'abort', new AbortController()]) {
    expect(() => abortSignal(given)).toThrow(/^signal must be an AbortSignal, not /);
  }
});

test('values in messages are short', () => {
  expect(show('x'.repeat(500)).length).toBeLessThan(200);
  expect(show(new Map())).toBe('an object of class Map');
  expect(show(Object.create(null))).toBe('an object of class Object');
  expect(show(() => {})).toBe('a function');
  expect(list(['a'])).toBe('a');
  expect(list(['a', 'b', 'c'])).toBe('a, b or c');
});
