import type { ForeignObject, Served } from '../../addon/objects';
import type { VariantValue } from '../../addon/values';
import type { InterfaceName, MethodName } from '../../generated/gpmgmt';
import { ComServer, type Constants, type Implementation } from '../../server/com-server';
import { ServerThread } from '../../server/server-thread';
import type { GpoState } from '../state/gpo-state';
import { asInterface } from './arguments';
import type { ForestHost } from './host';
import type { MockObject } from './mock-object';
import type { OperationHost } from './operation';

/** How a connection comes by the objects of GPOs, which themselves need the connection. */
export interface GpoObjects {
  make(connection: Connection, gpo: GpoState): Implementation<'IGPMGPO3'> & MockObject;
  /** The properties that change only with the GPO; the addon answers them. */
  readonly constants: readonly MethodName[];
}

/**
 * One client's view of a mock forest: the COM objects published for it, the threads that call it back, and what runs
 * for it.
 */
export class Connection implements OperationHost {
  readonly server: ComServer;
  private readonly currentGpos = new Map<GpoState, Served<'IGPMGPO3'>>();
  /** Also those that clients may hold from before a behaviour was injected. */
  private readonly publishedGpos = new Map<GpoState, readonly Served<'IGPMGPO3'>[]>();
  private readonly operations = new Set<{ abort(): void; readonly finished: Promise<void> }>();
  private readonly heldSinks = new Set<ForeignObject>();
  private readonly startedThreads: ServerThread[] = [];

  constructor(
    readonly host: ForestHost,
    private readonly gpoObjects: GpoObjects,
  ) {
    this.server = new ComServer((method, args, object) =>
      host.injections.check(method, args, (object as MockObject).target ?? {}),
    );
  }

  /** The forest that the objects answer from. */
  get state() {
    return this.host.state;
  }
  get injections() {
    return this.host.injections;
  }
  get latency() {
    return this.host.latency;
  }
  get cancelHresult() {
    return this.host.cancelHresult;
  }

  /**
   * Publishes an object whose reference passes to its receiver. The methods named in `constant` are answered by the
   * addon: their values are taken from the object now.
   */
  transient<I extends InterfaceName>(
    name: I,
    object: Implementation<I> & MockObject,
    constant: readonly MethodName[] = [],
  ): Served<I> {
    return this.server.transient(name, object, this.constantsOf(object, constant));
  }

  /** Publishes a collection of the objects of some items; its reference passes to its receiver. */
  collection<I extends InterfaceName, T>(
    name: I,
    items: readonly T[],
    publish: (item: T) => Served,
  ): Served<I> {
    return this.server.publishCollection(
      name,
      items.map((item) => publish(item)),
    );
  }

  /** The object of a GPO: the same for as long as nothing is injected into its properties. */
  gpo(gpo: GpoState): Served<'IGPMGPO'> {
    let served = this.currentGpos.get(gpo);
    if (!served) {
      const { make, constants } = this.gpoObjects;
      const object = make(this, gpo);
      served = this.server.publish('IGPMGPO3', object, this.constantsOf(object, constants));
      this.currentGpos.set(gpo, served);
      this.publishedGpos.set(gpo, [...(this.publishedGpos.get(gpo) ?? []), served]);
    }
    return asInterface<'IGPMGPO'>(served);
  }

  /** Brings what the addon answers for a GPO up to date; lets a deleted one go. */
  refresh(gpo: GpoState): void {
    const objects = this.publishedGpos.get(gpo);
    if (!objects) return;
    if (gpo.deleted) {
      this.publishedGpos.delete(gpo);
      this.currentGpos.delete(gpo);
      for (const served of objects) {
        // Who still holds it is told by every method, also by those that the addon answered.
        this.server.clearConstants(served);
        this.server.withdraw(served);
      }
      return;
    }
    const { make, constants: methods } = this.gpoObjects;
    const constants = this.constantsOf(make(this, gpo), methods);
    for (const served of objects) {
      for (const method in constants) {
        this.server.update(served, method as MethodName, constants[method as MethodName]);
      }
    }
  }

  /** Lets the objects of GPOs that are deleted go. */
  forgetDeleted(): void {
    for (const gpo of [...this.publishedGpos.keys()]) if (gpo.deleted) this.refresh(gpo);
  }

  /** Has the next request for a GPO make a new object, whose constants are those that nothing is injected into. */
  renewGpos(): void {
    this.currentGpos.clear();
  }

  threads(count: number): readonly ServerThread[] {
    while (this.startedThreads.length < count) this.startedThreads.push(new ServerThread());
    return this.startedThreads.slice(0, count);
  }

  track(operation: { abort(): void; readonly finished: Promise<void> }): void {
    this.operations.add(operation);
    void operation.finished.then(() => this.operations.delete(operation));
  }

  holdSink(sink: ForeignObject): void {
    this.heldSinks.add(sink);
  }

  /** Cancels what runs, then gives everything back. */
  async close(): Promise<void> {
    // One more may have been started while those before it ended.
    while (this.operations.size > 0) {
      for (const operation of this.operations) operation.abort();
      await Promise.all([...this.operations].map((operation) => operation.finished));
    }
    for (const sink of this.heldSinks) sink.release();
    this.heldSinks.clear();
    await Promise.all(this.startedThreads.map((thread) => thread.close()));
    this.currentGpos.clear();
    this.publishedGpos.clear();
    this.server.close();
  }

  /** Values of methods for the addon to answer; not of those with an injected behaviour, which must reach the object. */
  private constantsOf(object: object, methods: readonly MethodName[]): Constants {
    const constants: Constants = {};
    for (const method of methods) {
      if (this.host.injections.has(method)) continue;
      const get = (object as Record<string, () => VariantValue>)[method.slice(method.indexOf('::') + 2)];
      if (get) constants[method] = get.call(object);
    }
    return constants;
  }
}
