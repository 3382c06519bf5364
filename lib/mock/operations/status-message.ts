import type { StatusMessageFields } from '../../hresult/status-message';

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
