import {
  type Check,
  date,
  filledList,
  filledString,
  formed,
  integer,
  listOf,
  listWithUnique,
  object,
  optional,
  string,
  word,
} from '../../lib/validate/checks';

const digits = formed((text) => /^\d+$/.test(text), 'a number such as 7');
const named = object<{ name: string; size?: number }>({ name: string, size: optional(integer(1, 9)) });

test.each<[string, Check, readonly unknown[]]>([
  ['an optional string', optional(string), [undefined, '', 'x']],
  ['a filled string', filledString('a name'), ['x']],
  ['a string of a form', digits, ['42']],
  ['a word', word('a', 'b'), ['a', 'b']],
  ['a date', date, [new Date(0)]],
  ['an integer', integer(1, 9), [1, 9]],
  ['a list', listOf(string), [[], ['x', 'x']]],
  ['a list without repetitions', listWithUnique('name', named), [[{ name: 'x' }, { name: 'y' }]]],
  ['an object', named, [{ name: 'x' }, { name: 'x', size: 2 }, { name: 'x', size: undefined }]],
])('%s is let pass', (_, check, values) => {
  for (const value of values) check(value, 'it');
});

test.each<[Check, unknown, typeof TypeError, string]>([
  [optional(string), null, TypeError, 'it must be a string, not null.'],
  [filledString('a name'), 7, TypeError, 'it must be a string (a name), not 7.'],
  [filledString('a name'), ' ', RangeError, 'it must not be empty: it is a name.'],
  [digits, 'x', RangeError, 'it is "x", which is not a number such as 7.'],
  [word('a', 'b'), 'c', TypeError, "it must be 'a' or 'b', not 'c'."],
  [date, 0, TypeError, 'it must be a Date, not 0.'],
  [date, new Date(Number.NaN), RangeError, 'it is an invalid Date.'],
  [integer(1, 9), '1', TypeError, "it must be a number, not '1'."],
  [integer(1, 9), 10, RangeError, 'it is 10; it is an integer from 1 to 9.'],
  [integer(1, 9), 1.5, RangeError, 'it is 1.5; it is an integer from 1 to 9.'],
  [listOf(string), 'x', TypeError, "it must be an array, not 'x'."],
  [listOf(string), ['x', 7], TypeError, 'it[1] must be a string, not 7.'],
  [filledList(listOf(string), 'must name one'), [], RangeError, 'it must name one.'],
  [
    listWithUnique<{ name: string }>('name', named),
    [{ name: 'x' }, { name: 'X' }],
    RangeError,
    'it[1].name is "X" a second time; give another one.',
  ],
  [named, { name: 7 }, TypeError, 'it.name must be a string, not 7.'],
  [named, { name: 'x', sise: 1 }, TypeError, "it has no 'sise': did you mean 'size'? It has name and size."],
  [named, [], TypeError, 'it must be an object, not [].'],
])('%# is refused', (check, value, kind, message) => {
  expect(() => check(value, 'it')).toThrow(new kind(message));
  expect(() => check(value, 'it')).toThrow(kind);
});

test('the parts of a whole may be named without it', () => {
  const whole = object<{ name: string }>({ name: string }, (key) => key);
  expect(() => whole({ name: 7 }, 'the description')).toThrow('name must be a string');
  expect(() => whole({ nam: '' }, 'the description')).toThrow("the description has no 'nam'");
});
