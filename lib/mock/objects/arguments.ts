import { Served } from '../../addon/objects';
import type { InterfaceName } from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { registry } from '../../server/registry';

/** A handle typed as another interface that the object has. */
export function asInterface<I extends InterfaceName>(served: Served): Served<I> {
  return served as unknown as Served<I>;
}

/** The servant behind an interface pointer that a client gave; `E_INVALIDARG` where it is not one of `type`'s. */
export function servantOf<T>(value: unknown, type: abstract new (...args: never) => T, what: string): T {
  const servant = value instanceof Served ? registry().find(value.served)?.servant : undefined;
  if (servant instanceof type) return servant;
  const given = value === null || value === undefined ? 'none was given' : 'something else was given';
  throw new HresultError(Hresult.E_INVALIDARG, `${what} is to be an object of this mock forest: ${given}.`);
}
