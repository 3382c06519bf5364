import type { Served } from '../../addon/objects';
import type { MethodName } from '../../generated/gpmgmt';
import type { IGPMClientSideExtensionMethods } from '../../generated/methods';
import { type ClientSideExtension, clientSideExtensions } from '../../settings/extensions';
import type { Connection } from './connection';

const constant: readonly MethodName[] = [
  'IGPMClientSideExtension::get_ID',
  'IGPMClientSideExtension::get_DisplayName',
  'IGPMClientSideExtension::IsUserEnabled',
  'IGPMClientSideExtension::IsComputerEnabled',
];

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmclientsideextension */
class ClientSideExtensionObject implements IGPMClientSideExtensionMethods {
  constructor(private readonly extension: ClientSideExtension) {}

  get_ID(): string {
    return this.extension.id;
  }
  get_DisplayName(): string {
    return this.extension.name;
  }
  IsUserEnabled(): boolean {
    return this.extension.user;
  }
  IsComputerEnabled(): boolean {
    return this.extension.computer;
  }
}

/** Publishes the extensions of the computer that the server runs on. */
export function publishExtensions(connection: Connection): Served<'IGPMCSECollection'> {
  return connection.collection('IGPMCSECollection', clientSideExtensions, (extension) =>
    connection.transient('IGPMClientSideExtension', new ClientSideExtensionObject(extension), constant),
  );
}
