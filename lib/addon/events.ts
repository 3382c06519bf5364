import type { AsyncResource } from 'node:async_hooks';
import { BATCH_EVENTS, EVENT_FIELDS, EventKind, type NativeAddon, type StatusPayload } from './contract';
import { addon } from './loader';
import { setImmediate } from './timers';

/** What an operation's sink and method report, in the order in which it happened. */
export interface OperationEvents {
  /** `IGPMAsyncProgress::Status` was called; the payload is there when it carried messages or a result. */
  status(numerator: number, denominator: number, hresult: number, payload: StatusPayload | undefined): void;
  /** The method returned. */
  returned(hresult: number, cancellable: boolean, payload: ReturnedPayload | undefined): void;
  /** The server let go of the sink. */
  released(): void;
  /** Entered for each run of `status` events: what was current where the operation was started is so for them. */
  readonly context?: AsyncResource | undefined;
}

/** The payload of `Returned`. */
export interface ReturnedPayload {
  /** The `IGPMResult` the method gave, held by the apartment. */
  result?: { object: number };
  /** The error information of a failure. */
  text?: string;
}

/** Answers what COM clients ask of served objects, which it is told by their numbers. */
export interface QuestionHandler {
  question(question: number, object: number, method: number, args: unknown[]): void;
  destroyed(object: number): void;
}

type CallHandler = (hresult: number, payload: unknown) => void;

/** Numbers of one copy of this module, and of such ranges in the 31 bits of an event. */
const IDS = 2 ** 24;
const GENERATIONS = 2 ** 7;

/**
 * Everything that reaches JavaScript passes here, in order: one mailbox for each environment (each thread that
 * loads the library), whatever the number of apartments and operations.
 */
class AddonEvents {
  private readonly events = new Int32Array(BATCH_EVENTS * EVENT_FIELDS);
  private payloads: unknown[] = [];
  private count = 0;
  private cursor = 0;
  private readonly firstId: number;
  private nextId = 0;
  private readonly calls = new Map<number, CallHandler>();
  private readonly operations = new Map<number, OperationEvents>();
  private readonly closings = new Map<number, () => void>();
  private readonly ending = new Set<number>();
  private lastOperation: OperationEvents | undefined;
  private lastOperationId = 0;
  /** Who answers for each served object. */
  private readonly answering = new Map<number, QuestionHandler>();

  constructor() {
    const dispatch = (count: number, payloads: unknown[]) => this.dispatch(count, payloads);
    // A turn of the event loop lies between two batches, so that timers and I/O have their share of a flood.
    const again = () => setImmediate(() => addon().drain());
    if (process.env.GPMC_TRACE === '1') startTrace(process.env.GPMC_TRACE_PROGRESS);
    this.firstId = (addon().start(this.events, dispatch, again) % GENERATIONS) * IDS;
  }

  /**
   * Makes a call under a number of its own, which it gives back. The handler runs once, later, unless `start` throws or
   * the call is given up.
   */
  call(start: (id: number) => void, handler: CallHandler): number {
    const id = this.newId();
    this.calls.set(id, handler);
    this.updateHold();
    try {
      start(id);
    } catch (error) {
      this.calls.delete(id);
      this.updateHold();
      throw error;
    }
    return id;
  }

  /** Registers an operation until {@link endOperation}. */
  expectOperation(listener: OperationEvents): number {
    const id = this.newId();
    this.operations.set(id, listener);
    this.updateHold();
    return id;
  }

  /** Ends an operation's registration: what still comes for it is ignored. */
  endOperation(id: number): void {
    this.operations.delete(id);
    if (this.lastOperationId === id) this.lastOperation = undefined;
    this.updateHold();
  }

  /** Has a served object's questions answered until it is gone. */
  answerFor(object: number, handler: QuestionHandler): void {
    this.answering.set(object, handler);
  }

  /** Resolves when the apartment's thread has ended. */
  expectClosed(apartment: number): Promise<void> {
    return new Promise((resolve) => this.closings.set(apartment, resolve));
  }

  /** Keeps the process alive until an apartment that was told to close has ended. */
  holdUntilClosed(apartment: number): void {
    this.ending.add(apartment);
    this.updateHold();
  }

  /** Gives up an apartment whose thread does not end, and what it was called for: they keep the process no longer. */
  abandon(apartment: number, calls: Iterable<number>): void {
    for (const call of calls) this.calls.delete(call);
    this.closings.delete(apartment);
    this.ending.delete(apartment);
    this.updateHold();
  }

  /** A number that no pending call or operation has, also not one of another copy of this module. */
  private newId(): number {
    let id: number;
    do {
      this.nextId = (this.nextId + 1) % IDS;
      id = this.firstId + this.nextId;
    } while (this.calls.has(id) || this.operations.has(id));
    return id;
  }

  private updateHold(): void {
    const alive = this.calls.size > 0 || this.operations.size > 0 || this.ending.size > 0;
    if (alive !== this.held) {
      this.held = alive;
      addon().hold(alive);
    }
  }
  private held = false;

  /** Delivers a batch, or what a listener that threw has left of one (`count` is 0 then). */
  private dispatch(count: number, payloads: unknown[]): void {
    if (count > 0) {
      this.count = count;
      this.cursor = 0;
      this.payloads = payloads;
    }
    const events = this.events;
    while (this.cursor < this.count) {
      const at = this.cursor * EVENT_FIELDS;
      const kind = events[at] as number;
      const id = (events[at + 1] as number) >>> 0;
      if (kind === EventKind.Status) {
        const operation = id === this.lastOperationId ? this.lastOperation : this.findOperation(id);
        if (operation?.context) operation.context.runInAsyncScope(this.deliverStatuses, this, id, operation);
        else this.deliverStatuses(id, operation);
      } else {
        const payload = events[at + 5] as number;
        this.cursor++;
        this.deliver(kind, id, at, payload < 0 ? undefined : this.payloads[payload]);
      }
    }
    this.payloads = [];
  }

  /** Delivers the statuses of one operation that stand next to each other: its context is entered once for all of them. */
  private deliverStatuses(id: number, operation: OperationEvents | undefined): void {
    const events = this.events;
    while (this.cursor < this.count) {
      const at = this.cursor * EVENT_FIELDS;
      if (events[at] !== EventKind.Status || (events[at + 1] as number) >>> 0 !== id) return;
      this.cursor++;
      const payload = events[at + 5] as number;
      operation?.status(
        events[at + 2] as number,
        events[at + 3] as number,
        (events[at + 4] as number) >>> 0,
        payload < 0 ? undefined : (this.payloads[payload] as StatusPayload),
      );
    }
  }

  private findOperation(id: number): OperationEvents | undefined {
    this.lastOperationId = id;
    this.lastOperation = this.operations.get(id);
    return this.lastOperation;
  }

  private deliver(kind: number, id: number, at: number, payload: unknown): void {
    const a = this.events[at + 2] as number;
    const b = this.events[at + 3] as number;
    switch (kind) {
      case EventKind.Done: {
        const handler = this.calls.get(id);
        this.calls.delete(id);
        this.updateHold();
        handler?.(a >>> 0, payload);
        break;
      }
      case EventKind.Returned:
        this.operations.get(id)?.returned(a >>> 0, b !== 0, payload as ReturnedPayload | undefined);
        break;
      case EventKind.Released:
        this.operations.get(id)?.released();
        break;
      case EventKind.Question:
        this.answering.get(a)?.question(id, a, b, payload as unknown[]);
        break;
      case EventKind.Destroyed:
        this.answering.get(id)?.destroyed(id);
        this.answering.delete(id);
        break;
      case EventKind.Closed: {
        const closed = this.closings.get(id);
        this.closings.delete(id);
        this.ending.delete(id);
        this.updateHold();
        closed?.();
        break;
      }
    }
  }
}

/** What `GPMC_TRACE_PROGRESS` may be: the VARTYPE as which operations pass their sink on while they are traced. */
const PROGRESS_TYPES: Readonly<Record<string, number>> = { VT_EMPTY: 0, VT_DISPATCH: 9, VT_UNKNOWN: 13 };

function startTrace(progress = 'VT_DISPATCH'): void {
  const type = PROGRESS_TYPES[progress];
  if (type === undefined) {
    const known = Object.keys(PROGRESS_TYPES).join(', ');
    throw new TypeError(`GPMC_TRACE_PROGRESS is '${progress}'; it can be one of ${known}.`);
  }
  addon().trace(type);
}

/** Where all copies of this module in a realm find the events of their addon. */
const KEY = Symbol.for('gpmc.addonEvents');
const shared = globalThis as { [KEY]?: WeakMap<NativeAddon, AddonEvents> };
let instance: AddonEvents | undefined;

/**
 * Those of this JavaScript thread; made at first use. Test runners and hot reloads load this module again and again over
 * one addon, which tells one receiver: all copies share it, so that what an earlier one has under way goes on.
 */
export function addonEvents(): AddonEvents {
  instance ??= findOrMake();
  return instance;
}

function findOrMake(): AddonEvents {
  const known = shared[KEY] ?? new WeakMap<NativeAddon, AddonEvents>();
  shared[KEY] = known;
  const events = known.get(addon()) ?? new AddonEvents();
  known.set(addon(), events);
  return events;
}
