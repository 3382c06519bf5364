import { failed, Hresult, type HresultName } from '../../hresult/codes';
import { nearest } from '../../validate/nearest';
import { show } from '../../validate/values';

const failures = (Object.keys(Hresult) as HresultName[]).filter((name) => failed(Hresult[name]));

/** The number of an HRESULT given by name or number; throws a TypeError or RangeError that names `what` it is for. */
export function toHresult(value: unknown, what: string): number {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= -0x80000000 && value <= 0xffffffff && failed(value))
      return value >>> 0;
    throw new RangeError(
      `${what} is ${value}; an HRESULT that says failure is an integer from 0x80000000 to 0xFFFFFFFF.`,
    );
  }
  if (typeof value === 'string' && (failures as readonly string[]).includes(value))
    return Hresult[value as HresultName];
  const meant = typeof value === 'string' ? nearest(value, failures) : undefined;
  throw new TypeError(
    `${what} is ${typeof value === 'string' ? `"${value}"` : show(value)}; ` +
      (meant === undefined
        ? 'give a number, or the name of an HRESULT such as E_ACCESSDENIED or ERROR_DISK_FULL.'
        : `did you mean ${meant}?`),
  );
}
