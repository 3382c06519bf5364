import { Served } from '../../addon/objects';
import type { InterfaceName } from '../../generated/gpmgmt';
import { ComError } from '../../server/com-error';
import { registry } from '../../server/registry';
import { Hresult } from '../state/hresult';

/** A handle typed as another interface that the object has. */
export function asInterface<I extends InterfaceName>(served: Served): Served<I> {
  return served as unknown as Served<I>;
}

/** The servant behind an interface pointer that a client gave; `E_INVALIDARG` where it is not one of `type`'s. */
export function servantOf<T>(value: unknown, type: abstract new (...args: never) => T, what: string): T {
  const servant = value instanceof Served ? registry().find(value.served)?.servant : undefined;
  if (servant instanceof type) return servant;
  const given = value === null || value === undefined ? 'none was given' : 'something else was given';
  throw new ComError(Hresult.E_INVALIDARG, `${what} is to be an object of this mock forest: ${given}.`);
}
