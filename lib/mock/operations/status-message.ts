import type { Backup } from '../../backups/types';
import { FormatError } from '../../files/errors';
import { GpmcCode } from '../../hresult/gpmc-codes';
import { asHresultError } from '../../hresult/hresult-error';
import type { StatusMessageFields } from '../../hresult/status-message';
import type { ReportWarning } from '../../report/subject';

/** A {@link StatusMessageFields} from the parts that differ. */
export function statusMessage(
  operationCode: number,
  message: string,
  parts: Partial<Omit<StatusMessageFields, 'message' | 'operationCode'>> = {},
): StatusMessageFields {
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

/** What an operation that goes on says of a file that it cannot read, or not with certainty. */
export function fileWarning(
  error: Error,
  parts: Partial<Omit<StatusMessageFields, 'message' | 'operationCode' | 'errorCode'>>,
): StatusMessageFields {
  const { hresult } = asHresultError(error);
  return statusMessage(GpmcCode.FILE_NOT_PARSED, error.message, { ...parts, errorCode: hresult });
}

/** What an operation that does not need the report of a backup says of one that it cannot read. */
export function unreadReport({ reportError }: Backup): StatusMessageFields[] {
  if (!reportError) return [];
  const warning = fileWarning(
    reportError,
    reportError instanceof FormatError ? { objectPath: reportError.file } : {},
  );
  return [{ ...warning, message: `${warning.message}. All else of the backup was used` }];
}

/** A part of a report that could not be made, as a message of the operation that made it. */
export function reportWarning({ file, extension, error }: ReportWarning): StatusMessageFields {
  return fileWarning(error, { objectPath: file, extensionName: extension });
}
