import { types } from 'node:util';
import { ComObject } from '../addon/com-object';
import type {
  ApartmentModel,
  CallOutcome,
  ReadPlan,
  ResultData,
  StatusMessageData,
  StatusPayload,
} from '../addon/contract';
import { addonEvents, type OperationEvents, type ReturnedPayload } from '../addon/events';
import { addon } from '../addon/loader';
import type { Served } from '../addon/objects';
import type { Calls } from '../generated/calls';
import { type InterfaceName, type MethodName, methodIndex } from '../generated/gpmgmt';
import { failed, Hresult } from '../hresult/codes';
import { CallAbandoned, ComFailure } from './com-failure';

/** One object's values in the order in which they were asked for; one that could not be read is a {@link ComFailure}. */
export interface ReadProperties<I extends InterfaceName = InterfaceName> {
  readonly object: ComObject<I>;
  readonly values: readonly unknown[];
}

/** What a `Status` carried besides its numbers. */
export interface StatusContent {
  readonly messages: StatusMessageData[];
  /** `pResult`; `undefined` where it was empty. */
  readonly value: unknown;
  /** Where that is an object: what was read of it while `Status` ran. */
  readonly read?: ReadProperties | undefined;
}

/** What {@link Apartment.startOperation} tells its listener; see {@link OperationEvents}. */
export interface OperationListener {
  readonly context?: OperationEvents['context'];
  status(numerator: number, denominator: number, hresult: number, content: StatusContent | undefined): void;
  returned(
    hresult: number,
    cancellable: boolean,
    result: ComObject<'IGPMResult'> | undefined,
    text: string | undefined,
  ): void;
  released: OperationEvents['released'];
}

/** What {@link Apartment.startOperation} gives back. */
export interface OperationHandle {
  /** `IGPMAsyncCancel::Cancel` on the apartment's thread; resolves with its HRESULT. Only once the method has returned. */
  cancel(): Promise<number>;
  /** Ends the operation here: later `Status` calls of the server are answered `S_OK` and ignored. */
  forget(): void;
}

/**
 * One thread that makes COM calls, and the table of the objects it received. Every COM call of the library is made
 * on such a thread, none on the JavaScript thread.
 */
export class Apartment {
  /** Releases what was collected; the number is all that is left of the object. */
  private readonly collected = new FinalizationRegistry<number>((object) => this.releaseNumber(object));
  private releasing: number[] = [];
  private closing: Promise<void> | undefined;
  /** What to do with each call that has not returned when the thread is given up, by the call's number. */
  private readonly pending = new Map<number, () => void>();
  private readonly id: number;

  /** Starts the thread. `sta` has a message pump on Windows; on other systems the model makes no difference. */
  constructor(model: ApartmentModel) {
    const events = addonEvents();
    this.id = addon().openApartment(model);
    this.ended = events.expectClosed(this.id);
  }
  private readonly ended: Promise<void>;

  /** `CoCreateInstance(CLSID_GPM)`; rejects with a {@link ComFailure}. */
  async activate(): Promise<ComObject<'IGPM'>> {
    const outcome = await this.send<CallOutcome>('CoCreateInstance(CLSID_GPM)', (call) =>
      addon().activate(this.id, call),
    );
    return this.wrap(outcome.outs[0]) as ComObject<'IGPM'>;
  }

  /** A reference of this apartment to an object that TypeScript answers. */
  adopt<I extends InterfaceName>(served: Served<I>): ComObject<I> {
    return this.register(addon().adopt(this.id, served.served)) as ComObject<I>;
  }

  /** One COM call; resolves with its out values, rejects with a {@link ComFailure}. */
  async call<M extends MethodName>(
    target: ComObject,
    method: M,
    ...args: Calls[M]['in']
  ): Promise<Calls[M]['out']> {
    const outcome = await this.run(target, method, args, null);
    return Array.from(outcome.outs, (value) => this.wrap(value)) as Calls[M]['out'];
  }

  /** Reads properties (methods without in parameters) of an object in one hop. */
  async read<I extends InterfaceName>(
    target: ComObject<I>,
    methods: readonly MethodName[],
  ): Promise<ReadProperties<I>> {
    const outcome = await this.send<CallOutcome>('IUnknown::QueryInterface', (call) =>
      addon().call(this.id, call, target.object, -1, [], plan(methods, false)),
    );
    return { object: target, values: this.values(outcome.rows ?? [], 1, methods) };
  }

  /** Calls a method that gives an object, and reads properties of that object, in one hop. */
  async callAndRead<I extends InterfaceName>(
    target: ComObject,
    method: MethodName,
    args: readonly unknown[],
    methods: readonly MethodName[],
  ): Promise<ReadProperties<I> | undefined> {
    const outcome = await this.run(target, method, args, plan(methods, false));
    return outcome.rows?.length ? this.row<I>(outcome.rows, 0, methods) : undefined;
  }

  /** Calls a method that gives a collection, and reads properties of each member, in one hop. */
  async callAndReadEach<I extends InterfaceName>(
    target: ComObject,
    method: MethodName,
    args: readonly unknown[],
    methods: readonly MethodName[],
  ): Promise<ReadProperties<I>[]> {
    const outcome = await this.run(target, method, args, plan(methods, true));
    const { rows = [] } = outcome;
    const size = methods.length + 1;
    return Array.from({ length: rows.length / size }, (_, i) => this.row<I>(rows, i * size, methods));
  }

  /**
   * Starts an asynchronous method with a sink of its own; it is under way when this returns.
   *
   * @param read - the properties to read of a result that is an object, when `Status` brings it: the thread that brings
   *   it may end right after, and the object's apartment with it
   */
  startOperation(
    target: ComObject,
    method: MethodName,
    args: readonly unknown[],
    listener: OperationListener,
    read: readonly MethodName[] = [],
  ): OperationHandle {
    this.checkOpen();
    const events = addonEvents();
    const operation = events.expectOperation({
      status: (numerator, denominator, hresult, payload) => {
        listener.status(numerator, denominator, hresult, payload && this.content(payload, read));
      },
      returned: (hresult: number, cancellable: boolean, payload: ReturnedPayload | undefined) => {
        const result = payload?.result && (this.wrap(payload.result) as ComObject<'IGPMResult'>);
        listener.returned(hresult, cancellable, result, payload?.text);
      },
      released: () => listener.released(),
      context: listener.context,
    });
    try {
      addon().startOperation(this.id, operation, target.object, methodIndex[method], args, plan(read, false));
    } catch (error) {
      events.endOperation(operation);
      throw error;
    }
    return {
      cancel: () =>
        new Promise((resolve) => {
          this.track(
            (call) => addon().cancelOperation(this.id, call, operation),
            resolve,
            () => resolve(Hresult.RPC_E_DISCONNECTED),
          );
        }),
      forget: () => {
        events.endOperation(operation);
        addon().forgetOperation(this.id, operation);
      },
    };
  }

  /** Reads `OverallStatus`, `Status` and `Result` of an `IGPMResult` in one hop. */
  async readResult(result: ComObject<'IGPMResult'>): Promise<ResultData> {
    const data = await this.send<ResultData>('IGPMResult::get_Result', (call) =>
      addon().readResult(this.id, call, result.object),
    );
    return { ...data, value: this.wrap(data.value) };
  }

  /** Releases an object on this thread. */
  release(target: ComObject): void {
    this.collected.unregister(target);
    this.releaseNumber(target.object);
  }

  /** Ends the thread when it is idle and releases what its table holds; resolves when it has ended. */
  close(): Promise<void> {
    if (!this.closing) {
      this.closing = this.ended;
      addonEvents().holdUntilClosed(this.id);
      addon().closeApartment(this.id);
    }
    return this.closing;
  }

  /**
   * Gives the thread up where it does not end after {@link close}: a server has not returned from a call. What waits for
   * calls rejects with {@link CallAbandoned}, and the thread keeps the process no longer.
   */
  abandon(): void {
    const pending = [...this.pending];
    this.pending.clear();
    addonEvents().abandon(
      this.id,
      pending.map(([call]) => call),
    );
    for (const [, giveUp] of pending) giveUp();
  }

  /** Whether {@link close} was called. */
  get closed(): boolean {
    return this.closing !== undefined;
  }

  private checkOpen(): void {
    if (this.closing) throw new Error('This Gpm is closed: open a new one with Gpm.open().');
  }

  private async run(
    target: ComObject,
    method: MethodName,
    args: readonly unknown[],
    read: ReadPlan | null,
  ): Promise<CallOutcome> {
    return this.send<CallOutcome>(method, (call) =>
      addon().call(this.id, call, target.object, methodIndex[method], args, read),
    );
  }

  private send<T>(method: string, start: (call: number) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.checkOpen();
      this.track(
        start,
        (hresult, payload) => {
          if (failed(hresult)) reject(new ComFailure(hresult, method, payload as string | undefined));
          else resolve(payload as T);
        },
        () => reject(new CallAbandoned(method)),
      );
    });
  }

  /** Makes a call that is known until it has returned, or its thread is given up. */
  private track(
    start: (call: number) => void,
    returned: (hresult: number, payload: unknown) => void,
    abandoned: () => void,
  ): void {
    const call = addonEvents().call(start, (hresult, payload) => {
      this.pending.delete(call);
      returned(hresult, payload);
    });
    this.pending.set(call, abandoned);
  }

  private releaseNumber(object: number): void {
    if (this.closing) return;
    // The collector finds objects by the thousand: they go to the thread together.
    if (this.releasing.push(object) > 1) return;
    // A promise, because test runners replace queueMicrotask.
    void Promise.resolve().then(() => {
      const objects = this.releasing;
      this.releasing = [];
      if (!this.closing) addon().release(this.id, objects);
    });
  }

  private register(object: number): ComObject {
    const wrapped = new ComObject(this, object);
    this.collected.register(wrapped, object, wrapped);
    return wrapped;
  }

  private content(payload: StatusPayload, read: readonly MethodName[]): StatusContent {
    const value = this.wrap(payload.value);
    if (!payload.values) return { messages: payload.messages, value };
    const values = this.values(payload.values, 0, read);
    return { messages: payload.messages, value, read: { object: value as ComObject, values } };
  }

  /** The row that starts at an index: the object's number, then a value for each method. */
  private row<I extends InterfaceName>(
    rows: readonly unknown[],
    at: number,
    methods: readonly MethodName[],
  ): ReadProperties<I> {
    return {
      object: this.register(rows[at] as number) as ComObject<I>,
      values: this.values(rows, at + 1, methods),
    };
  }

  private values(rows: readonly unknown[], at: number, methods: readonly MethodName[]): unknown[] {
    return methods.map((method, i) => {
      const value = rows[at + i];
      if (!isUnreadable(value)) return this.wrap(value);
      return new ComFailure(value.error >>> 0, method);
    });
  }

  /**
   * Turns `{ object }` into a ComObject, also inside arrays; leaves the rest. Dates and
   * arrays that native code made belong to the main realm: code that runs in another one gets its own.
   */
  private wrap(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (types.isDate(value)) return new Date((value as Date).getTime());
    if (Array.isArray(value)) return Array.from(value, (item) => this.wrap(item));
    if ('object' in value) return this.register(value.object as number);
    return value;
  }
}

function plan(methods: readonly MethodName[], each: boolean): ReadPlan {
  return { methods: methods.map((method) => methodIndex[method]), each };
}

/** What stands for a value that could not be read; objects and dates are objects too. */
function isUnreadable(value: unknown): value is { error: number } {
  return typeof value === 'object' && value !== null && 'error' in value;
}
