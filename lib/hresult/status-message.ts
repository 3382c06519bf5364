import { failed, hresultSeverity, isGpmcCode, type Severity } from './codes';

/** What `IGPMStatusMessage` itself holds. */
export interface StatusMessageFields {
  /** The object it is about, such as the path of a GPO or a file; empty where there is none. */
  readonly objectPath: string;
  /** The client-side extension it is about; empty where there is none. */
  readonly extensionName: string;
  /** The setting it is about; empty where there is none. */
  readonly settingsName: string;
  /** The server's text, in its language. */
  readonly message: string;
  /** The HRESULT of the component that failed first (`IGPMStatusMessage::ErrorCode`), unsigned. */
  readonly errorCode: number;
  /** gpmgmt.dll's own identifier of the message (`IGPMStatusMessage::OperationCode`), unsigned. */
  readonly operationCode: number;
}

/**
 * One message of the server about an operation: `IGPMStatusMessage`, read whole.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmstatusmessage
 */
export interface StatusMessage extends StatusMessageFields {
  /** How serious it is. The messages of an operation that succeeded can be warnings worth reading. */
  readonly severity: Severity;
}

/** What everything without messages shares. */
export const noMessages: readonly StatusMessage[] = Object.freeze([]);

const ranks: readonly Severity[] = ['success', 'information', 'warning', 'error'];

/**
 * The operation code says whether GPMC went on (a warning) or stopped, whatever error another component gave it; the
 * error code decides only where the operation code is not GPMC's. Where neither is, the worse of the two counts.
 */
export function messageSeverity(errorCode: number, operationCode: number): Severity {
  if (isGpmcCode(operationCode)) return hresultSeverity(operationCode);
  if (isGpmcCode(errorCode)) return hresultSeverity(errorCode);
  const worse = Math.max(
    ranks.indexOf(hresultSeverity(errorCode)),
    ranks.indexOf(hresultSeverity(operationCode)),
  );
  return ranks[worse] as Severity;
}

/** The text that explains a failure best: the first error's, else the first of a failing code; empty if none has. */
export function leadingMessage(messages: readonly StatusMessage[]): string {
  const error = messages.find((message) => message.severity === 'error' && message.message);
  const warning = messages.find((message) => failed(message.errorCode) && message.message);
  return (error ?? warning)?.message ?? '';
}
