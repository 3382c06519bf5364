import type { ApartmentModel } from '../addon/contract';
import { addonEvents } from '../addon/events';
import { addon } from '../addon/loader';
import { type ForeignObject, releaseTransient, type Served } from '../addon/objects';
import type { VariantValue } from '../addon/values';
import { type MethodName, methodIndex } from '../generated/gpmgmt';

/** How {@link ServerThread.call} makes its call. */
export interface ForeignCallOptions {
  /** Through `IDispatch::Invoke` in place of the vtable. */
  readonly late?: boolean;
}

/**
 * A thread of the server, from which objects of the client are called: a client must expect its sink to be called
 * from a thread that it has never seen. Calls of one thread are made in the order in which they were asked for.
 */
export class ServerThread {
  private readonly id: number;
  private readonly ended: Promise<void>;
  private closing = false;

  /**
   * Starts the thread. `none`, the default, joins no apartment; on other systems than Windows the model makes no
   * difference.
   */
  constructor(model: ApartmentModel = 'none') {
    const events = addonEvents();
    this.id = addon().openApartment(model);
    this.ended = events.expectClosed(this.id);
  }

  /** Calls a method of a client's object. Resolves with the HRESULT it returned (unsigned), whatever that is. */
  call(
    target: ForeignObject,
    method: MethodName,
    args: readonly unknown[],
    options: ForeignCallOptions = {},
  ): Promise<number> {
    const called = this.send((call) =>
      addon().callForeign(this.id, call, target.foreign, methodIndex[method], args, options.late === true),
    );
    // The thread looks the arguments up when it makes the call: transient ones must be there until then.
    return called.finally(() => releaseTransient(args));
  }

  /**
   * `IGPMAsyncProgress::Status`.
   *
   * @param result - `pResult`: `undefined` is a null pointer.
   * @param messages - `ppIGPMStatusMsgCollection`: `null` is a null pointer.
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmasyncprogress-status
   */
  status(
    sink: ForeignObject,
    numerator: number,
    denominator: number,
    hresult = 0,
    result: VariantValue = undefined,
    messages: Served<'IGPMStatusMsgCollection'> | null = null,
    options: ForeignCallOptions = {},
  ): Promise<number> {
    return this.call(
      sink,
      'IGPMAsyncProgress::Status',
      [numerator, denominator, hresult | 0, result, messages],
      options,
    );
  }

  /**
   * Calls `Status(i, denominator, S_OK, …)` for i = 1 … count in a loop of the addon. Resolves when the last has
   * returned.
   *
   * @param pause - microseconds before each call
   */
  flood(sink: ForeignObject, count: number, denominator: number, pause = 0): Promise<number> {
    return this.send((call) => addon().flood(this.id, call, sink.foreign, count, denominator, pause));
  }

  /**
   * Ends the thread when it has made the calls it was asked for. Resolves when it has ended. Harmless when repeated.
   */
  close(): Promise<void> {
    if (!this.closing) {
      this.closing = true;
      addonEvents().holdUntilClosed(this.id);
      addon().closeApartment(this.id);
    }
    return this.ended;
  }

  private send(start: (call: number) => void): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.closing) {
        reject(new Error('This server thread is closed: it makes no more calls.'));
        return;
      }
      addonEvents().call(start, resolve);
    });
  }
}
