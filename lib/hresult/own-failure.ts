import { formatHresult } from './codes';
import { GpmError } from './gpm-error';
import { asHresultError } from './hresult-error';
import { hresultAdvice, hresultCode } from './text';

/**
 * Words a failure of this library's own, which says itself what is wrong.
 *
 * @param action - what could not be done, as it follows "Could not"
 * @param operation - the function that failed
 * @returns a TypeError or RangeError, which say that the caller is wrong, as it is
 */
export function wordOwnFailure(action: string, operation: string, error: unknown): unknown {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof GpmError) return error;
  return ownFailure(`Could not ${action}: `, operation, error);
}

/** A failure that is told of beside what succeeded: its message says where, and stands alone. */
export function wordProblem(operation: string, error: unknown): GpmError {
  return error instanceof GpmError ? error : ownFailure('', operation, error);
}

function ownFailure(prefix: string, operation: string, error: unknown): GpmError {
  const { hresult, message } = asHresultError(error);
  const code = hresultCode(hresult);
  const number = formatHresult(hresult);
  const named = code === number ? number : `${code}, ${number}`;
  const advice = hresultAdvice(hresult);
  return new GpmError(`${prefix}${message} (${named}).${advice && ` ${advice}`}`, {
    code,
    hresult,
    operation,
    cause: error,
  });
}
