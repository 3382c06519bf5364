import type { AsyncMethodName } from '../../generated/gpmgmt';
import { hresultSeverity } from '../../hresult/codes';
import { GpmcCode } from '../../hresult/gpmc-codes';
import type { StatusMessageFields } from '../../hresult/status-message';
import { failureOf } from '../../server/failure-of';
import { statusMessage } from '../operations/status-message';

/** The codes of gpmgmt.dll's message table for an operation that failed as a whole. */
const operationCodes: Partial<Record<AsyncMethodName, number>> = {
  'IGPMGPO::Import': GpmcCode.IMPORT_FAILED,
  'IGPMGPO::Backup': GpmcCode.BACKUP_FAILED,
  'IGPMDomain::RestoreGPO': GpmcCode.RESTORE_FAILED,
  'IGPMGPO::CopyTo': GpmcCode.COPY_FAILED,
};

/**
 * The messages of an operation that failed: those it had, and one that says why. In the asynchronous form there is no
 * other place for the text.
 */
export function failureMessages(
  method: AsyncMethodName,
  error: unknown,
  hresult: number,
): readonly StatusMessageFields[] {
  const messages = (error as { messages?: readonly StatusMessageFields[] } | undefined)?.messages ?? [];
  const { text } = failureOf(error);
  const said = messages.some(
    (message) => hresultSeverity(message.operationCode) === 'error' && message.message === text,
  );
  // An HRESULT of another facility becomes an operation code of the severity "error".
  const operationCode = operationCodes[method] ?? (hresult | 0xc0000000) >>> 0;
  return said ? messages : [...messages, statusMessage(operationCode, text, { errorCode: hresult })];
}
