import type { InterfaceName } from '../generated/gpmgmt';
import type { CodedSuccess } from './coded-success';
import type { ComObject } from './com-object';
import type { ForeignObject, Served } from './objects';

export type { ComObject, ForeignObject, Served };

/**
 * What a VARIANT becomes in TypeScript: `VT_EMPTY` is `undefined`, `VT_NULL` and null pointers are `null`, integers
 * and floats are numbers, `VT_DATE` is a Date (the DATE taken as UTC), interface pointers are objects of the half
 * that reads them, SAFEARRAYs are arrays.
 */
export type VariantValue =
  | undefined
  | null
  | boolean
  | number
  | string
  | Date
  | ComObject<InterfaceName>
  | ForeignObject
  | Served<InterfaceName>
  | readonly VariantValue[];

/**
 * What an object's method gives back: the value at once, or a promise of it while the COM caller waits; with a success
 * code of its own where that is not `S_OK`.
 */
export type Answer<T> = T | CodedSuccess<T> | Promise<T | CodedSuccess<T>>;

/** What an asynchronous method gives back: its success, or a failure after which it has more to do. Others are thrown. */
export type AsyncAnswer<R> = AsyncSuccess<R> | AsyncFailure;

/** The cancel object for `pvarGPMCancel`, and the `IGPMResult`. */
export interface AsyncSuccess<R> {
  /** The `IGPMAsyncCancel`; nothing is written to `pvarGPMCancel` where it is left out. */
  readonly cancel?: Served<'IGPMAsyncCancel'> | undefined;
  /** Hand the cancel object over as `VT_UNKNOWN` in place of `VT_DISPATCH`. */
  readonly cancelAsUnknown?: boolean | undefined;
  readonly result: R;
  /** Called when the COM caller has been given the answer. */
  readonly afterAnswer?: () => void;
}

/** A failure of the method itself, as if `error` had been thrown. */
export interface AsyncFailure {
  readonly error: unknown;
  /** Called when the COM caller has been given the answer. */
  readonly afterAnswer: () => void;
}

/**
 * An interface pointer given to a method: one of the server's own objects, recognised as such (`Served`), somebody else's
 * (`ForeignObject`), or a null pointer.
 */
export type ServerArgument<I extends InterfaceName> = Served<I> | ForeignObject | null;
