import type { StatusMessage } from '../hresult/status-message';

/**
 * One call of `IGPMAsyncProgress::Status`.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmasyncprogress-status
 */
export interface Status {
  /** Steps done. */
  readonly numerator: number;
  /** Steps in all; related to the number of extensions in the GPO. A server may send zero or less. */
  readonly denominator: number;
  /** `numerator / denominator` from 0 to 1; 0 where the denominator is not positive. */
  readonly fraction: number;
  /** The HRESULT so far, unsigned. An error here is not final before the operation has ended. */
  readonly hresult: number;
  /** The messages that came with this call. */
  readonly messages: readonly StatusMessage[];
  /**
   * Whether this call completes the operation: the numerator has reached the denominator. An operation that ends
   * without such a call has no `Status` with `done`; its promise tells.
   */
  readonly done: boolean;
}

/**
 * Where a {@link GpmOperation} is. It stays `running` or `cancelling` while its result is fetched from the server.
 */
export type OperationState = 'starting' | 'running' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled';

/** What an operation resolves with. */
export interface OperationResult<T> {
  /** The object or report it made. */
  readonly value: T;
  /** The server's messages, in order: warnings of an operation that succeeded are found here only. */
  readonly messages: StatusMessage[];
  /** The HRESULT it ended with, unsigned; 0 is `S_OK`. */
  readonly hresult: number;
}
