import vm from 'node:vm';
import { nearest } from '../../lib/validate/nearest';
import { options, plainMap, plainObject } from '../../lib/validate/plain-object';

type Import = { migrationTable?: unknown; signal?: unknown };
const keys = ['migrationTable', 'signal'] as const;

describe('a plain object', () => {
  test.each<[string, object]>([
    ['a literal', { signal: 1 }],
    ['one without a prototype', Object.assign(Object.create(null), { signal: 1 })],
    ['one of another realm', vm.runInNewContext('({ signal: 1 })')],
  ])('%s is taken as it is', (_, given) => {
    expect(plainObject<Import>(given, 'The options', keys)).toBe(given);
  });

  class Subclass {
    signal = 1;
  }
  test.each<[unknown, string]>([
    [new Subclass(), 'an object of class Subclass'],
    [Object.create({ signal: 1 }), 'an object of class Object'],
    [new Map([['signal', 1]]), 'an object of class Map'],
    [new Date(0), 'an object of class Date'],
    [[], '[]'],
    [null, 'null'],
    ['x', "'x'"],
    [() => {}, 'a function'],
  ])('%p is none', (given, shown) => {
    expect(() => plainObject<Import>(given, 'The options', keys)).toThrow(
      new TypeError(`The options must be an object, not ${shown}.`),
    );
  });

  test('a key that is not known is refused by its path, with the nearest', () => {
    expect(() => plainObject<Import>({ migrationTabel: 1 }, 'domains[0].gpos[2]', keys)).toThrow(
      new TypeError(
        "domains[0].gpos[2] has no 'migrationTabel': did you mean 'migrationTable'? It has migrationTable and signal.",
      ),
    );
    expect(() => plainObject<Import>({ color: undefined }, 'The options', keys)).toThrow(
      new TypeError("The options has no 'color'; it has migrationTable and signal."),
    );
    expect(() => plainObject({ a: 1 }, 'The options', [])).toThrow(
      "The options has no 'a'; it is to be empty.",
    );
  });

  test('may have keys that are free', () => {
    const files = { 'Machine\\x': '' };
    expect(plainMap(files, 'files')).toBe(files);
    expect(() => plainMap(new Map(), 'files')).toThrow(
      'files must be an object, not an object of class Map.',
    );
  });

  test('may be left out where it is options', () => {
    expect(options(undefined, 'The options', [])).toEqual({});
    expect(() => options(null as never, 'The options', [])).toThrow(
      'The options must be an object, not null.',
    );
  });
});

describe('the nearest word', () => {
  const words = ['displayName', 'id', 'gpos', 'ous', 'wmiFilters', 'principals'];
  test.each([
    ['displayname', 'displayName'],
    ['dispalyName', 'displayName'],
    ['gpo', 'gpos'],
    ['GPOS', 'gpos'],
    ['wmiFilter', 'wmiFilters'],
    ['principels', 'principals'],
  ])('to %s is %s', (misspelt, meant) => {
    expect(nearest(misspelt, words)).toBe(meant);
  });

  test.each(['name', 'x', '', 'comment', 'domains'])('to %j there is none', (misspelt) => {
    expect(nearest(misspelt, words)).toBeUndefined();
  });
});
