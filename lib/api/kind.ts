import type { ComObject } from '../addon/com-object';
import { ComFailure, UnusableValue } from '../client/com-failure';
import type { ReadProperties } from '../client/read';
import { canonicalGuid } from '../files/guid';
import type { Calls } from '../generated/calls';
import type { InterfaceName, MethodName } from '../generated/gpmgmt';
import { Hresult } from '../hresult/codes';
import type { Session } from './session';

/** The COM method that each property is read with. */
type Properties = Readonly<Record<string, MethodName>>;

/** What the methods give; `null` may also stand where COM gives a null pointer. */
type Values<P extends Properties, F> = {
  readonly [K in keyof P]: Calls[P[K]]['out'][0] | (K extends keyof F ? F[K] : never);
};

/** An object that was received and read, on its way to become what the caller gets. */
export interface Received<V> {
  readonly session: Session;
  readonly com: ComObject;
  readonly kind: Kind<unknown>;
  readonly values: V;
}

/**
 * A class of the API, or a record, that stands for a COM interface: its name, what is read of it in one hop, and how it
 * is made. All that a {@link Session} needs to get one, to list many, and to make one of an operation's result.
 */
export interface Kind<T> {
  /** The name of the class: `GpmBackup`. */
  readonly name: string;
  readonly interfaceName: InterfaceName;
  /** What is read, in the order in which {@link Kind.make} takes the values. */
  readonly methods: readonly MethodName[];
  /**
   * Makes it of what was read.
   *
   * @throws ComFailure of the first property that could not be read, or is unusable, and has no fallback
   */
  make(session: Session, read: ReadProperties): T;
  /** The properties alone, for an object that reads itself anew. */
  values(read: ReadProperties): object;
}

/** How a {@link Kind} is described. */
interface Description<
  N extends string,
  I extends InterfaceName,
  P extends Properties,
  F extends Partial<Record<keyof P, unknown>>,
  V extends object,
> {
  readonly name: N;
  readonly interfaceName: I;
  readonly properties: P;
  /** What stands for a property that a server may be unable to give. */
  readonly fallback?: F;
  /** The properties of the object, where they are not just what was read. */
  readonly shape?: (values: Values<P, F>) => V;
}

/** Describes a class or record; see {@link Kind}. */
export function kind<
  T,
  const N extends string,
  const I extends InterfaceName,
  const P extends Properties,
  F extends Partial<Record<keyof P, unknown>> = Record<never, never>,
  V extends object = Values<P, F>,
>(
  { name, interfaceName, properties, fallback, shape }: Description<N, I, P, F, V>,
  create: (received: Received<V>) => T,
): Kind<T> & { readonly name: N; readonly interfaceName: I } {
  const keys = Object.keys(properties);
  const methods = Object.values(properties);
  const values = (read: ReadProperties): V => {
    const given: Record<string, unknown> = {};
    keys.forEach((key, index) => {
      const value = usable(read.values[index], key, methods[index] as MethodName);
      if (value !== undefined && !(value instanceof ComFailure)) given[key] = value;
      else if (fallback && key in fallback) given[key] = fallback[key];
      else throw value ?? new ComFailure(Hresult.E_NOINTERFACE, methods[index] as MethodName);
    });
    return shape ? shape(given as Values<P, F>) : (given as unknown as V);
  };
  const described = {
    name,
    interfaceName,
    methods,
    values,
    make: (session: Session, read: ReadProperties) =>
      create({ session, com: read.object, kind: described, values: values(read) }),
  };
  return described;
}

/** A value as it was read, ids as `{UPPER-CASE}`; or why it is none: no date that JavaScript has, or an id of nothing. */
function usable(value: unknown, key: string, method: MethodName): unknown {
  if (value instanceof Date && Number.isNaN(value.getTime())) {
    return new UnusableValue('DISP_E_OVERFLOW', method, 'a date that is out of range');
  }
  if (!/^id$|Id$/.test(key)) return value;
  if (value === '' || value === null) return new UnusableValue('E_POINTER', method, 'no id');
  // Servers spell them as they like; who compares two of them shall not have to.
  return typeof value === 'string' ? (canonicalGuid(value) ?? value) : value;
}

/** Whether what was read is of an object that lacks the interface of its first property. */
export function isOfAnotherKind(read: ReadProperties): boolean {
  const first = read.values[0];
  return first instanceof ComFailure && first.hresult === Hresult.E_NOINTERFACE;
}
