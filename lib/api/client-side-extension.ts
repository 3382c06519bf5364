import { kind } from './kind';

/**
 * A client-side extension: `IGPMClientSideExtension`, read whole.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmclientsideextension
 */
export interface GpmClientSideExtension {
  /** `{GUID}`: what `computerExtensions` and `userExtensions` of a search take. */
  readonly id: string;
  readonly displayName: string;
  /** Whether it has settings for users. */
  readonly userEnabled: boolean;
  /** Whether it has settings for computers. */
  readonly computerEnabled: boolean;
}

/** How an extension is read; its object is not kept. */
export const clientSideExtension = kind(
  {
    name: 'GpmClientSideExtension',
    interfaceName: 'IGPMClientSideExtension',
    properties: {
      id: 'IGPMClientSideExtension::get_ID',
      displayName: 'IGPMClientSideExtension::get_DisplayName',
      userEnabled: 'IGPMClientSideExtension::IsUserEnabled',
      computerEnabled: 'IGPMClientSideExtension::IsComputerEnabled',
    },
  },
  ({ com, values }): GpmClientSideExtension => {
    com.release();
    return { ...values };
  },
);
