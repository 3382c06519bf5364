import { canonicalGuid } from '../../files/guid';
import { parseGuid } from '../../files/parse-guid';
import { defaultDomainControllersPolicyId, defaultDomainPolicyId } from '../../security/well-known';
import type { DomainState } from '../state/domain-state';
import type { ForestState } from '../state/forest-state';
import { escapeRdn, type SomState } from '../state/som';
import { fillPrincipals, makeDomain, makeOu } from './build-domain';
import { buildGpo, describedFiles } from './build-gpo';
import { linkDomain, makeLinks } from './build-links';
import type { DomainDescription, ForestDescription, OuDescription, SiteDescription } from './description';

/**
 * Fills an empty forest from a description that has been validated.
 *
 * @throws RangeError for a reference to what is not described, such as `domains[0].links[0].gpo`
 */
export function buildForest(forest: ForestState, description: ForestDescription): void {
  const domains = description.domains ?? [{ name: 'contoso.com' }];
  for (const domain of domains) makeDomain(forest, domain);
  for (const site of description.sites ?? [{ name: 'Default-First-Site-Name' }]) makeSite(forest, site.name);
  domains.forEach((domain, i) => {
    fillDomain(forest, forest.findDomain(domain.name)!, domain, `domains[${i}]`);
  });
  // Links come last: they may point into any domain.
  domains.forEach((domain, i) => {
    linkDomain(forest, forest.findDomain(domain.name)!, domain, `domains[${i}]`);
  });
  for (const [i, site] of (description.sites ?? ([] as SiteDescription[])).entries()) {
    forest.getSite(site.name).links = makeLinks(forest, forest.rootDomain, site.links, `sites[${i}].links`);
  }
}

function makeSite(forest: ForestState, name: string): SomState {
  const root = forest.rootDomain;
  return forest.addSite({
    type: 'site',
    name,
    path: `CN=${escapeRdn(name)},CN=Sites,CN=Configuration,${root.dn}`,
    canonicalName: `${root.name}/Configuration/Sites/${name}`,
    blockInheritance: false,
    links: [],
    permissions: undefined,
    parent: undefined,
    domain: undefined,
  });
}

function fillDomain(
  forest: ForestState,
  domain: DomainState,
  description: DomainDescription,
  at: string,
): void {
  const makeOus = (ous: readonly OuDescription[] | undefined, parent: SomState): void => {
    for (const ou of ous ?? []) {
      const path = `OU=${escapeRdn(ou.name)},${parent.path}`;
      const som = domain.findSom(path) ?? makeOu(domain, parent, ou.name);
      som.blockInheritance = ou.blockInheritance ?? false;
      makeOus(ou.ous, som);
    }
  };
  makeOus(description.ous, domain.som);
  fillPrincipals(forest, domain, description, at);
  for (const filter of description.wmiFilters ?? []) {
    domain.addWmiFilter({
      id: parseGuid(filter.id ?? forest.newGuid(), 'WMI filter'),
      domain: domain.name,
      name: filter.name,
      description: filter.description ?? '',
      queries: (filter.queries ?? []).map((q) =>
        typeof q === 'string' ? { namespace: 'root\\CIMv2', query: q } : { ...q },
      ),
      result: filter.result ?? true,
    });
  }
  const now = forest.now();
  for (const starter of description.starterGpos ?? []) {
    const files = describedFiles(starter.files);
    domain.addStarterGpo({
      id: parseGuid(starter.id ?? forest.newGuid(), 'starter GPO'),
      name: starter.name,
      description: starter.description ?? '',
      author: starter.author ?? '',
      product: starter.product ?? '',
      type: starter.type ?? 'custom',
      version: starter.version ?? '1.0',
      created: now,
      modified: now,
      computerVersion: files.some((file) => /^machine\\/i.test(file.path)) ? 1 : 0,
      userVersion: files.some((file) => /^user\\/i.test(file.path)) ? 1 : 0,
      files,
    });
  }
  const described = new Set((description.gpos ?? []).map((gpo) => canonicalGuid(gpo.id ?? '')));
  if (description.defaultPolicies ?? true) {
    if (!described.has(defaultDomainPolicyId))
      domain.createGpo('Default Domain Policy', defaultDomainPolicyId);
    if (!described.has(defaultDomainControllersPolicyId)) {
      domain.createGpo('Default Domain Controllers Policy', defaultDomainControllersPolicyId);
    }
  }
  (description.gpos ?? []).forEach((gpo, i) => {
    buildGpo(domain, gpo, `${at}.gpos[${i}]`);
  });
}
