import { failed, formatHresult } from '../hresult/codes';

/** A success whose HRESULT says more than `S_OK`, and the value that goes with it; see {@link succeededWith}. */
export class CodedSuccess<T> {
  /** @throws RangeError where the code says failure: a caller would not look at the value. */
  constructor(
    readonly hresult: number,
    readonly value: T,
  ) {
    if (failed(hresult))
      throw new RangeError(`${formatHresult(hresult)} says failure: throw an HresultError.`);
  }
}

/**
 * What an object's method gives back, or what stands among its constants, in place of the plain value, where its HRESULT
 * is to be another success than `S_OK`: `succeededWith(Hresult.S_FALSE, null)`.
 */
export function succeededWith<T>(hresult: number, value: T): CodedSuccess<T> {
  return new CodedSuccess(hresult, value);
}
