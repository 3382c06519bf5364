import type { Served } from '../../addon/objects';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { StatusMessageFields } from '../../hresult/status-message';
import type { ComServer } from '../../server/com-server';

/** A collection of status messages; made of constants, so that a sink reads it without asking JavaScript. */
export function publishMessages(
  server: ComServer,
  messages: readonly StatusMessageFields[],
): Served<'IGPMStatusMsgCollection'> {
  const items = messages.map((message) =>
    server.transient(
      'IGPMStatusMessage',
      {},
      {
        'IGPMStatusMessage::get_ObjectPath': message.objectPath,
        'IGPMStatusMessage::ErrorCode': message.errorCode | 0,
        'IGPMStatusMessage::get_ExtensionName': message.extensionName,
        'IGPMStatusMessage::get_SettingsName': message.settingsName,
        'IGPMStatusMessage::OperationCode': message.operationCode | 0,
        'IGPMStatusMessage::get_Message': message.message,
      },
    ),
  );
  return server.publishCollection('IGPMStatusMsgCollection', items);
}

/** A collection that counts `count` messages and gives none of them. */
export function publishBrokenMessages(server: ComServer, count: number): Served<'IGPMStatusMsgCollection'> {
  const broken = (): never => {
    throw new HresultError(Hresult.E_FAIL, 'The status message cannot be read.');
  };
  return server.transient(
    'IGPMStatusMsgCollection',
    { get_Item: broken, get__NewEnum: broken },
    { 'IGPMStatusMsgCollection::get_Count': count },
  );
}
