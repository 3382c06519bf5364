import { formatHresult } from './codes';
import { GpmError } from './gpm-error';
import { HresultError } from './hresult-error';
import { hresultCode } from './text';

/**
 * Words a failure of this library's own, which says itself what is wrong and what to do about it.
 *
 * @param action - what could not be done, as it follows "Could not"
 * @param operation - the function that failed
 * @returns an error that is no {@link HresultError} as it is
 */
export function wordOwnFailure(action: string, operation: string, error: unknown): unknown {
  if (!(error instanceof HresultError)) return error;
  const { hresult, message } = error;
  const code = hresultCode(hresult);
  const number = formatHresult(hresult);
  const named = code === number ? number : `${code}, ${number}`;
  return new GpmError(`Could not ${action}: ${message} (${named}).`, {
    code,
    hresult,
    operation,
    cause: error,
  });
}
