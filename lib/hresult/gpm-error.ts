import { formatHresult, Hresult } from './codes';
import { leadingMessage, noMessages, type StatusMessage } from './status-message';

/** Programs that load the library to read its types, or its version, never need them. */
const texts = () => require('./text') as typeof import('./text');

/** Loads the names and meanings of HRESULTs, so that an error can be worded when no file can be opened any more. */
export function loadTexts(): void {
  texts();
}

/** What a {@link GpmError} is made of. */
interface GpmErrorFields {
  readonly code: string;
  readonly hresult: number;
  readonly operation: string;
  readonly messages?: readonly StatusMessage[] | undefined;
  readonly cause?: unknown;
  readonly name?: 'GpmError' | 'AbortError';
}

/**
 * A failure of Group Policy Management. The message says what could not be done, to which GPO, domain, backup or
 * directory, why, and what to do about it; it includes the server's own text where there is one.
 *
 * A cancelled operation rejects with a `GpmError` whose `name` is `AbortError` and whose `code` is `ABORT_ERR`.
 */
export class GpmError extends Error {
  /**
   * The HRESULT's name, such as `E_ACCESSDENIED` or `ERROR_PATH_NOT_FOUND`, or its number as `0x80230B11` where it
   * has none; `GPMC_E_NO_COMPLETION` where the server never said how an operation ended, `GPMC_E_CLOSED` after
   * {@link Gpm.close}, `ABORT_ERR` after a cancellation.
   */
  readonly code: string;
  /** The HRESULT as an unsigned 32-bit number. */
  readonly hresult: number;
  /** What failed: a COM method such as `IGPMGPO::Backup`, or a function of `gpmc/backups`. */
  readonly operation: string;
  /** The server's messages, in order. A cancelled or failed operation may have done part of its work. */
  readonly messages: readonly StatusMessage[];

  /** @internal */
  constructor(message: string, fields: GpmErrorFields) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    Object.defineProperty(this, 'name', {
      value: fields.name ?? 'GpmError',
      writable: true,
      configurable: true,
    });
    this.code = fields.code;
    this.hresult = fields.hresult >>> 0;
    this.operation = fields.operation;
    this.messages = fields.messages ?? noMessages;
  }
}

/** The facts of a failure, and what was being done. */
export interface FailureFacts {
  /** What could not be done, as it follows "Could not": `open the domain contoso.com`. */
  readonly action: string;
  /** The COM method that failed. */
  readonly method: string;
  readonly hresult: number;
  /** The server's error information, where it gave any. */
  readonly text?: string | undefined;
  readonly messages?: readonly StatusMessage[] | undefined;
}

/** Words a failure: what could not be done, what its HRESULT means, what the server says, what can be done. */
export function wordFailure({ action, method, hresult, text, messages }: FailureFacts): GpmError {
  const { hresultAdvice, hresultCode, hresultMeaning } = texts();
  const code = hresultCode(hresult);
  const number = formatHresult(hresult);
  const said = text?.trim() || leadingMessage(messages ?? noMessages).trim();
  const reasonless = !said && hresult >>> 0 === Hresult.E_FAIL ? ', and the server gave no reason' : '';
  const parts = [
    `Could not ${action}: ${hresultMeaning(hresult)}${reasonless} (${code === number ? number : `${code}, ${number}`}).`,
  ];
  if (said) parts.push(`The server says: ${/[.!?]$/.test(said) ? said : `${said}.`}`);
  const advice = hresultAdvice(hresult);
  if (advice) parts.push(advice);
  return new GpmError(parts.join(' '), { code, hresult, operation: method, messages });
}
