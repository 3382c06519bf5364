import { EventEmitter } from 'node:events';
import type { InspectOptionsStylized } from 'node:util';
import { inspectAs, inspectCustom } from '../validate/inspect';
import { asyncDispose } from './dispose';
import type { OperationHost, OperationPlan } from './host';
import { OperationRun } from './run';
import type { OperationResult, OperationState, Status } from './status';
import { StatusBuffer } from './status-buffer';

/** The events of a {@link GpmOperation}. */
export interface GpmOperationEvents {
  /** The server reported progress: `IGPMAsyncProgress::Status`, one event for each call, in order. */
  status: [status: Status];
}

/**
 * A running operation of the server: a backup, restore, import, copy or report. It has started when you receive it.
 *
 * - `await operation` gives its result, or throws a {@link GpmError}.
 * - `operation.on('status', …)` or `for await (const status of operation)` follow its progress. The loop ends with
 *   the operation, and throws if that failed.
 * - `cancel()` or an `AbortSignal` end it early. `await using operation = …` cancels what still runs at the end of
 *   the block.
 *
 * A failure that nobody awaits is an unhandled rejection, as with any promise. Who iterates, cancels or disposes of
 * an operation has taken charge of its failure. An error thrown by a `status` listener goes to
 * `uncaughtException`; the operation goes on.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmasyncprogress
 */
export class GpmOperation<T>
  extends EventEmitter<GpmOperationEvents>
  implements PromiseLike<OperationResult<T>>, AsyncIterable<Status>, AsyncDisposable
{
  readonly #run: OperationRun<T>;
  readonly #promise: Promise<OperationResult<T>>;
  readonly #ended: Promise<void>;
  readonly #action: string;

  private constructor(host: OperationHost, plan: OperationPlan<T>) {
    super();
    this.#action = plan.action;
    let ended!: () => void;
    this.#ended = new Promise((resolve) => {
      ended = resolve;
    });
    let resolve!: (result: OperationResult<T>) => void;
    let reject!: (reason: unknown) => void;
    this.#promise = new Promise((onResult, onFailure) => {
      resolve = onResult;
      reject = onFailure;
    });
    const caller: { stack?: string } = {};
    Error.captureStackTrace(caller, GpmOperation.start);
    this.#run = new OperationRun(
      this,
      host,
      { ...plan, caller },
      {
        resolve,
        reject,
        ended: () => {
          host.running.delete(this);
          ended();
        },
      },
    );
    this.#run.start();
    if (!this.#run.ended) host.running.add(this);
  }

  /**
   * Starts an operation.
   *
   * @internal
   */
  static start<T>(host: OperationHost, plan: OperationPlan<T>): GpmOperation<T> {
    return new GpmOperation(host, plan);
  }

  /** Where it is. */
  get state(): OperationState {
    return this.#run.state;
  }

  /** The last status, also for those who did not listen; `undefined` before the first. */
  get last(): Status | undefined {
    return this.#run.last;
  }

  /**
   * Asks the server to end the operation (`IGPMAsyncCancel::Cancel`), and gives it up where that takes longer than
   * the `cancelGrace` of its {@link Gpm}. Resolves when it has ended, in whatever way, and never rejects: the
   * operation's own promise tells whether it was cancelled or had succeeded all the same. Harmless when repeated.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmasynccancel-cancel
   */
  cancel(): Promise<void> {
    this.#promise.catch(() => {});
    this.#run.cancel();
    return this.#ended;
  }

  // biome-ignore lint/suspicious/noThenProperty: an operation is awaited as a promise is.
  then<R = OperationResult<T>, E = never>(
    onFulfilled?: ((result: OperationResult<T>) => R | PromiseLike<R>) | null,
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.#promise.then(onFulfilled, onRejected);
  }

  /** As of a promise. */
  catch<E = never>(
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<OperationResult<T> | E> {
    return this.#promise.catch(onRejected);
  }

  /** As of a promise. */
  finally(onFinally?: (() => void) | null): Promise<OperationResult<T>> {
    return this.#promise.finally(onFinally);
  }

  /**
   * The statuses from now on, for a `for await` loop. A loop that is slower than the server misses progress in
   * between, never messages and never the last event. Leaving the loop does not cancel the operation.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Status> {
    const { buffers, ended } = this.#run;
    const buffer = new StatusBuffer(this.#promise, (left) => {
      const at = buffers.indexOf(left);
      if (at >= 0) buffers.splice(at, 1);
    });
    if (ended) buffer.end();
    else buffers.push(buffer);
    return buffer;
  }

  /** What it does and where it is, for the console. @internal */
  [inspectCustom](depth: number, options: InspectOptionsStylized): string {
    const { state, last } = this;
    return inspectAs('GpmOperation', { action: this.#action, state, last }, depth, options);
  }

  /** {@link cancel}, and wait for the end. */
  [asyncDispose](): Promise<void> {
    return this.cancel();
  }
}
