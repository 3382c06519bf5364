import type { AsyncMethodName } from '../../generated/gpmgmt';
import { failureOf } from '../../server/com-error';
import { type StatusMessage, severityOf, statusMessage } from '../state/status';

/** The codes of gpmgmt.dll's message table for an operation that failed as a whole. */
const operationCodes: Partial<Record<AsyncMethodName, number>> = {
  'IGPMGPO::Import': 0xc00007d2,
  'IGPMGPO::Backup': 0xc00007d4,
  'IGPMDomain::RestoreGPO': 0xc00007d6,
  'IGPMGPO::CopyTo': 0xc00007d8,
};

/**
 * The messages of an operation that failed: those it had, and one that says why. In the asynchronous form there is no
 * other place for the text.
 */
export function failureMessages(
  method: AsyncMethodName,
  error: unknown,
  hresult: number,
): readonly StatusMessage[] {
  const messages = (error as { messages?: readonly StatusMessage[] } | undefined)?.messages ?? [];
  const { text } = failureOf(error);
  const said = messages.some(
    (message) => severityOf(message.operationCode) === 'error' && message.message === text,
  );
  // An HRESULT of another facility becomes an operation code of the severity "error".
  const operationCode = operationCodes[method] ?? (hresult | 0xc0000000) >>> 0;
  return said ? messages : [...messages, statusMessage(operationCode, text, { errorCode: hresult })];
}
