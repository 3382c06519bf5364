import path from 'node:path';
import { inspect } from 'node:util';
import { canonicalGuid } from '../files/guid';

/** A string without NUL characters, at which a BSTR would end for most servers. */
export function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new TypeError(`${what} must be a string, not ${show(value)}.`);
  if (value.includes('\0'))
    throw new TypeError(`${what} must not contain NUL characters, but is ${show(value)}.`);
  return value;
}

/** A string that is not empty or blank. */
export function name(value: unknown, what: string): string {
  const string = text(value, what);
  if (string.trim() === '') throw new TypeError(`${what} must not be empty.`);
  return string;
}

/** The longest display name that Active Directory holds, in UTF-16 code units. */
const LONGEST_DISPLAY_NAME = 256;

/** A {@link name} that Active Directory can hold as `displayName`. */
export function displayName(value: unknown, what: string): string {
  const given = name(value, what);
  if (given.length > LONGEST_DISPLAY_NAME)
    throw new RangeError(
      `${what} has ${given.length} characters; Active Directory takes at most ${LONGEST_DISPLAY_NAME}.`,
    );
  if (!given.isWellFormed())
    throw new TypeError(`${what} has half of a character (a lone surrogate), which no directory can hold.`);
  return given;
}

/** A GUID with or without braces, as `{UPPER-CASE}`. */
export function guid(value: unknown, what: string): string {
  const canonical = canonicalGuid(text(value, what));
  if (!canonical) {
    throw new TypeError(
      `${what} must be a GUID such as {31B2F340-016D-11D2-945F-00C04FB984F9}, but is ${show(value)}.`,
    );
  }
  return canonical;
}

/** An absolute path: a COM server does not share this process's idea of the current directory. */
export function absolutePath(value: unknown, what: string): string {
  return path.resolve(name(value, what));
}

/** One of some words. */
export function oneOf<const T extends string>(value: unknown, what: string, words: readonly T[]): T {
  if (!words.includes(value as T)) {
    throw new TypeError(`${what} must be ${list(words.map((word) => `'${word}'`))}, not ${show(value)}.`);
  }
  return value as T;
}

/** A place among links: a whole number from 1. */
export function linkOrder(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`order must be a number, not ${show(value)}.`);
  if (!Number.isInteger(value) || value < 1 || value > MOST_LINKS)
    throw new RangeError(`order must be a whole number from 1, but is ${value}.`);
  return value;
}

/** The largest number that GPMC takes. */
const MOST_LINKS = 2 ** 31 - 1;

/** `true`, `false`, or left out. */
export function flag(value: unknown, what: string): boolean {
  if (value === undefined) return false;
  return boolean(value, what);
}

/** `true` or `false`. */
export function boolean(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw new TypeError(`${what} must be true or false, not ${show(value)}.`);
  return value;
}

/** An AbortSignal, or left out. Known by what it can do: signals of another realm or a polyfill are as good. */
export function abortSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined) return undefined;
  const signal = value as AbortSignal | null;
  if (
    typeof signal === 'object' &&
    typeof signal?.aborted === 'boolean' &&
    typeof signal.addEventListener === 'function' &&
    typeof signal.removeEventListener === 'function'
  ) {
    return signal;
  }
  throw new TypeError(`signal must be an AbortSignal, not ${show(value)}.`);
}

/** A value as it is shown in a message. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return `an object of class ${value.constructor?.name ?? 'Object'}`;
  }
  return inspect(value, { maxStringLength: 100, maxArrayLength: 3, breakLength: Infinity });
}

/** `a, b or c`. */
export function list(words: readonly string[], conjunction = 'or'): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
