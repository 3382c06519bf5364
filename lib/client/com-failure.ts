import { formatHresult, Hresult } from '../hresult/codes';

/**
 * What a COM call, or the reading of one value, failed with: plain facts. Who knows what was being done makes a
 * `GpmError` of them, once.
 */
export class ComFailure extends Error {
  override readonly name = 'ComFailure';

  constructor(
    /** Unsigned; says failure. */
    readonly hresult: number,
    /** The COM method, such as `IGPMGPO::Backup`. */
    readonly method: string,
    /** The server's error information (`IErrorInfo::GetDescription`), where it gave any. */
    readonly text?: string | undefined,
  ) {
    super(`${method} failed with ${formatHresult(hresult)}${text ? `: ${text}` : ''}`);
  }
}

/** A call succeeded, and gave what it must not. */
export class UnusableValue extends ComFailure {
  constructor(
    readonly code: 'E_POINTER' | 'DISP_E_OVERFLOW',
    method: string,
    /** As it follows "gave": `no id`. */
    readonly what: string,
  ) {
    super(Hresult[code], method);
  }
}

/**
 * A call had not returned, or not all of what it gave had been read, when its apartment was closed: what has become of it is
 * not known here.
 */
export class CallAbandoned extends Error {
  override readonly name = 'CallAbandoned';

  constructor(readonly method: string) {
    super(`${method} had not returned when its thread was given up`);
  }
}
