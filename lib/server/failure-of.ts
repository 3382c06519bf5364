import { failed, Hresult } from '../hresult/codes';

/** What a COM caller is told of something that was thrown. */
export interface Failure {
  readonly hresult: number;
  readonly text: string;
}

/**
 * The HRESULT and text for anything that an object's method threw. An HRESULT that says success would make the caller
 * read out values that are not there, so it counts as none.
 */
export function failureOf(error: unknown): Failure {
  const { hresult, message } = (error ?? {}) as { hresult?: unknown; message?: unknown };
  return {
    hresult: typeof hresult === 'number' && failed(hresult) ? hresult >>> 0 : Hresult.E_UNEXPECTED,
    text: typeof message === 'string' ? message : String(error),
  };
}
