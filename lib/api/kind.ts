import type { ComObject } from '../addon/com-object';
import { ComFailure, UnusableValue } from '../client/com-failure';
import type { Read, ReadProperties } from '../client/read';
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

type Parts = Readonly<Record<string, Part<unknown>>>;
type PartValues<Q extends Parts> = { readonly [K in keyof Q]: Q[K] extends Part<infer T> ? T : never };

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
  readonly reads: readonly Read[];
  /**
   * Makes it of what was read.
   *
   * @param as - how the object reads itself anew, where that is more than this kind has
   * @throws ComFailure of the first property that could not be read, or is unusable, and has no fallback
   */
  make(session: Session, read: ReadProperties, as?: Kind<unknown>): T;
  /** The properties alone, for an object that reads itself anew. */
  values(session: Session, read: ReadProperties): object;
}

/** Another object that is read along in the same hop, or the members of a collection. */
export interface Part<T> {
  readonly read: Read;
  /**
   * Makes it of what was read.
   *
   * @throws ComFailure where that failed
   */
  convert(session: Session, value: unknown): T;
}

/** The object that a method gives; null where it gives none. */
export function one<T>(method: ObjectMethod, { reads, make }: Kind<T>): Part<T | null> {
  return {
    read: { method, read: reads },
    convert(session, value) {
      if (value instanceof ComFailure) throw value;
      return value === null ? null : make(session, value as ReadProperties);
    },
  };
}

/** The object that a method has to give. */
export function exactly<T>(method: ObjectMethod, kind: Kind<T>): Part<T> {
  const { read, convert } = one(method, kind);
  return {
    read,
    convert(session, value) {
      const made = convert(session, value);
      if (made === null) throw new UnusableValue('E_POINTER', method, 'no object');
      return made;
    },
  };
}

/** What a method without in parameters gives, as it is. */
export function plain<M extends MethodName>(method: M): Part<Calls[M]['out'][0]> {
  return {
    read: method,
    convert(_session, value) {
      if (value instanceof ComFailure) throw value;
      return value as Calls[M]['out'][0];
    },
  };
}

/** The members of the collection that a method gives. */
export function many<T>(method: CollectionMethod, { reads, make }: Kind<T>): Part<T[]> {
  return {
    read: { method, each: true, read: reads },
    convert(session, value) {
      if (value instanceof ComFailure) throw value;
      return ((value ?? []) as ReadProperties[]).map((member) => make(session, member));
    },
  };
}

/** The methods of {@link one} and {@link many}. */
type ObjectMethod = Extract<Read, { each?: false }>['method'];
type CollectionMethod = Extract<Read, { each: true }>['method'];

/** How a {@link Kind} is described. */
interface Description<
  N extends string,
  I extends InterfaceName,
  P extends Properties,
  F extends Partial<Record<keyof P, unknown>>,
  V extends object,
  Q extends Parts,
> {
  readonly name: N;
  readonly interfaceName: I;
  readonly properties: P;
  /** What is read along, in the same hop. */
  readonly parts?: Q;
  /** What stands for a property that a server may be unable to give. */
  readonly fallback?: F;
  /** The properties of the object, where they are not just what was read. */
  readonly shape?: (values: Values<P, F> & PartValues<Q>) => V;
}

/** Describes a class or record; see {@link Kind}. */
export function kind<
  T,
  const N extends string,
  const I extends InterfaceName,
  const P extends Properties,
  F extends Partial<Record<keyof P, unknown>> = Record<never, never>,
  Q extends Parts = Record<never, never>,
  V extends object = Values<P, F> & PartValues<Q>,
>(
  { name, interfaceName, properties, parts, fallback, shape }: Description<N, I, P, F, V, Q>,
  create: (received: Received<V>) => T,
): Kind<T> & { readonly name: N; readonly interfaceName: I } {
  const keys = Object.keys(properties);
  const methods = Object.values(properties);
  const further = Object.entries(parts ?? {});
  const values = (session: Session, read: ReadProperties): V => {
    const given: Record<string, unknown> = {};
    keys.forEach((key, index) => {
      const value = usable(read.values[index], key, methods[index] as MethodName);
      if (value !== undefined && !(value instanceof ComFailure)) given[key] = value;
      else if (fallback && key in fallback) given[key] = fallback[key];
      else throw value ?? new ComFailure(Hresult.E_NOINTERFACE, methods[index] as MethodName);
    });
    further.forEach(([key, part], index) => {
      given[key] = part.convert(session, read.values[keys.length + index]);
    });
    return shape ? shape(given as Values<P, F> & PartValues<Q>) : (given as unknown as V);
  };
  const described: Kind<T> & { readonly name: N; readonly interfaceName: I } = {
    name,
    interfaceName,
    reads: [...methods, ...further.map(([, { read }]) => read)],
    values,
    make: (session: Session, read: ReadProperties, as: Kind<unknown> = described) =>
      create({ session, com: read.object, kind: as, values: values(session, read) }),
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
