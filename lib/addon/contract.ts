/**
 * The one contract between TypeScript and C++. The addon takes and gives plain data only; every Error, Promise and
 * class instance is made in TypeScript, because an object made by native code belongs to another realm wherever
 * JavaScript runs in a context of its own.
 *
 * COM objects cross as `{ object: n }` (held by an apartment for the client), `{ served: n }` (answered by
 * TypeScript) and `{ foreign: n }` (a client's object, seen by the server).
 */
export interface NativeAddon {
  /**
   * Starts delivery. `events` is shared memory: {@link EVENT_FIELDS} numbers for each event, see {@link EventKind}.
   * `dispatch(count, payloads)` is called on the JavaScript thread with a batch; when it throws, the error goes to
   * `uncaughtException` and the addon calls `dispatch(0, [])` again, to go on behind the event that failed.
   * `again` is called when a batch ended at its budget and {@link drain} shall be called in a later turn.
   *
   * Gives how often it was called before: where modules are loaded more than once into an environment, as test runners
   * do, the last one to start receives the events, and its numbers must not be those of another.
   */
  start(
    events: Int32Array,
    dispatch: (count: number, payloads: unknown[]) => void,
    again: () => void,
  ): number;
  /** Delivers what waits, up to the budget of one turn. */
  drain(): void;
  /** Whether pending work keeps the process alive. */
  hold(alive: boolean): void;

  /** Starts a thread that makes COM calls. `sta`/`mta` name its apartment on Windows; `none` joins no apartment. */
  openApartment(model: ApartmentModel): number;
  /** Ends the thread once it is idle and drops its objects there; `Closed` follows. */
  closeApartment(apartment: number): void;
  /** `CoCreateInstance(CLSID_GPM)`. `Done` follows with `[{ object }]`. Windows only. */
  activate(apartment: number, call: number): void;
  /** Gives an apartment a reference to a served object; the number of the object in its table. */
  adopt(apartment: number, served: number): number;
  /** One COM call. `Done` follows with the HRESULT that it returned, and {@link CallOutcome} or {@link ReadOutcome}. */
  call(
    apartment: number,
    call: number,
    object: number,
    method: number,
    args: readonly unknown[],
    read: ReadPlan | null,
  ): void;
  /** Reads an `IGPMResult` whole. `Done` follows with {@link ResultData}. */
  readResult(apartment: number, call: number, object: number): void;
  /**
   * An asynchronous method with a new `IGPMAsyncProgress`. `Returned`, `Status` and `Released` follow. `read` is what is
   * read of a result that is an object while `Status` brings it, on the thread of the server.
   */
  startOperation(
    apartment: number,
    operation: number,
    object: number,
    method: number,
    args: readonly unknown[],
    read: ReadPlan | null,
  ): void;
  /** `IGPMAsyncCancel::Cancel` of an operation that has returned a cancel object. `Done` follows. */
  cancelOperation(apartment: number, call: number, operation: number): void;
  /** From now on the operation's sink answers `S_OK` and does nothing; its cancel object is released. */
  forgetOperation(apartment: number, operation: number): void;
  /** Releases objects on their apartment's thread. */
  release(apartment: number, objects: readonly number[]): void;

  /** Makes a COM object of the numbered interface. `constants` holds method index, HRESULT and value of each. */
  serve(interfaceIndex: number, constants: readonly unknown[], items: readonly unknown[] | null): number;
  /** Changes what the addon itself answers for one method of a served object. */
  setConstant(served: number, method: number, hresult: number, value: unknown): void;
  /** Has every method of a served object be asked for from now on. */
  clearConstants(served: number): void;
  /** Gives back TypeScript's own reference; `Destroyed` follows when no client holds another. */
  releaseServed(served: number): void;
  /** Answers a `Question`, with whatever HRESULT; `text` becomes the error information of a failure. */
  answer(question: number, hresult: number, outs: readonly unknown[], text: string | null): void;
  releaseForeign(foreign: number): void;
  /** Calls a client's object from a thread of the server. `Done` follows. */
  callForeign(
    apartment: number,
    call: number,
    foreign: number,
    method: number,
    args: readonly unknown[],
    late: boolean,
  ): void;
  /**
   * Calls a sink's `Status(i, denominator, S_OK, …)` for i = 1 … count in a loop, with a pause of so many microseconds
   * before each. `Done` follows; its outs are the times at which calls were begun, in microseconds of the clock of
   * `process.hrtime`: of each where there is a pause, else of the first.
   */
  flood(
    apartment: number,
    call: number,
    foreign: number,
    count: number,
    denominator: number,
    pause: number,
  ): void;

  /**
   * From now on writes a line on standard error for each COM event of an operation, in the whole process.
   *
   * @param progress - The VARTYPE as which operations pass their sink on.
   */
  trace(progress: number): void;
  /** What is alive in this process: for tests and diagnosis. */
  counters(): NativeCounters;
}

export type ApartmentModel = 'sta' | 'mta' | 'none';

export interface NativeCounters {
  /** COM objects made by the addon that are alive, in this process. */
  objects: number;
  /** References to them that are not given back, in this process. */
  references: number;
  /** Apartment threads running, in this process. */
  apartments: number;
}

/** What to read, in the same hop, of a call's first out value. */
export interface ReadPlan {
  /** By the index of a method without in parameters: its first out value, or what is read further of that. */
  readonly reads: readonly (number | FurtherPlan)[];
  /** Read each member of the collection, in place of the object itself. */
  readonly each: boolean;
}

/** What to read of the object that a method gives. */
export interface FurtherPlan extends ReadPlan {
  readonly method: number;
}

/** The payload of `Done` after {@link NativeAddon.call}; a string (the error information) or nothing after a failure. */
export interface CallOutcome {
  outs: unknown[];
}

/** The same where there was a plan. */
export interface ReadOutcome {
  /**
   * For each object that was read, its number in the table and the values in the order of the plan, all in one array.
   * `{ error: hresult }` stands for a value that could not be read. What was read further stands where the value would:
   * an object as above, or the number of members and then each; `null` for a null pointer. The number of an object that
   * JavaScript named itself is left out.
   */
  rows: unknown[];
}

/**
 * A status message as it was read; `failed` is the HRESULT of an item that could not be. After many of those in a row
 * the rest is given up: the last one has the number of messages behind it as `unread`.
 */
export type StatusMessageData =
  | {
      objectPath: string;
      extensionName: string;
      settingsName: string;
      message: string;
      errorCode: number;
      operationCode: number;
    }
  | { failed: number; unread?: number };

export interface ResultData {
  /** What `IGPMResult::OverallStatus` returned. */
  overall: number;
  messages: StatusMessageData[];
  /** `IGPMResult::Result`. */
  value: unknown;
}

/** The payload of a `Status` event that carries more than numbers. */
export interface StatusPayload {
  messages: StatusMessageData[];
  /** `pResult`; `undefined` where it was empty. */
  value: unknown;
  /** What was read of an object, in the order of the operation's {@link ReadPlan}; see {@link ReadOutcome.rows}. */
  values?: unknown[];
}

/** Numbers for each event in the shared memory: kind, id, a, b, c, index of the payload or -1. */
export const EVENT_FIELDS = 6;
/**
 * Events in one batch at the most: the room in the shared memory. The addon looks at the clock between two batches,
 * whether the budget of its turn is spent.
 */
export const BATCH_EVENTS = 128;

/** What an event says; the numbers are shared with `native/runtime/event.h`. */
export const EventKind = {
  /** id: operation, a: numerator, b: denominator, c: HRESULT, payload: {@link StatusPayload}. */
  Status: 0,
  /** id: call, a: HRESULT, payload: by call. */
  Done: 1,
  /** id: operation, a: HRESULT, b: 1 where a cancel object came, payload: `{ result?: { object }, text? }`. */
  Returned: 2,
  /** id: operation. The server let go of the sink. */
  Released: 3,
  /** id: question, a: served object, b: method index, payload: arguments. */
  Question: 4,
  /** id: served object. No client and no handle holds it any more. */
  Destroyed: 5,
  /** id: apartment. Its thread has ended. */
  Closed: 6,
} as const;
