import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { GpoState } from './gpo-state';
import { type GpoLink, isLinkTo, type SomState } from './som';

/**
 * `IGPMSOM::CreateGPOLink`.
 *
 * @param position - the place in the link order, from 1, that the new link takes from the one that has it; -1 for the
 *   end of the list. As documented, no other number gives the end: one more than there are links is refused.
 *
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsom-creategpolink
 */
export function createGpoLink(som: SomState, gpo: GpoState, position = -1): GpoLink {
  gpo.throwIfDeleted();
  const { length } = som.links;
  if (!Number.isInteger(position) || (position !== -1 && (position < 1 || position > length))) {
    const places = length === 0 ? '' : ` or a number from 1 to ${length}`;
    throw new HresultError(
      Hresult.E_INVALIDARG,
      `${position} is no place for a link of ${som.canonicalName}; give -1 for the end${places}`,
    );
  }
  if (som.links.some((link) => isLinkTo(link, gpo))) {
    throw new HresultError(
      Hresult.ERROR_ALREADY_EXISTS,
      `${som.canonicalName} is linked to ${gpo.label} already; change that link instead`,
    );
  }
  const link: GpoLink = {
    gpoId: gpo.id.toUpperCase(),
    gpoDomain: gpo.domain.name,
    enabled: true,
    enforced: false,
  };
  som.links.splice(position === -1 ? length : position - 1, 0, link);
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
