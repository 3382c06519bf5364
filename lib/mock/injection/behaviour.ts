import type { HresultName } from '../../hresult/codes';

/** The object whose method is called, as a `when` sees it. */
export interface InjectionTarget {
  /** GUID of the GPO, backup, … with braces; absent where the object has none. */
  readonly id?: string | undefined;
  /** Display name, or the path of a backup directory. */
  readonly name?: string | undefined;
}

/** What every injected behaviour has. */
interface InjectedBehaviour {
  /** How many calls it applies to; without end where it is left out. */
  readonly times?: number;
  /**
   * Which calls it applies to; all where it is left out.
   *
   * @param args - the method's in parameters as the server received them, `pvarGPMProgress` included
   * @param target - the object whose method is called
   */
  readonly when?: (args: readonly unknown[], target: InjectionTarget) => boolean;
}

/** A method that fails. */
export interface Fail extends InjectedBehaviour {
  /** The HRESULT: its name, or any number of 32 bits that says failure. */
  readonly fail: HresultName | number;
  /**
   * Of an operation: the step at which it fails, from 1. Its `Status` calls come up to that step, then the last one
   * with the HRESULT, and what it has done is undone as after any failure. 0, the default: the method itself fails at
   * once and nothing happens.
   */
  readonly at?: number;
  /** The error information; a sentence that names the method where it is left out. */
  readonly message?: string;
}

/**
 * A server of asynchronous operations that does what the documentation of GPMC does not exclude. Each kind applies to
 * calls with an `IGPMAsyncProgress`; what is not said differs from the ordinary conduct in nothing.
 */
export type Misbehave = InjectedBehaviour & Misbehaviour;

/** The kinds of {@link Misbehave}. */
export type Misbehaviour =
  /** The first `Status` call is made, and has returned, before the method returns. */
  | { readonly misbehave: 'status-before-return' }
  /** Every `Status` call is made by three threads at once. */
  | { readonly misbehave: 'three-threads' }
  /** `Status` is called through `IDispatch::Invoke`. */
  | { readonly misbehave: 'late-bound' }
  /** After the last `Status` come `calls` more: the last again, an earlier step, an error; 3 where left out. */
  | { readonly misbehave: 'status-after-end'; readonly calls?: number }
  /** No `Status` after `Cancel`. The sink is held until the connection closes, or released at once with `release`. */
  | { readonly misbehave: 'silent-after-cancel'; readonly release?: boolean }
  /**
   * The last `Status` has no result. `IGPMResult` has it already (`'before'`, the default), has it only afterwards,
   * before the sink is released (`'after'`), or never (`'never'`).
   */
  | { readonly misbehave: 'end-without-result'; readonly result?: 'before' | 'after' | 'never' }
  /** The result comes with the second-last step, and the last `Status` never comes. The sink is released. */
  | { readonly misbehave: 'result-without-end' }
  /** `Status` is never called; the sink is released at the end. With `result: 'none'` there is no `IGPMResult` either. */
  | { readonly misbehave: 'release-only'; readonly result?: 'complete' | 'none' }
  /** The method fails with `hresult` (`E_FAIL` where left out), and `Status` is called all the same. */
  | { readonly misbehave: 'fail-then-status'; readonly hresult?: HresultName | number }
  /**
   * The method returns when everything is done, without a cancel object: after its `Status` calls, or without any
   * where `silent`.
   */
  | { readonly misbehave: 'synchronous'; readonly silent?: boolean }
  /** The cancel object comes as `VT_UNKNOWN`. */
  | { readonly misbehave: 'cancel-as-unknown' }
  /** No cancel object comes. */
  | { readonly misbehave: 'no-cancel' }
  /** `ppIGPMStatusMsgCollection` is a null pointer, also where there are messages. */
  | { readonly misbehave: 'null-messages' }
  /** `ppIGPMStatusMsgCollection` is a collection of `count` (3 where left out) items, each of which fails with `E_FAIL`. */
  | { readonly misbehave: 'broken-messages'; readonly count?: number }
  /** The sink is not released before the connection closes. */
  | { readonly misbehave: 'hold-sink' }
  /** After the first step come `calls` `Status` calls in a loop, with a denominator that none of them reaches. */
  | { readonly misbehave: 'flood'; readonly calls: number }
  /**
   * The first step is told with an error HRESULT (`E_FAIL` where left out), and the operation goes on. With
   * `release` it goes on in silence: no further `Status`, no `IGPMResult`, then the sink is released.
   */
  | { readonly misbehave: 'early-error'; readonly hresult?: HresultName | number; readonly release?: boolean }
  /** Before the first step come `Status` calls with numbers that make no sense: 0 of 0, below zero, past the end. */
  | { readonly misbehave: 'odd-numbers' };

/** What {@link MockForest.inject} takes; a key that its kind does not have is refused. */
export type Behaviour = Fail | Misbehave;
