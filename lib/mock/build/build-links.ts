import { defaultDomainControllersPolicyId, defaultDomainPolicyId } from '../../security/well-known';
import type { DomainState } from '../state/domain-state';
import type { ForestState } from '../state/forest-state';
import { escapeRdn, type GpoLink, isLinkTo, type SomState } from '../state/som';
import type { DomainDescription, LinkDescription, OuDescription } from './description';

/** Makes the links of a domain and its OUs, when every GPO of the forest is there. */
export function linkDomain(
  forest: ForestState,
  domain: DomainState,
  description: DomainDescription,
  at: string,
): void {
  const linkOus = (ous: readonly OuDescription[] | undefined, parent: SomState, place: string): void => {
    (ous ?? []).forEach((ou, i) => {
      const som = domain.getSom(`OU=${escapeRdn(ou.name)},${parent.path}`);
      if (ou.links) som.links = makeLinks(forest, domain, ou.links, `${place}[${i}].links`);
      linkOus(ou.ous, som, `${place}[${i}].ous`);
    });
  };
  domain.som.links = makeLinks(forest, domain, description.links, `${at}.links`);
  const dcOu = domain.getSom(`OU=Domain Controllers,${domain.dn}`);
  linkOus(description.ous, domain.som, `${at}.ous`);
  if (description.defaultPolicies ?? true) {
    const add = (som: SomState, id: string): void => {
      if (som.links.some((link) => isLinkTo(link, { id, domain }))) return;
      som.links.push({ gpoId: id, gpoDomain: domain.name, enabled: true, enforced: false });
    };
    add(domain.som, defaultDomainPolicyId);
    add(dcOu, defaultDomainControllersPolicyId);
  }
}

/** Resolves described links; their order is the link order. */
export function makeLinks(
  forest: ForestState,
  home: DomainState,
  links: readonly LinkDescription[] | undefined,
  at: string,
): GpoLink[] {
  return (links ?? []).map((link, i) => {
    const domain = link.domain === undefined ? home : forest.findDomain(link.domain);
    if (!domain)
      throw new RangeError(`${at}[${i}].domain is "${link.domain}", which is no domain of the description`);
    const named = domain.gpos.filter((gpo) => gpo.displayName.toLowerCase() === link.gpo.toLowerCase());
    const gpo = domain.findGpo(link.gpo) ?? (named.length === 1 ? named[0] : undefined);
    if (!gpo) {
      const why =
        named.length > 1
          ? `is the name of ${named.length} GPOs; give the GUID`
          : 'is no GPO of the description';
      throw new RangeError(`${at}[${i}].gpo is "${link.gpo}", which ${why}`);
    }
    return {
      gpoId: gpo.id.toUpperCase(),
      gpoDomain: domain.name,
      enabled: link.enabled ?? true,
      enforced: link.enforced ?? false,
    };
  });
}
