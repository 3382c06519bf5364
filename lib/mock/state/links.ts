import { sameGuid } from '../../files/guid';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { GpoState } from './gpo-state';
import type { GpoLink, SomState } from './som';

/**
 * `IGPMSOM::CreateGPOLink`.
 * @param position link order from 1, or -1 for the end of the list.
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsom-creategpolink
 */
export function createGpoLink(som: SomState, gpo: GpoState, position = -1): GpoLink {
  gpo.throwIfDeleted();
  if (!Number.isInteger(position) || (position !== -1 && (position < 1 || position > som.links.length + 1))) {
    throw new HresultError(
      Hresult.E_INVALIDARG,
      `${position} is no place for a link of ${som.canonicalName}; give -1 for the end or a number from 1 to ${som.links.length + 1}`,
    );
  }
  if (som.links.some((link) => sameGuid(link.gpoId, gpo.id))) {
    throw new HresultError(
      Hresult.ERROR_OBJECT_ALREADY_EXISTS,
      `${som.canonicalName} is linked to ${gpo.label} already; change that link instead`,
    );
  }
  const link: GpoLink = {
    gpoId: gpo.id.toUpperCase(),
    gpoDomain: gpo.domain.name,
    enabled: true,
    enforced: false,
  };
  som.links.splice(position === -1 ? som.links.length : position - 1, 0, link);
  return link;
}

/** `IGPMGPOLink::Delete`. */
export function deleteGpoLink(som: SomState, link: GpoLink): void {
  const at = som.links.indexOf(link);
  if (at < 0) {
    throw new HresultError(
      Hresult.ERROR_DS_NO_SUCH_OBJECT,
      `${som.canonicalName} has no such link to the GPO ${link.gpoId} any more`,
    );
  }
  som.links.splice(at, 1);
}
