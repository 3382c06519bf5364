import { excerpt } from '../files/excerpt';
import { list, show } from './values';

/** Whether a value is an object literal or has no prototype: of any realm, since test runners have one of their own. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * The one check of every object that users hand over: options, search criteria, descriptions of forests, behaviours. It
 * has to be a plain one, and a key that is not known is refused: one with a spelling mistake, such as a migration table,
 * would be left out silently. An instance of a class has its values in places where this check would not look.
 *
 * @param path - how messages name the object, such as `The options of import` or `domains[0].gpos[2]`
 * @throws TypeError that names the path, the key, and the nearest one that there is
 */
export function plainObject<T extends object>(
  value: unknown,
  path: string,
  keys: readonly (keyof T & string)[],
): Partial<T> {
  const unknown = Object.keys(plainMap(value, path)).find(
    (key) => !(keys as readonly string[]).includes(key),
  );
  if (unknown === undefined) return value as Partial<T>;
  // Loaded when a key is wrong, which it is in no program that works.
  const { nearest } = require('./nearest') as typeof import('./nearest');
  const meant = nearest(unknown, keys);
  const known = keys.length > 0 ? `it has ${list(keys, 'and')}` : 'it is to be empty';
  throw new TypeError(
    meant === undefined
      ? `${path} has no '${excerpt(unknown)}'; ${known}.`
      : `${path} has no '${excerpt(unknown)}': did you mean '${meant}'? ${known.replace('it', 'It')}.`,
  );
}

/** As {@link plainObject}, of one whose keys are free, such as files by their paths. */
export function plainMap(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isPlainObject(value)) throw new TypeError(`${path} must be an object, not ${show(value)}.`);
  return value;
}

/** As {@link plainObject}, of one that may be left out. */
export function options<T extends object>(
  value: T | undefined,
  path: string,
  keys: readonly (keyof T & string)[],
): Partial<T> {
  return value === undefined ? {} : plainObject<T>(value, path, keys);
}
