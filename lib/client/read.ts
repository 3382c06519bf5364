import type { ComObject } from '../addon/com-object';
import type { ReadPlan } from '../addon/contract';
import type { Calls } from '../generated/calls';
import { type InterfaceName, type MethodName, methodIndex } from '../generated/gpmgmt';
import { ComFailure } from './com-failure';

/** Methods without in parameters that give an object. */
type ObjectMethod = {
  [M in MethodName]: Calls[M] extends { in: []; out: [ComObject | null] } ? M : never;
}[MethodName];

/** Those that give a collection: what has an `Item`. */
type CollectionMethod = {
  [M in ObjectMethod]: Calls[M]['out'][0] extends ComObject<infer I> | null
    ? `${I}::get_Item` extends MethodName
      ? M
      : never
    : never;
}[ObjectMethod];

/** One value to read of an object: that of a method without in parameters, or what is read further of that. */
export type Read = MethodName | FurtherRead;

/**
 * What to read of the object that a method gives, or of each member of a collection. Its value is
 * {@link ReadProperties}, with `each` an array of them; `null` where the method gives a null pointer, with whatever
 * success; a {@link ComFailure} where it fails, or a member cannot be had.
 */
export type FurtherRead =
  | { readonly method: ObjectMethod; readonly each?: false; readonly read: readonly Read[] }
  | { readonly method: CollectionMethod; readonly each: true; readonly read: readonly Read[] };

/** One object's values in the order in which they were asked for; one that could not be read is a {@link ComFailure}. */
export interface ReadProperties<I extends InterfaceName = InterfaceName> {
  readonly object: ComObject<I>;
  readonly values: readonly unknown[];
}

/** What the addon reads of an object, or of each member of a collection. */
export function planOf(reads: readonly Read[], each = false): ReadPlan {
  return {
    each,
    reads: reads.map((read) =>
      typeof read === 'string'
        ? methodIndex[read]
        : { method: methodIndex[read.method], ...planOf(read.read, read.each) },
    ),
  };
}

/** How an apartment takes what was read over. */
export interface Receiver {
  /** Makes an object of its number. */
  object(number: number): ComObject;
  /** Makes a value that holds objects, or may, into what callers get. */
  value(value: unknown): unknown;
}

/** What the addon has read by a plan, from the first value to the last; see `ReadOutcome.rows` of the addon's contract. */
export class Rows {
  private next = 0;

  constructor(
    private readonly rows: readonly unknown[],
    private readonly receiver: Receiver,
  ) {}

  /** Whether all is taken. */
  get ended(): boolean {
    return this.next >= this.rows.length;
  }

  /** The object that comes next, and its values. */
  object<I extends InterfaceName>(reads: readonly Read[]): ReadProperties<I> {
    const object = this.receiver.object(this.rows[this.next++] as number) as ComObject<I>;
    return { object, values: this.values(reads) };
  }

  /** The values of an object that is known. */
  values(reads: readonly Read[]): unknown[] {
    return reads.map((read) => {
      const method = typeof read === 'string' ? read : read.method;
      const value = this.rows[this.next++];
      if (isUnreadable(value)) return new ComFailure(value.error >>> 0, method);
      if (typeof read === 'string') return this.receiver.value(value);
      return typeof value === 'number' ? this.further(read, value) : null;
    });
  }

  /** @param first - the number of the object, or of the members of a collection */
  private further({ each, read }: FurtherRead, first: number): unknown {
    if (each) return Array.from({ length: first }, () => this.object(read));
    return { object: this.receiver.object(first), values: this.values(read) };
  }
}

/** What stands for a value that could not be read; objects and dates are objects too. */
function isUnreadable(value: unknown): value is { error: number } {
  return typeof value === 'object' && value !== null && 'error' in value;
}
