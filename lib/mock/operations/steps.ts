import { Hresult } from '../../hresult/codes';
import { asHresultError, HresultError } from '../../hresult/hresult-error';
import type { StatusMessageFields } from '../../hresult/status-message';

/**
 * How a caller follows and ends an operation that has steps.
 *
 * `progress` is called with `step` from 1 to `total - 1`; the last step is the operation's own return, so that
 * "complete" is only said together with the result. It may return a promise, which the operation waits for (a slow
 * server), and what it throws fails the operation as if the step itself had failed (an injected fault).
 */
export interface OperationContext {
  progress?(step: number, total: number, messages: readonly StatusMessageFields[]): void | Promise<void>;
  /** Looked at before and after each step; the operation then fails with `CANCELLED`. */
  signal?: AbortSignal;
}

/** What an operation gives back when it succeeds; its messages are then warnings and information. */
export interface OperationResult<T> {
  readonly value: T;
  readonly messages: readonly StatusMessageFields[];
  /** The denominator: the number of steps, the return included. */
  readonly steps: number;
}

/** Counts the steps of one operation, and stops it where its signal is aborted. */
export class Steps {
  readonly messages: StatusMessageFields[] = [];
  #done = 0;
  #reported = 0;

  constructor(
    readonly context: OperationContext,
    readonly total: number,
  ) {}

  /** Adds messages. There may be as many as names in a file: as arguments of `push` they would overflow the stack. */
  tell(messages: readonly StatusMessageFields[]): void {
    for (const message of messages) this.messages.push(message);
  }

  /** One step is done. */
  async next(): Promise<void> {
    this.throwIfCancelled();
    if (this.#done + 1 >= this.total) return; // the return of the operation is the last step
    this.#done += 1;
    const news = this.messages.slice(this.#reported);
    this.#reported = this.messages.length;
    await this.context.progress?.(this.#done, this.total, news);
    this.throwIfCancelled();
  }

  throwIfCancelled(): void {
    const signal = this.context.signal;
    if (!signal?.aborted) return;
    throw new HresultError(Hresult.ERROR_CANCELLED, 'it was cancelled', {
      cause: signal.reason,
      messages: this.messages,
    });
  }

  /**
   * What the operation fails with: says why it ended, and what is left behind.
   * @param after `nothing was changed`, or what the caller has to know.
   */
  failure(error: unknown, after: string): HresultError {
    if (this.context.signal?.aborted) {
      const cause = this.context.signal.reason;
      return new HresultError(Hresult.ERROR_CANCELLED, `it was cancelled; ${after}`, {
        cause,
        messages: this.messages,
      });
    }
    const { hresult, message, messages } = asHresultError(error);
    return new HresultError(hresult, `${message}; ${after}`, {
      cause: error,
      messages: [...this.messages, ...messages],
    });
  }

  result<T>(value: T): OperationResult<T> {
    return { value, messages: this.messages, steps: this.total };
  }
}
