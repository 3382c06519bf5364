import type { Apartment, Row } from '../client/apartment';
import type { ComObject } from '../client/com-object';
import type { Calls, InterfaceName, MethodName } from '../generated/gpmgmt';
import { Hresult } from '../hresult/codes';
import { explain, GpmError } from '../hresult/gpm-error';
import type { OperationHost, OperationPlan } from '../operation/host';
import { GpmOperation } from '../operation/operation';

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

  /** Throws after `close()`. */
  checkOpen(operation: string): void {
    if (!this.closing) return;
    throw new GpmError(
      `${operation} was not called: this Gpm is closed (GPMC_E_CLOSED). Open a new one with Gpm.open(); objects of a closed one cannot be used.`,
      { code: 'GPMC_E_CLOSED', hresult: Hresult.RPC_E_DISCONNECTED, operation },
    );
  }

  /** One COM call. */
  call<M extends MethodName>(
    action: string,
    target: ComObject,
    method: M,
    ...args: Calls[M]['in']
  ): Promise<Calls[M]['out']> {
    return this.guard(action, method, () => this.apartment.call(target, method, ...args));
  }

  /** Reads properties of an object in one hop. */
  async read<I extends InterfaceName>(
    action: string,
    target: ComObject<I>,
    methods: readonly MethodName[],
  ): Promise<Row<I>> {
    return this.guard(action, methods[0] as string, () => this.apartment.read(target, methods));
  }

  /** Reads the object that an operation resulted in; also while `close()` waits for that operation. */
  async readResult(action: string, target: ComObject, methods: readonly MethodName[]): Promise<Row> {
    try {
      return await this.apartment.read(target, methods);
    } catch (error) {
      throw explain(error, action);
    }
  }

  /** Calls a method that gives an object, and reads that in the same hop. */
  async callAndRead<I extends InterfaceName, M extends MethodName = MethodName>(
    action: string,
    target: ComObject,
    method: M,
    args: Calls[M]['in'],
    methods: readonly MethodName[],
  ): Promise<Row<I>> {
    const row = await this.guard(action, method, () =>
      this.apartment.callAndRead<I>(target, method, args, methods),
    );
    if (row) return row;
    throw new GpmError(
      `Could not ${action}: ${method} succeeded, but gave no object (E_POINTER, 0x80004003).`,
      { code: 'E_POINTER', hresult: Hresult.E_POINTER, operation: method },
    );
  }

  /** Calls a method that gives a collection, and reads each member in the same hop. */
  async callAndReadEach<I extends InterfaceName, M extends MethodName = MethodName>(
    action: string,
    target: ComObject,
    method: M,
    args: Calls[M]['in'],
    methods: readonly MethodName[],
  ): Promise<Row<I>[]> {
    return this.guard(action, method, () => this.apartment.callAndReadEach<I>(target, method, args, methods));
  }

  /** Starts an asynchronous method. */
  start<T>(plan: OperationPlan<T>): GpmOperation<T> {
    this.checkOpen(plan.method);
    return GpmOperation.start(this, plan);
  }

  /** Words the errors of what is done on the apartment. */
  async guard<T>(action: string, operation: string, task: () => Promise<T>): Promise<T> {
    this.checkOpen(operation);
    try {
      return await task();
    } catch (error) {
      throw explain(error, action);
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
      await within(this.cancelGrace, this.apartment.close());
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

/** Waits for the end of an apartment's thread, but not for a server that never returns from a call. */
async function within(milliseconds: number, ended: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
}
