import type { Served } from '../../addon/objects';
import type { ServerArgument } from '../../addon/values';
import type { MethodName } from '../../generated/gpmgmt';
import type { IGPMSitesContainerMethods } from '../../generated/methods';
import type { DomainState } from '../state/domain-state';
import { searchSoms } from '../state/search';
import type { Connection } from './connection';
import { criteriaOf } from './search-criteria';
import { publishSom, publishSoms } from './som';

const constant: readonly MethodName[] = [
  'IGPMSitesContainer::get_DomainController',
  'IGPMSitesContainer::get_Domain',
  'IGPMSitesContainer::get_Forest',
];

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmsitescontainer */
class SitesContainerObject implements IGPMSitesContainerMethods {
  constructor(
    private readonly connection: Connection,
    private readonly domain: DomainState,
    private readonly controller: string,
  ) {}

  get_DomainController(): string {
    return this.controller;
  }
  get_Domain(): string {
    return this.domain.name;
  }
  /** The name of the forest is that of its root domain. */
  get_Forest(): string {
    return this.domain.forest.rootDomain.name;
  }
  GetSite(name: string): Served<'IGPMSOM'> {
    return publishSom(this.connection, this.domain.forest.getSite(name));
  }
  SearchSites(criteria: ServerArgument<'IGPMSearchCriteria'>): Served<'IGPMSOMCollection'> {
    return publishSoms(this.connection, searchSoms(this.domain.forest.sites, criteriaOf(criteria)));
  }
}

/** Publishes the sites of the forest, seen from one of its domains. */
export function publishSites(
  connection: Connection,
  domain: DomainState,
  controller: string,
): Served<'IGPMSitesContainer'> {
  return connection.transient(
    'IGPMSitesContainer',
    new SitesContainerObject(connection, domain, controller),
    constant,
  );
}
