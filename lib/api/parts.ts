import type { ReadProperties } from '../client/read';
import { GpmError } from '../hresult/gpm-error';
import { show } from '../validate/values';
import type { Kind, Part } from './kind';
import { inWords, type Session } from './session';

/** The names of an object's parts, of which some are asked for. */
export interface IncludeOptions<I extends string> {
  /** What is to be read along, in the same hop. */
  readonly include?: readonly I[] | undefined;
}

/**
 * An object with the parts that were asked for. A part that could not be read is `undefined`, and `problems` tells why:
 * one GPO that denies its permissions does not spoil the list of ten thousand.
 */
export type With<T, Parts, I extends keyof Parts> = T & { readonly [K in I]: Parts[K] | undefined } & {
  /** Why a part is `undefined`; empty where all could be read. */
  readonly problems: readonly GpmError[];
};

/** How each part of an object is read. */
export type PartReaders<Parts> = { readonly [K in keyof Parts]: Part<Parts[K]> };

/** The parts that are asked for, checked. */
export function includedParts<I extends string>(include: unknown, known: readonly I[]): readonly I[] {
  if (include === undefined) return [];
  if (!Array.isArray(include)) throw new TypeError(`include must be an array, not ${show(include)}.`);
  for (const part of include) {
    if (!known.includes(part as I)) {
      throw new TypeError(
        `include has no ${show(part)}: it takes ${known.map((each) => `'${each}'`).join(', ')}.`,
      );
    }
  }
  return [...new Set(include as I[])];
}

/**
 * A kind that is read with parts, when it is got and when it is refreshed.
 *
 * @param label - how messages name the object, by its properties
 */
export function withParts<T extends object, Parts, I extends keyof Parts & string>(
  kind: Kind<T>,
  readers: PartReaders<Parts>,
  include: readonly I[],
  label: (object: T) => string,
): Kind<With<T, Parts, I>> {
  const own = ({ object, values }: ReadProperties): ReadProperties => ({
    object,
    values: values.slice(0, kind.reads.length),
  });
  const partsOf = (session: Session, { values }: ReadProperties, object: T) => {
    const problems: GpmError[] = [];
    const parts: Record<string, unknown> = { problems };
    include.forEach((part, index) => {
      try {
        parts[part] = readers[part].convert(session, values[kind.reads.length + index]);
      } catch (error) {
        const worded = inWords(`read the ${part} of ${label(object)}`, error);
        if (!(worded instanceof GpmError)) throw error;
        parts[part] = undefined;
        problems.push(worded);
      }
    });
    return parts;
  };
  const whole: Kind<With<T, Parts, I>> = {
    ...kind,
    reads: [...kind.reads, ...include.map((part) => readers[part].read)],
    make(session, read) {
      const made = kind.make(session, own(read), whole);
      return Object.assign(made, partsOf(session, read, made)) as With<T, Parts, I>;
    },
    values(session, read) {
      const values = kind.values(session, own(read));
      return { ...values, ...partsOf(session, read, values as T) };
    },
  };
  return whole;
}
