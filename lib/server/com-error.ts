/**
 * The failure of a COM method: what a servant throws to have its caller receive `hresult`, and `message` as the
 * error information (`IErrorInfo::GetDescription`).
 *
 * Any other error that carries a numeric `hresult` is treated alike.
 */
export class ComError extends Error {
  override readonly name = 'ComError';
  /** The HRESULT, as an unsigned 32-bit number. */
  readonly hresult: number;

  constructor(hresult: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.hresult = hresult >>> 0;
  }
}

const E_UNEXPECTED = 0x8000ffff;

/** What a COM caller is told of something that was thrown. */
export interface Failure {
  readonly hresult: number;
  readonly text: string;
}

/**
 * The HRESULT and text for anything that a servant threw. An HRESULT that says success would make the caller read
 * out values that are not there, so it counts as none.
 */
export function failureOf(error: unknown): Failure {
  const { hresult, message } = (error ?? {}) as { hresult?: unknown; message?: unknown };
  return {
    hresult: typeof hresult === 'number' && hresult >>> 0 >= 0x80000000 ? hresult >>> 0 : E_UNEXPECTED,
    text: typeof message === 'string' ? message : String(error),
  };
}
