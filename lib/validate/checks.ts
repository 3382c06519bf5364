import { excerpt } from '../files/excerpt';
import { plainObject } from './plain-object';
import { oneOf, show } from './values';

/**
 * Throws where a value is not as it has to be; messages name it by its place, such as `domains[0].gpos[2].id`. Checks of
 * whole objects and lists are put together from those of their parts; the functions of values.ts are checks, too.
 */
export type Check = (value: unknown, at: string) => unknown;

/** A check for each key that an object may have. */
export type Checks<T> = { readonly [K in keyof Required<T>]: Check };

/** What may be left out. */
export const optional =
  (check: Check): Check =>
  (value, at) =>
    value === undefined || check(value, at);

/** Any string. */
export const string: Check = (value, at) => {
  if (typeof value !== 'string') throw new TypeError(`${at} must be a string, not ${show(value)}.`);
};

/** A string that is not blank; `what` says what it is. */
export const filledString =
  (what: string): Check =>
  (value, at) => {
    if (typeof value !== 'string')
      throw new TypeError(`${at} must be a string (${what}), not ${show(value)}.`);
    if (value.trim() === '') throw new RangeError(`${at} must not be empty: it is ${what}.`);
  };

/** A string of some form, such as a SID; `what` says which. */
export const formed =
  (is: (value: string) => boolean, what: string): Check =>
  (value, at) => {
    string(value, at);
    if (!is(value as string))
      throw new RangeError(`${at} is "${excerpt(value as string)}", which is not ${what}.`);
  };

/** One of some words. */
export const word =
  (...words: readonly string[]): Check =>
  (value, at) =>
    oneOf(value, at, words);

/** A date that is valid. */
export const date: Check = (value, at) => {
  if (!(value instanceof Date)) throw new TypeError(`${at} must be a Date, not ${show(value)}.`);
  if (Number.isNaN(value.getTime())) throw new RangeError(`${at} is an invalid Date.`);
};

/** A whole number. */
export const integer =
  (least: number, most: number): Check =>
  (value, at) => {
    if (typeof value !== 'number') throw new TypeError(`${at} must be a number, not ${show(value)}.`);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new RangeError(`${at} is ${value}; it is an integer from ${least} to ${most}.`);
  };

/** An array. */
export const listOf =
  (each: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) throw new TypeError(`${at} must be an array, not ${show(value)}.`);
    for (const [i, item] of value.entries()) each(item, `${at}[${i}]`);
  };

/** A list in which no two objects have the same text under a key, in whatever case or, where given, spelling. */
export const listWithUnique =
  <T>(key: keyof T & string, each: Check, spelled = (text: string) => text): Check =>
  (value, at) => {
    const seen = new Set<string>();
    listOf((item, place) => {
      each(item, place);
      const given = (item as Record<string, string | undefined>)[key];
      if (given === undefined) return;
      const text = spelled(given);
      if (seen.has(text.toLowerCase()))
        throw new RangeError(`${place}.${key} is "${excerpt(text)}" a second time; give another one.`);
      seen.add(text.toLowerCase());
    })(value, at);
  };

/** A list that is not empty; `advice` says what to do without. */
export const filledList =
  (list: Check, advice: string): Check =>
  (value, at) => {
    list(value, at);
    if ((value as readonly unknown[]).length === 0) throw new RangeError(`${at} ${advice}.`);
  };

/**
 * A plain object that has nothing but what there are checks for.
 *
 * @param place - how messages name what stands under a key
 */
export function object<T extends object>(
  checks: Checks<T>,
  place = (key: string, at: string) => `${at}.${key}`,
): Check {
  const keys = Object.keys(checks) as (keyof T & string)[];
  return (value, at) => {
    const given = plainObject<T>(value, at, keys);
    for (const key of keys) checks[key](given[key], place(key, at));
  };
}
