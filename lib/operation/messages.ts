import type { StatusMessageData } from '../addon/contract';
import { messageSeverity, type StatusMessage } from '../hresult/status-message';

/** Makes a message of what the addon read, also of one that it could not read. */
export function toStatusMessage(data: StatusMessageData): StatusMessage {
  if ('failed' in data) {
    const errorCode = data.failed >>> 0;
    const { hresultMeaning } = require('../hresult/text') as typeof import('../hresult/text');
    const rest = data.unread === undefined ? '' : `, and ${data.unread} behind it were given up`;
    return {
      severity: 'warning',
      objectPath: '',
      extensionName: '',
      settingsName: '',
      message: `A message of the server could not be read${rest}: ${hresultMeaning(errorCode)}.`,
      errorCode,
      operationCode: 0,
    };
  }
  const errorCode = data.errorCode >>> 0;
  const operationCode = data.operationCode >>> 0;
  return {
    severity: messageSeverity(errorCode, operationCode),
    objectPath: data.objectPath,
    extensionName: data.extensionName,
    settingsName: data.settingsName,
    message: data.message,
    errorCode,
    operationCode,
  };
}

/**
 * Adds the messages of an `IGPMResult` to those that `Status` brought. The server is free to give the same ones in
 * both places, or some in only one: each occurs as often as in the list that has it more often.
 */
export function mergeMessages(
  streamed: readonly StatusMessage[],
  final: readonly StatusMessage[],
): readonly StatusMessage[] {
  if (final.length === 0) return streamed;
  const seen = new Map<string, number>();
  for (const message of streamed) {
    const key = keyOf(message);
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const missing = final.filter((message) => {
    const key = keyOf(message);
    const left = seen.get(key) ?? 0;
    if (left > 0) seen.set(key, left - 1);
    return left === 0;
  });
  return missing.length === 0 ? streamed : [...streamed, ...missing];
}

function keyOf(message: StatusMessage): string {
  return JSON.stringify([
    message.errorCode,
    message.operationCode,
    message.objectPath,
    message.extensionName,
    message.settingsName,
    message.message,
  ]);
}
