/**
 * One message of an operation, as `IGPMStatusMessage` shows it.
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmstatusmessage
 */
export interface StatusMessage {
  /** What the message is about: the path of a file or of a directory object. */
  readonly objectPath: string;
  /** Name of the client-side extension, or empty. */
  readonly extensionName: string;
  /** The setting or the principal. */
  readonly settingsName: string;
  readonly message: string;
  /** First error met, as the failing component returned it; `S_OK` where there was none. */
  readonly errorCode: number;
  /** A code of gpmgmt.dll's message table. */
  readonly operationCode: number;
}

export type Severity = 'success' | 'information' | 'warning' | 'error';

const severities: readonly Severity[] = ['success', 'information', 'warning', 'error'];

/** Severity of a code of gpmgmt.dll's message table: its top two bits, not the sign. */
export function severityOf(operationCode: number): Severity {
  return severities[operationCode >>> 30]!;
}

/** A {@link StatusMessage} from the parts that differ. */
export function statusMessage(
  operationCode: number,
  message: string,
  parts: Partial<Omit<StatusMessage, 'message' | 'operationCode'>> = {},
): StatusMessage {
  return {
    objectPath: '',
    extensionName: '',
    settingsName: '',
    errorCode: 0,
    ...parts,
    message,
    operationCode,
  };
}
