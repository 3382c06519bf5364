import { options } from '../validate/plain-object';
import { name as validName } from '../validate/values';
import { GpmObject } from './gpm-object';
import type { GpmSom } from './gpm-som';
import { kind } from './kind';
import type { IncludeOptions, With } from './parts';
import { createCriteria, type SomSearch, somCriteria, splitInclude } from './search-criteria';
import { type SomPart, type SomParts, somWith } from './som-parts';

/**
 * The sites of a forest: `IGPMSitesContainer`.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmsitescontainer
 */
export class GpmSitesContainer extends GpmObject {
  /** @internal */
  static readonly kind = kind(
    {
      name: 'GpmSitesContainer',
      interfaceName: 'IGPMSitesContainer',
      properties: {
        forest: 'IGPMSitesContainer::get_Forest',
        domain: 'IGPMSitesContainer::get_Domain',
        domainController: 'IGPMSitesContainer::get_DomainController',
      },
    },
    (received) => new GpmSitesContainer(received as never),
  );

  /** DNS name of the forest's root domain. */
  declare readonly forest: string;
  /** The domain by way of which the sites are reached. */
  declare readonly domain: string;
  declare readonly domainController: string;

  /**
   * A site by its name, not its distinguished name: `IGPMSitesContainer::GetSite`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsitescontainer-getsite
   */
  async getSite<I extends SomPart = never>(
    name: string,
    given?: IncludeOptions<I>,
  ): Promise<With<GpmSom, SomParts, I>> {
    const site = validName(name, 'The name of a site');
    const { include } = options(given, 'The options of getSite', ['include']);
    const action = `find the site ${site} of ${this.forest}`;
    return this.session.get(action, somWith<I>(include), this.com, 'IGPMSitesContainer::GetSite', site);
  }

  /**
   * The sites that meet all criteria, or every site: `IGPMSitesContainer::SearchSites`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsitescontainer-searchsites
   */
  async searchSites<I extends SomPart = never>(
    search?: SomSearch & IncludeOptions<I>,
  ): Promise<With<GpmSom, SomParts, I>[]> {
    const { session } = this;
    const action = `search the sites of ${this.forest}`;
    const [wanted, include] = splitInclude(search);
    const kind = somWith<I>(include);
    const criteria = await createCriteria(session, action, somCriteria(session, wanted));
    const sites = await session.list(action, kind, this.com, 'IGPMSitesContainer::SearchSites', criteria);
    criteria.release();
    return sites;
  }
}
