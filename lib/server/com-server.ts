import { CodedSuccess } from '../addon/coded-success';
import { addon } from '../addon/loader';
import { releaseTransient, Served } from '../addon/objects';
import type { VariantValue } from '../addon/values';
import { type InterfaceName, interfaces, type MethodName, methodIndex } from '../generated/gpmgmt';
import type { Methods } from '../generated/methods';
import { Hresult } from '../hresult/codes';
import { type BeforeMethod, registry } from './registry';

/** Values that the addon answers by itself, without asking JavaScript, by method. */
export type Constants = Partial<Record<MethodName, Constant>>;

/** One such value, with a success code of its own where that is not `S_OK`. */
export type Constant = VariantValue | CodedSuccess<VariantValue>;

/** An object in TypeScript that answers an interface's methods; one that is left out answers `E_NOTIMPL`. */
export type Implementation<I extends InterfaceName> = Partial<Methods[I]>;

const indexOfInterface = new Map(interfaces.map((name, index) => [name, index]));

/**
 * COM objects that TypeScript answers, kept together so that they are given back together.
 *
 * Constants and the members of a collection are read by COM clients on their own threads and cost the JavaScript
 * thread nothing; every other call waits for the object's method, which may be asynchronous.
 */
export class ComServer {
  private readonly held = new Set<Served>();
  private closed = false;

  /** @param before - called before every method that TypeScript answers; see {@link BeforeMethod}. */
  constructor(private readonly before?: BeforeMethod) {}

  /**
   * Publishes an object that lives until {@link ComServer.withdraw}, {@link ComServer.close}, or longer where a
   * client holds it.
   */
  publish<I extends InterfaceName>(name: I, object: Implementation<I>, constants: Constants = {}): Served<I> {
    const served = this.serve(name, object, constants, null, false);
    this.held.add(served);
    return served;
  }

  /**
   * Publishes an object whose reference passes to the first that receives it: the caller that it answers, the sink
   * that is told of it, or the object that holds it as a constant or a member.
   */
  transient<I extends InterfaceName>(
    name: I,
    object: Implementation<I>,
    constants: Constants = {},
  ): Served<I> {
    return this.serve(name, object, constants, null, true);
  }

  /**
   * Publishes a collection as {@link ComServer.transient} does. The addon answers `Count`, `Item` (1-based, a VARIANT)
   * and `_NewEnum` from the items; `object` answers what other methods the interface has.
   */
  publishCollection<I extends InterfaceName>(
    name: I,
    items: readonly Served[],
    object: Implementation<I> = {},
    constants: Constants = {},
  ): Served<I> {
    return this.serve(name, object, constants, items, true);
  }

  /** Changes what the addon answers for one method of an object. */
  update(served: Served, method: MethodName, constant: Constant): void {
    const [hresult, value] = parts(constant);
    addon().setConstant(served.served, methodIndex[method], hresult, value);
    releaseTransient([value]);
  }

  /** Has TypeScript answer every method of an object that clients may still hold. */
  clearConstants(served: Served): void {
    addon().clearConstants(served.served);
  }

  /** Gives back TypeScript's reference to an object of {@link ComServer.publish}. */
  withdraw(served: Served): void {
    this.held.delete(served);
    served.release();
  }

  /**
   * Gives back every reference that {@link ComServer.publish} made. Objects that clients hold live on.
   * Harmless when repeated.
   */
  close(): void {
    this.closed = true;
    for (const served of this.held) served.release();
    this.held.clear();
  }

  private serve<I extends InterfaceName>(
    name: I,
    object: Implementation<I>,
    constants: Constants,
    items: readonly Served[] | null,
    transient: boolean,
  ): Served<I> {
    if (this.closed) throw new Error(`This COM server is closed: it cannot publish an ${name}.`);
    const index = indexOfInterface.get(name);
    if (index === undefined) throw new TypeError(`There is no interface named ${String(name)}.`);
    const given: unknown[] = [];
    for (const method in constants)
      given.push(methodIndex[method as MethodName], ...parts(constants[method as MethodName]));
    const publications = registry();
    const number = addon().serve(index, given, items);
    const served = new Served<I>(number, transient);
    publications.add(number, { name, handle: served, object, before: this.before });
    releaseTransient(given);
    if (items) releaseTransient(items);
    return served;
  }
}

function parts(constant: Constant): [hresult: number, value: VariantValue] {
  return constant instanceof CodedSuccess ? [constant.hresult, constant.value] : [Hresult.S_OK, constant];
}
