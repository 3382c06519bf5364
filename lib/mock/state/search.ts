import { sameGuid } from '../../files/guid';
import { GPMSearchProperty } from '../../generated/gpmgmt';
import { hasExtension } from '../../settings/extensions';
import {
  type Criterion,
  type CriterionValues,
  domainObjectTest,
  guidTest,
  satisfies,
  textTest,
} from './criteria';
import type { DomainState } from './domain-state';
import { checkGpoPermission, gpoEntries } from './gpo-permissions';
import type { GpoState } from './gpo-state';
import { isLinkTo, type SomState } from './som';
import type { StarterGpoState } from './starter-gpo';
import { parseWmiFilterPath, type WmiFilterState } from './wmi-filter';

function holdsPermission(
  gpo: GpoState,
  sids: ReadonlySet<string>,
  { type, denied }: CriterionValues['permission'],
): boolean {
  return gpoEntries(gpo.security).some(
    (line) => sids.has(line.sid) && line.type === type && line.denied === denied,
  );
}

const matchesGpo = (criteria: readonly Criterion[]) =>
  satisfies<GpoState>(
    criteria,
    {
      [GPMSearchProperty.gpoID]: guidTest(({ id }) => id),
      [GPMSearchProperty.gpoDisplayName]: textTest(({ displayName }) => displayName),
      [GPMSearchProperty.gpoDomain]: domainObjectTest(({ domain }) => domain.name),
      [GPMSearchProperty.gpoComputerExtensions]:
        ({ value }) =>
        ({ content }) =>
          hasExtension(content.machineExtensionGuids, value),
      [GPMSearchProperty.gpoUserExtensions]:
        ({ value }) =>
        ({ content }) =>
          hasExtension(content.userExtensionGuids, value),
      [GPMSearchProperty.gpoWMIFilter]:
        ({ value }) =>
        ({ content }) =>
          sameGuid(parseWmiFilterPath(content.wmiFilter)?.id ?? '', value.id),
      [GPMSearchProperty.gpoPermissions]: ({ value }) => {
        checkGpoPermission(value.type);
        return (gpo) => holdsPermission(gpo, new Set([value.sid]), value);
      },
      [GPMSearchProperty.gpoEffectivePermissions]: ({ value }) => {
        checkGpoPermission(value.type);
        return (gpo) => {
          const directory = gpo.domain.forest.principals;
          const trustee = directory.bySid(value.sid);
          return holdsPermission(gpo, trustee ? directory.tokenOf(trustee) : new Set([value.sid]), value);
        };
      },
    },
    'GPOs',
  );

/**
 * `IGPMDomain::SearchGPOs`: the GPOs of a domain that satisfy every criterion; all of them for none.
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-searchgpos
 */
export function searchGpos(domain: DomainState, criteria: readonly Criterion[]): GpoState[] {
  return domain.gpos.filter(matchesGpo(criteria));
}

/** `IGPMDomain::SearchSOMs` and `IGPMSitesContainer::SearchSites`: those of some SOMs that link to every GPO asked for. */
export function searchSoms(soms: readonly SomState[], criteria: readonly Criterion[]): SomState[] {
  const links = ({ value }: { value: CriterionValues['gpo'] }) => {
    return (som: SomState) => som.links.some((link) => isLinkTo(link, value));
  };
  return soms.filter(satisfies(criteria, { [GPMSearchProperty.somLinks]: links }, 'scopes of management'));
}

/** `IGPMDomain::SearchWMIFilters`. No search property is documented for them: criteria have to be empty. */
export function searchWmiFilters(domain: DomainState, criteria: readonly Criterion[]): WmiFilterState[] {
  return domain.wmiFilters.filter(satisfies(criteria, {}, 'WMI filters'));
}

/** `IGPMDomain2::SearchStarterGPOs`, by name or GUID. */
export function searchStarterGpos(domain: DomainState, criteria: readonly Criterion[]): StarterGpoState[] {
  const matches = satisfies<StarterGpoState>(
    criteria,
    {
      [GPMSearchProperty.starterGPOID]: guidTest(({ id }) => id),
      [GPMSearchProperty.starterGPODisplayName]: textTest(({ name }) => name),
    },
    'starter GPOs',
  );
  return domain.starterGpos.filter(matches);
}
