import { AsyncResource } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { ComObject } from '../addon/com-object';
import { clearTimeout, setTimeout } from '../addon/timers';
import type { OperationHandle, OperationListener, StatusContent } from '../client/apartment';
import type { ReadProperties } from '../client/read';
import { Hresult } from '../hresult/codes';
import { noMessages, type StatusMessage } from '../hresult/status-message';
import { onAbort } from './abort';
import { cancellation, failure, type OperationFacts } from './failure';
import type { OperationHost, OperationPlan } from './host';
import { mergeMessages, toStatusMessage } from './messages';
import { type SettleAction, type SettleEvent, Settlement } from './settle';
import type { OperationResult, OperationState, Status } from './status';
import type { StatusBuffer } from './status-buffer';

/** How an operation ends for the caller. */
export interface Ending<T> {
  resolve(result: OperationResult<T>): void;
  reject(reason: unknown): void;
  /** After either of them. */
  ended(): void;
}

/**
 * The course of one asynchronous method: takes its events from the apartment, does what {@link Settlement} decides,
 * and ends it for the caller exactly once.
 */
export class OperationRun<T> implements OperationListener {
  state: OperationState = 'starting';
  last: Status | undefined;
  /** The `for await` loops over this operation. */
  readonly buffers: StatusBuffer[] = [];
  private readonly settlement = new Settlement();
  private handle: OperationHandle | undefined;
  private messages: readonly StatusMessage[] = noMessages;
  /** What `Status` brought in `pResult`. */
  private statusValue: unknown;
  /** What was read of that meanwhile. */
  private statusRead: ReadProperties | undefined;
  /** The `IGPMResult`, and what its `Result` held. */
  private result: ComObject<'IGPMResult'> | undefined;
  private resultValue: unknown;
  private text: string | undefined;
  private outcome: { value: T; hresult: number } | undefined;
  private unusable: unknown;
  private cancelReason: { reason: unknown } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private ignoreSignal: (() => void) | undefined;
  /** What is current where the operation was started, such as the store of an AsyncLocalStorage, is so for its listeners. */
  readonly context = new AsyncResource('GpmOperation');
  /** Whether the caller has been told how it ended. */
  ended = false;

  constructor(
    private readonly emitter: EventEmitter,
    private readonly host: OperationHost,
    private readonly plan: OperationPlan<T>,
    private readonly ending: Ending<T>,
  ) {}

  /** Starts the method, unless its signal is aborted already. */
  start(): void {
    const { plan } = this;
    if (plan.signal?.aborted) {
      this.cancelReason = { reason: plan.signal.reason };
      this.end('cancelled', () => this.ending.reject(plan.signal?.reason));
      return;
    }
    // Listened for before the server is told of anything: a signal that cannot be listened to starts nothing.
    if (plan.signal)
      this.ignoreSignal = onAbort(plan.signal, () => this.cancel({ reason: plan.signal?.reason }));
    try {
      this.handle = this.host.apartment.startOperation(plan.target, plan.method, plan.args, this, plan.read);
    } catch (error) {
      this.ignoreSignal?.();
      throw error;
    }
  }

  /** Asks the server to end it; the first of several requests counts. */
  cancel(reason?: { reason: unknown }): void {
    if (this.ended || this.state === 'cancelling') return;
    this.state = 'cancelling';
    this.cancelReason = reason;
    this.armGrace();
    this.feed({ type: 'cancel' });
  }

  // The hot path: runs for each call of a server that may make millions.
  status(numerator: number, denominator: number, hresult: number, payload: StatusContent | undefined): void {
    if (this.ended || this.settlement.decided) {
      if (payload) this.releaseValue(payload.value);
      return;
    }
    if (this.state === 'starting') this.state = 'running';
    const complete = numerator === denominator && denominator > 0;
    const status: Status = {
      numerator,
      denominator,
      fraction: denominator > 0 ? Math.min(Math.max(numerator / denominator, 0), 1) : 0,
      hresult,
      messages: payload === undefined ? noMessages : this.receive(payload),
      done: complete,
    };
    this.last = status;
    for (let i = 0; i < this.buffers.length; i++) (this.buffers[i] as StatusBuffer).push(status);
    if (!complete && hresult === 0 && payload === undefined) {
      this.emitter.emit('status', status);
      return;
    }
    const value = payload !== undefined && !isEmpty(payload.value);
    try {
      this.emitter.emit('status', status);
    } finally {
      // A listener that throws does so into the event loop; the operation still ends.
      this.feed({
        type: 'status',
        complete: complete || (numerator === denominator && value),
        hresult,
        value,
      });
    }
  }

  returned(
    hresult: number,
    cancellable: boolean,
    result: ComObject<'IGPMResult'> | undefined,
    text: string | undefined,
  ): void {
    if (this.ended) {
      this.releaseValue(result);
      return;
    }
    if (this.state === 'starting') this.state = 'running';
    this.result = result;
    this.text = text;
    this.feed({ type: 'returned', hresult, cancellable, result: result !== undefined });
  }

  released(): void {
    this.feed({ type: 'released' });
  }

  /** Takes messages and result from a payload; the messages that came with it. */
  private receive(payload: StatusContent): readonly StatusMessage[] {
    if (!isEmpty(payload.value)) {
      this.releaseValue(this.statusValue);
      this.statusValue = payload.value;
      this.statusRead = payload.read;
    }
    if (payload.messages.length === 0) return noMessages;
    const messages = Array.from(payload.messages, toStatusMessage);
    this.messages = this.messages.concat(messages);
    return messages;
  }

  private feed(event: SettleEvent): void {
    if (!this.ended) this.perform(this.settlement.on(event));
  }

  private perform(action: SettleAction): void {
    switch (action.do) {
      case 'wait':
        break;
      case 'cancel':
        void this.sendCancel();
        break;
      case 'read':
        void this.readResult();
        break;
      case 'convert':
        this.forget();
        if (action.from === 'status') void this.convert(action.hresult, this.statusValue, this.statusRead);
        else void this.convert(action.hresult, this.resultValue);
        break;
      case 'extend':
        this.armGrace();
        break;
      case 'succeed':
        this.succeed();
        break;
      case 'fail':
        this.end('failed', () =>
          this.ending.reject(action.by === 'value' ? this.unusable : failure(action, this.facts())),
        );
        break;
      case 'cancelled':
        this.end('cancelled', () =>
          this.ending.reject(
            this.cancelReason ? this.cancelReason.reason : cancellation(action, this.facts()),
          ),
        );
        break;
    }
  }

  private async sendCancel(): Promise<void> {
    let hresult: number = Hresult.E_ABORT;
    try {
      hresult = (await this.handle?.cancel()) ?? Hresult.E_ABORT;
    } finally {
      this.feed({ type: 'cancelAnswered', hresult });
    }
  }

  private async readResult(): Promise<void> {
    let event: SettleEvent = { type: 'unreadable' };
    try {
      const data = await this.host.apartment.readResult(this.result as ComObject<'IGPMResult'>);
      if (this.ended) {
        this.releaseValue(data.value);
        return;
      }
      this.releaseValue(this.resultValue);
      this.resultValue = data.value;
      this.messages = mergeMessages(this.messages, Array.from(data.messages, toStatusMessage));
      event = { type: 'read', hresult: data.overall >>> 0, value: !isEmpty(data.value) };
    } catch {
      // The server may be gone; what else is known decides.
    }
    this.feed(event);
  }

  private async convert(hresult: number, value: unknown, read?: ReadProperties): Promise<void> {
    let event: SettleEvent = { type: 'converted' };
    try {
      this.outcome = { value: await this.plan.convert(value, read), hresult };
    } catch (error) {
      this.unusable = error;
      event = { type: 'unusable' };
    }
    this.feed(event);
  }

  private succeed(): void {
    const outcome = this.outcome as { value: T; hresult: number };
    const messages = [...this.messages];
    // The object that was made keeps the value it was made of.
    if (this.statusValue !== undefined) this.statusValue = undefined;
    else this.resultValue = undefined;
    this.end('succeeded', () =>
      this.ending.resolve({ value: outcome.value, messages, hresult: outcome.hresult }),
    );
  }

  private end(state: OperationState, settle: () => void): void {
    this.ended = true;
    this.state = state;
    // First: whatever becomes of the rest, who awaits the operation is told; if need be, why it could not be worded.
    try {
      settle();
    } catch (error) {
      this.ending.reject(error);
    }
    for (const buffer of this.buffers) buffer.end();
    this.buffers.length = 0;
    this.ending.ended();
    clearTimeout(this.timer);
    this.forget();
    this.releaseValue(this.statusValue);
    this.releaseValue(this.resultValue);
    this.releaseValue(this.result);
    this.ignoreSignal?.();
  }

  private facts(): OperationFacts {
    const { action, method, caller } = this.plan;
    const { messages, text, last, host } = this;
    return {
      action,
      method,
      messages,
      text,
      completed: last?.done ?? false,
      grace: host.cancelGrace,
      caller: caller?.stack ?? '',
    };
  }

  private armGrace(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.feed({ type: 'grace' }), this.host.cancelGrace);
  }

  private forget(): void {
    this.handle?.forget();
    this.handle = undefined;
  }

  private releaseValue(value: unknown): void {
    if (value instanceof ComObject) this.host.apartment.release(value);
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null;
}
