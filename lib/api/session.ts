import { ComObject } from '../addon/com-object';
import type { ResultData } from '../addon/contract';
import { clearInterval, clearTimeout, setInterval, setTimeout } from '../addon/timers';
import type { Apartment } from '../client/apartment';
import { CallAbandoned, ComFailure, UnusableValue } from '../client/com-failure';
import type { ReadProperties } from '../client/read';
import type { Calls } from '../generated/calls';
import type { MethodName } from '../generated/gpmgmt';
import { formatHresult, Hresult } from '../hresult/codes';
import { GpmError, wordFailure } from '../hresult/gpm-error';
import type { OperationHost, OperationPlan } from '../operation/host';
import { GpmOperation } from '../operation/operation';
import { show } from '../validate/values';
import { isOfAnotherKind, type Kind } from './kind';

/** Milliseconds; a timer that only keeps the process alive. */
const LONG = 2 ** 30;

/** What a backend has besides its first object. */
export interface Connection {
  /** Ends it, after the apartment has let go of its objects. */
  close(): Promise<void>;
}

/**
 * What all objects of one `Gpm` share: its apartment, its first COM object, and whether it is open. Every COM call
 * of the API passes here, to be refused after `close()` and to have its errors say what was being done.
 */
export class Session implements OperationHost {
  readonly running = new Set<{ cancel(): Promise<void> }>();
  private closing: Promise<void> | undefined;

  constructor(
    readonly apartment: Apartment,
    readonly root: ComObject,
    readonly backend: 'com' | 'mock',
    readonly cancelGrace: number,
    private readonly connection: Connection | undefined,
  ) {
    dropped.register(this, { apartment, connection }, this);
  }

  /** Whether `close()` was called: what a server held for this session is given back, or will be. */
  get closed(): boolean {
    return this.closing !== undefined;
  }

  /** Throws after `close()`. */
  checkOpen(operation: string): void {
    if (!this.closing) return;
    throw new GpmError(
      `${operation} was not called: this Gpm is closed (GPMC_E_CLOSED). Open a new one with Gpm.open(); objects of a closed one cannot be used.`,
      { code: 'GPMC_E_CLOSED', hresult: Hresult.RPC_E_DISCONNECTED, operation },
    );
  }

  /** One COM call; gives its out values. */
  async call<M extends MethodName>(
    action: string,
    target: ComObject,
    method: M,
    ...args: Calls[M]['in']
  ): Promise<Calls[M]['out']> {
    this.checkOpen(method);
    return this.worded(action, this.apartment.call(target, method, ...args));
  }

  /** Calls a method that gives an object, and reads that in the same hop. */
  async get<T, M extends MethodName>(
    action: string,
    kind: Kind<T>,
    target: ComObject,
    method: M,
    ...args: Calls[M]['in']
  ): Promise<T> {
    const object = await this.find(action, kind, target, method, ...args);
    if (object === null) throw inWords(action, new UnusableValue('E_POINTER', method, 'no object'));
    return object;
  }

  /** As {@link get}, of a method that may give none. */
  async find<T, M extends MethodName>(
    action: string,
    kind: Kind<T>,
    target: ComObject,
    method: M,
    ...args: Calls[M]['in']
  ): Promise<T | null> {
    this.checkOpen(method);
    const read = await this.worded(action, this.apartment.callAndRead(target, method, args, kind.reads));
    return read ? this.make(action, kind, read) : null;
  }

  /**
   * Calls a method that gives a collection, and reads each member in the same hop. A member with a value that is unusable
   * is left out, with a warning of the process.
   */
  async list<T, M extends MethodName>(
    action: string,
    kind: Kind<T>,
    target: ComObject,
    method: M,
    ...args: Calls[M]['in']
  ): Promise<T[]> {
    this.checkOpen(method);
    const all = await this.worded(action, this.apartment.callAndReadEach(target, method, args, kind.reads));
    return all.flatMap((read) => {
      try {
        return [kind.make(this, read)];
      } catch (error) {
        if (!(error instanceof UnusableValue)) throw inWords(action, error);
        warnOf(action, kind, read, error);
        read.object.release();
        return [];
      }
    });
  }

  /** Reads the properties of an object that is there. */
  async values(action: string, kind: Kind<unknown>, target: ComObject): Promise<object> {
    const read = await this.read(action, kind, target);
    return wording(action, () => kind.values(this, read));
  }

  /** Makes an object that is there into what the caller gets. */
  async wrap<T>(action: string, kind: Kind<T>, target: ComObject): Promise<T> {
    return this.make(action, kind, await this.read(action, kind, target));
  }

  /** Reads an `IGPMResult` whole. */
  async readResult(action: string, result: ComObject<'IGPMResult'>): Promise<ResultData> {
    this.checkOpen('IGPMResult::get_Result');
    return this.worded(action, this.apartment.readResult(result));
  }

  /** Starts an asynchronous method that results in an object. */
  start<T>(kind: Kind<T>, plan: Omit<OperationPlan<T>, 'convert' | 'read'>): GpmOperation<T> {
    const { action, method } = plan;
    return this.startOperation({
      ...plan,
      read: kind.reads,
      convert: async (value, early) => {
        if (!(value instanceof ComObject))
          throw wrongResult(action, method, `an ${kind.interfaceName}`, value);
        try {
          if (early) return kind.make(this, early);
        } catch {
          // What could not be read while the server's thread was in `Status` may be there now.
        }
        // Not refused after `close()`, which waits for this operation.
        const read = await this.worded(action, this.apartment.read(value, kind.reads));
        if (isOfAnotherKind(read)) throw wrongResult(action, method, `an ${kind.interfaceName}`, value);
        return this.make(action, kind, read);
      },
    });
  }

  /** Starts an asynchronous method that results in a text, of which `use` makes what the caller gets. */
  startText(
    plan: Omit<OperationPlan<string>, 'convert'>,
    use: (text: string) => string | Promise<string> = (text) => text,
  ): GpmOperation<string> {
    const { action, method } = plan;
    return this.startOperation({
      ...plan,
      convert(value) {
        if (typeof value !== 'string') throw wrongResult(action, method, 'text', value);
        return use(value);
      },
    });
  }

  private startOperation<T>(plan: OperationPlan<T>): GpmOperation<T> {
    this.checkOpen(plan.method);
    return GpmOperation.start(this, plan);
  }

  private read(action: string, kind: Kind<unknown>, target: ComObject): Promise<ReadProperties> {
    const [first] = kind.reads;
    this.checkOpen(typeof first === 'string' ? first : kind.interfaceName);
    return this.worded(action, this.apartment.read(target, kind.reads));
  }

  private make<T>(action: string, kind: Kind<T>, read: ReadProperties): T {
    return wording(action, () => kind.make(this, read));
  }

  /** What the apartment rejects with, worded. */
  private async worded<T>(action: string, task: Promise<T>): Promise<T> {
    try {
      return await task;
    } catch (error) {
      throw inWords(action, error);
    }
  }

  /** Cancels what runs, waits a bounded time for it and for the thread, and ends both. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    dropped.unregister(this);
    // A thread that ends does not keep the process alive; what waits for `close()` has to be told all the same.
    const alive = setInterval(() => {}, LONG);
    try {
      // Each operation gives up by itself after the grace period.
      await Promise.all([...this.running].map((operation) => operation.cancel()));
      if (!(await within(this.cancelGrace, this.apartment.close()))) this.apartment.abandon();
      await this.connection?.close();
    } finally {
      clearInterval(alive);
    }
  }
}

/** Ends the thread of a `Gpm` that was dropped without `close()`, once none of its objects is in use. */
const dropped = new FinalizationRegistry<{ apartment: Apartment; connection: Connection | undefined }>(
  ({ apartment, connection }) => {
    void apartment.close().then(() => connection?.close());
  },
);

/** Waits for the end of an apartment's thread, but not for a server that never returns from a call; whether it ended. */
async function within(milliseconds: number, ended: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const inTime = await Promise.race([ended.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}

/** An error of a COM call in words; any other as it is. */
export function inWords(action: string, error: unknown): unknown {
  if (error instanceof CallAbandoned) {
    return new GpmError(
      `Could not ${action}, or it is not known whether it was done: ${error.method} had not returned when the Gpm was ` +
        'closed (GPMC_E_CLOSED). The server may still be at work: check before repeating it.',
      { code: 'GPMC_E_CLOSED', hresult: Hresult.RPC_E_DISCONNECTED, operation: error.method },
    );
  }
  if (error instanceof UnusableValue) return wordUnusable(action, error);
  if (!(error instanceof ComFailure)) return error;
  const { method, hresult, text } = error;
  return wordFailure({ action, method, hresult, text });
}

function wordUnusable(action: string, { code, hresult, method, what }: UnusableValue): GpmError {
  return new GpmError(
    `Could not ${action}: ${method} succeeded, but gave ${what} (${code}, ${formatHresult(hresult)}).`,
    { code, hresult, operation: method },
  );
}

/** Tells of a member that is left out of a list. */
function warnOf(action: string, kind: Kind<unknown>, read: ReadProperties, why: UnusableValue): void {
  const name = read.values.find((value) => typeof value === 'string' && value !== '');
  const which = name === undefined ? kind.interfaceName : `${kind.interfaceName} ${show(name)}`;
  process.emitWarning(
    `An object was left out (${action}): ${why.method} of the ${which} succeeded, but gave ${why.what}.`,
    { type: 'GpmWarning', code: why.code },
  );
}

function wording<T>(action: string, task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw inWords(action, error);
  }
}

/** The error for a result that is not what the method is documented to give. */
function wrongResult(action: string, operation: string, expected: string, value: unknown): GpmError {
  const what = typeof value === 'object' ? 'an object without that interface' : show(value);
  return new GpmError(
    `Could not ${action}, or not learn its result: the server reported success, but gave ${what} where ` +
      `${expected} was expected (E_NOINTERFACE). Check the outcome before repeating it.`,
    { code: 'E_NOINTERFACE', hresult: Hresult.E_NOINTERFACE, operation },
  );
}
