import { types } from 'node:util';
import { ComObject } from '../addon/com-object';
import type {
  ApartmentModel,
  CallOutcome,
  ReadOutcome,
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
import { planOf, type Read, type ReadProperties, type Receiver, Rows } from './read';

/** What a call that succeeded gave. */
export interface CallSuccess<O> {
  /** `S_OK`, or another code that says success, such as `S_FALSE`. */
  readonly hresult: number;
  readonly outs: O;
}

/** What a call that succeeded gave, where that was read. */
export interface ReadSuccess<I extends InterfaceName = InterfaceName> {
  /** As in {@link CallSuccess}. */
  readonly hresult: number;
  /** `undefined` where the call gave no object. */
  readonly read: ReadProperties<I> | undefined;
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
  private readonly receiver: Receiver = {
    object: (number) => this.register(number),
    value: (value) => this.wrap(value),
  };
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
    const { payload } = await this.send<CallOutcome>('CoCreateInstance(CLSID_GPM)', (call) =>
      addon().activate(this.id, call),
    );
    return this.wrap(payload.outs[0]) as ComObject<'IGPM'>;
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
    return (await this.callWithCode(target, method, ...args)).outs;
  }

  /** {@link Apartment.call}, for methods that say something by the code with which they succeed. */
  async callWithCode<M extends MethodName>(
    target: ComObject,
    method: M,
    ...args: Calls[M]['in']
  ): Promise<CallSuccess<Calls[M]['out']>> {
    const { hresult, payload } = await this.run<CallOutcome>(target, method, args, null);
    const outs = Array.from(payload.outs, (value) => this.wrap(value)) as Calls[M]['out'];
    return { hresult, outs };
  }

  /** Reads an object in one hop. */
  async read<I extends InterfaceName>(
    target: ComObject<I>,
    reads: readonly Read[],
  ): Promise<ReadProperties<I>> {
    const { payload } = await this.send<ReadOutcome>('IUnknown::QueryInterface', (call) =>
      addon().call(this.id, call, target.object, -1, [], planOf(reads)),
    );
    return { object: target, values: this.rows(payload.rows).values(reads) };
  }

  /** Calls a method that gives an object, and reads that object, in one hop. */
  async callAndRead<I extends InterfaceName>(
    target: ComObject,
    method: MethodName,
    args: readonly unknown[],
    reads: readonly Read[],
  ): Promise<ReadProperties<I> | undefined> {
    return (await this.callAndReadWithCode<I>(target, method, args, reads)).read;
  }

  /** {@link Apartment.callAndRead}, for methods that say something by the code with which they succeed. */
  async callAndReadWithCode<I extends InterfaceName>(
    target: ComObject,
    method: MethodName,
    args: readonly unknown[],
    reads: readonly Read[],
  ): Promise<ReadSuccess<I>> {
    const { hresult, payload } = await this.run<ReadOutcome>(target, method, args, planOf(reads));
    const rows = this.rows(payload.rows);
    return { hresult, read: rows.ended ? undefined : rows.object<I>(reads) };
  }

  /**
   * Calls a method that gives a collection, and reads each member, in one hop: some hundred members at a time, so that
   * other calls get in between. Once the apartment is closed it rejects with {@link CallAbandoned}.
   */
  async callAndReadEach<I extends InterfaceName>(
    target: ComObject,
    method: MethodName,
    args: readonly unknown[],
    reads: readonly Read[],
  ): Promise<ReadProperties<I>[]> {
    const { payload } = await this.run<ReadOutcome>(target, method, args, planOf(reads, true));
    const rows = this.rows(payload.rows);
    const members: ReadProperties<I>[] = [];
    while (!rows.ended) members.push(rows.object(reads));
    return members;
  }

  /**
   * Starts an asynchronous method with a sink of its own; it is under way when this returns.
   *
   * @param read - what to read of a result that is an object, when `Status` brings it: the thread that brings
   *   it may end right after, and the object's apartment with it
   */
  startOperation(
    target: ComObject,
    method: MethodName,
    args: readonly unknown[],
    listener: OperationListener,
    read: readonly Read[] = [],
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
    const plan = read.length > 0 ? planOf(read) : null;
    try {
      addon().startOperation(this.id, operation, target.object, methodIndex[method], args, plan);
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
    const { payload } = await this.send<ResultData>('IGPMResult::get_Result', (call) =>
      addon().readResult(this.id, call, result.object),
    );
    return { ...payload, value: this.wrap(payload.value) };
  }

  /** Releases an object on this thread. */
  release(target: ComObject): void {
    this.collected.unregister(target);
    this.releaseNumber(target.object);
  }

  /** Ends the thread behind the calls that it has, and releases what its table holds; resolves when it has ended. */
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

  private run<T>(
    target: ComObject,
    method: MethodName,
    args: readonly unknown[],
    read: ReadPlan | null,
  ): Promise<Returned<T>> {
    return this.send(method, (call) =>
      addon().call(this.id, call, target.object, methodIndex[method], args, read),
    );
  }

  private send<T>(method: string, start: (call: number) => void): Promise<Returned<T>> {
    return new Promise((resolve, reject) => {
      this.checkOpen();
      this.track(
        start,
        (hresult, payload) => {
          if (!failed(hresult)) resolve({ hresult, payload: payload as T });
          else if (this.closing && hresult === Hresult.RPC_E_DISCONNECTED) reject(new CallAbandoned(method));
          else reject(new ComFailure(hresult, method, payload as string | undefined));
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

  private content(payload: StatusPayload, read: readonly Read[]): StatusContent {
    const value = this.wrap(payload.value);
    if (!payload.values) return { messages: payload.messages, value };
    const values = this.rows(payload.values).values(read);
    return { messages: payload.messages, value, read: { object: value as ComObject, values } };
  }

  private rows(rows: readonly unknown[]): Rows {
    return new Rows(rows, this.receiver);
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

/** A call that has returned with a success. */
interface Returned<T> {
  readonly hresult: number;
  readonly payload: T;
}
