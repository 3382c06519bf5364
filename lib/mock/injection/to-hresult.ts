import { failed, Hresult, type HresultName } from '../../hresult/codes';

/** The number of an HRESULT given by name or number; throws a TypeError or RangeError that names `what` it is for. */
export function toHresult(value: HresultName | number, what: string): number {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= -0x80000000 && value <= 0xffffffff && failed(value))
      return value >>> 0;
    throw new RangeError(
      `${what} is ${value}; an HRESULT that says failure is an integer from 0x80000000 to 0xFFFFFFFF.`,
    );
  }
  const number = Object.hasOwn(Hresult, value) ? Hresult[value] : undefined;
  if (number !== undefined && failed(number)) return number;
  throw new TypeError(
    `${what} is ${JSON.stringify(value)}; give a number, or the name of an HRESULT such as E_ACCESSDENIED or ERROR_DISK_FULL.`,
  );
}
