import { formatHresult } from './codes';
import { leadingMessage, noMessages, type StatusMessage } from './status-message';

/** Loaded when something has failed: most programs that load the library never need it. */
const texts = () => require('./text') as typeof import('./text');

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
  /** The COM method that failed, such as `IGPMGPO::Backup`. */
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

/** What the server said of an error that {@link explain} words anew. */
const serverTexts = new WeakMap<GpmError, string>();

/**
 * The error of a failed COM call.
 *
 * @param text - the server's error information, where it gave any
 * @param action - what could not be done, as it follows "Could not": `open the domain contoso.com`
 */
export function errorFromHresult(
  hresult: number,
  operation: string,
  text?: string,
  action?: string,
  messages?: readonly StatusMessage[],
): GpmError {
  const { hresultAdvice, hresultCode, hresultMeaning } = texts();
  const code = hresultCode(hresult);
  const number = formatHresult(hresult);
  const parts = [
    `${action ? `Could not ${action}` : `${operation} failed`}: ${hresultMeaning(hresult)} (${code === number ? number : `${code}, ${number}`}).`,
  ];
  const said = text?.trim() || leadingMessage(messages ?? noMessages).trim();
  if (said) parts.push(`The server says: ${sentence(said)}`);
  const advice = hresultAdvice(hresult);
  if (advice) parts.push(advice);
  const error = new GpmError(parts.join(' '), { code, hresult, operation, messages });
  if (text) serverTexts.set(error, text);
  return error;
}

/** Says in an error of a COM call what was being done; other errors pass as they are. */
export function explain(error: unknown, action: string, operation?: string): unknown {
  if (!(error instanceof GpmError) || error.hresult < 0x80000000) return error;
  return errorFromHresult(
    error.hresult,
    operation ?? error.operation,
    serverTexts.get(error),
    action,
    error.messages,
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
