import type { Served } from '../../addon/objects';
import type { InterfaceName } from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { implementationOf } from '../../server/registry';
import type { MockObject, Represented } from './mock-object';

/** A handle typed as another interface that the object has. */
export function asInterface<I extends InterfaceName>(served: Served): Served<I> {
  return served as unknown as Served<I>;
}

/** All that an argument stands for; nothing where it is no object of a mock forest. */
export function representedBy(value: unknown): Partial<Represented> {
  return (implementationOf(value) as MockObject | undefined)?.represents ?? {};
}

/** What the interface pointer that a client gave stands for; `E_INVALIDARG` where that is nothing of the kind. */
export function represented<K extends keyof Represented>(
  value: unknown,
  kind: K,
  what: string,
): NonNullable<Represented[K]> {
  const found = representedBy(value)[kind];
  if (found !== undefined) return found;
  const given = value === null || value === undefined ? 'none was given' : 'something else was given';
  throw new HresultError(Hresult.E_INVALIDARG, `${what} is to be an object of this mock forest: ${given}.`);
}
