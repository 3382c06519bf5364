import {
  asyncMethods,
  type InterfaceName,
  interfaceBases,
  type MethodName,
  methodIndex,
  methodNames,
} from '../../generated/gpmgmt';
import { HresultError } from '../../hresult/hresult-error';
import { nearest } from '../../validate/nearest';
import { list } from '../../validate/values';
import type { Behaviour, Fail, InjectionTarget, Misbehaviour } from './behaviour';
import { checkBehaviour } from './check-behaviour';
import { toHresult } from './to-hresult';

/** A method as `inject` takes it: `IGPMGPO::Backup`, or with a dot; the interface may be one derived from the declaring one. */
export type InjectableMethod = MethodName | (string & {});

/** An injected behaviour, in force until it is removed or used up. */
export interface Injection {
  readonly method: MethodName;
  /** How many calls it was applied to. */
  readonly hits: number;
  /** Ends it. Harmless when repeated. */
  remove(): void;
}

interface Entry {
  readonly method: MethodName;
  readonly behaviour: Behaviour;
  left: number;
  hits: number;
}

/** What was injected for one call of a method. */
export interface Injected {
  readonly fail: Fail | undefined;
  /** The misbehaviour of one kind, where it was asked for. */
  get<K extends Misbehaviour['misbehave']>(kind: K): Extract<Misbehaviour, { misbehave: K }> | undefined;
}

const asynchronous: ReadonlySet<string> = new Set(asyncMethods);

/** The behaviours injected into one forest. Several of one method apply together. */
export class Injections {
  private entries: Entry[] = [];

  /** @param changed - called when a behaviour of a method was added or removed. */
  constructor(private readonly changed: (method: MethodName) => void) {}

  add(name: InjectableMethod, behaviour: Behaviour): Injection {
    const method = resolveMethod(name);
    checkBehaviour(method, behaviour);
    const entry: Entry = { method, behaviour, left: behaviour.times ?? Number.POSITIVE_INFINITY, hits: 0 };
    this.entries.push(entry);
    this.changed(method);
    return {
      method,
      get hits() {
        return entry.hits;
      },
      remove: () => this.remove(entry),
    };
  }

  clear(): void {
    for (const entry of this.entries) this.remove(entry);
  }

  /** Whether a behaviour waits for calls of the method: the addon must then not answer it by itself. */
  has(method: MethodName): boolean {
    return this.entries.some((entry) => entry.method === method);
  }

  /** Throws what was injected for a call of a method that is not asynchronous. */
  check(method: MethodName, args: readonly unknown[], target: InjectionTarget): void {
    if (this.entries.length === 0 || asynchronous.has(method)) return;
    const { fail } = this.take(method, args, target);
    if (fail) throw injectedError(method, fail);
  }

  /** Takes what applies to a call of a method. */
  take(method: MethodName, args: readonly unknown[], target: InjectionTarget): Injected {
    const taken = this.entries.filter(
      (entry) => entry.method === method && (entry.behaviour.when?.(args, target) ?? true),
    );
    for (const entry of taken) {
      entry.hits++;
      if (--entry.left <= 0) this.remove(entry);
    }
    const kinds = new Map<string, Behaviour>();
    let fail: Fail | undefined;
    for (const { behaviour } of taken) {
      if ('fail' in behaviour) fail ??= behaviour;
      else kinds.set(behaviour.misbehave, behaviour);
    }
    return { fail, get: (kind) => kinds.get(kind) as never };
  }

  private remove(entry: Entry): void {
    const rest = this.entries.filter((other) => other !== entry);
    if (rest.length === this.entries.length) return;
    this.entries = rest;
    this.changed(entry.method);
  }
}

/** The error of an injected failure. */
export function injectedError(method: MethodName, fail: Fail): HresultError {
  const hresult = toHresult(fail.fail, 'fail');
  return new HresultError(
    hresult,
    fail.message ??
      `${method} failed with 0x${hresult.toString(16).toUpperCase()}, as it was injected into the mock forest.`,
  );
}

/** Methods of that name of other interfaces, else those whose names end so, else the nearest one. */
function similarMethods(declaring: string, method: string): readonly string[] {
  const wanted = method.toLowerCase();
  const similar = methodNames.filter((each) => each.toLowerCase().endsWith(wanted));
  const sameName = similar.filter((each) => each.toLowerCase().endsWith(`::${wanted}`));
  if (similar.length > 0) return (sameName.length > 0 ? sameName : similar).slice(0, 5);
  const near = nearest(`${declaring}::${method}`, methodNames);
  return near === undefined ? [] : [near];
}

/** The method's name as it is declared; a TypeError for what is no method. */
function resolveMethod(name: InjectableMethod): MethodName {
  const match = typeof name === 'string' ? /^(\w+)(?:::|\.)(\w+)$/.exec(name) : null;
  let declaring = match?.[1] as InterfaceName | null | undefined;
  while (match && declaring && Object.hasOwn(interfaceBases, declaring)) {
    const candidate = `${declaring}::${match[2]}`;
    if (Object.hasOwn(methodIndex, candidate)) return candidate as MethodName;
    declaring = interfaceBases[declaring];
  }
  const meant = match ? similarMethods(match[1] as string, match[2] as string) : [];
  const hint = meant.length > 0 ? ` Did you mean ${list(meant)}?` : ' Write it as IGPMGPO::Backup.';
  throw new TypeError(`inject: ${JSON.stringify(name)} is not a method of gpmgmt.dll's interfaces.${hint}`);
}
