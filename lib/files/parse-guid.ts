import { Hresult } from '../hresult/codes';
import { HresultError } from '../hresult/hresult-error';
import { excerpt } from './excerpt';
import { canonicalGuid } from './guid';

/** {@link canonicalGuid}, or an `E_INVALIDARG` that names the text and what it should have been the GUID of. */
export function parseGuid(text: string, what: string): string {
  const guid = canonicalGuid(text);
  if (guid === undefined) {
    throw new HresultError(
      Hresult.E_INVALIDARG,
      `"${excerpt(text)}" is not the GUID of a ${what}; write it as {31B2F340-016D-11D2-945F-00C04FB984F9}`,
    );
  }
  return guid;
}
