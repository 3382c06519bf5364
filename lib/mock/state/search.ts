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
import type { ForestState } from './forest-state';
import { gpoEntries } from './gpo-permissions';
import type { GpoState } from './gpo-state';
import type { PermissionEntry } from './permission-entry';
import { checkLevel, type DelegatedKind } from './permission-levels';
import { isLinkTo, type SomState } from './som';
import { type StarterGpoState, starterGpoEntries } from './starter-gpo';
import { parseWmiFilterPath, type WmiFilterState } from './wmi-filter';

/**
 * The tests of permissions: what a trustee has itself, and what it has by way of its groups too.
 *
 * @param entriesOf - the delegation of an object of that kind
 */
function permissionTests<S>(
  kind: DelegatedKind,
  { principals }: ForestState,
  entriesOf: (subject: S) => readonly PermissionEntry[],
) {
  const holds = ({ type, denied }: CriterionValues['permission'], sids: ReadonlySet<string>) => {
    checkLevel(kind, type);
    return (subject: S): boolean =>
      entriesOf(subject).some((line) => sids.has(line.sid) && line.type === type && line.denied === denied);
  };
  return {
    own: ({ value }: { value: CriterionValues['permission'] }) => holds(value, new Set([value.sid])),
    effective: ({ value }: { value: CriterionValues['permission'] }) => {
      const trustee = principals.bySid(value.sid);
      return holds(value, trustee ? principals.tokenOf(trustee) : new Set([value.sid]));
    },
  };
}

function matchesGpo({ forest }: DomainState, criteria: readonly Criterion[]) {
  const permissions = permissionTests<GpoState>('gpo', forest, ({ security }) => gpoEntries(security));
  return satisfies<GpoState>(
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
      [GPMSearchProperty.gpoPermissions]: permissions.own,
      [GPMSearchProperty.gpoEffectivePermissions]: permissions.effective,
    },
    'GPOs',
  );
}

/**
 * `IGPMDomain::SearchGPOs`: the GPOs of a domain that satisfy every criterion; all of them for none.
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-searchgpos
 */
export function searchGpos(domain: DomainState, criteria: readonly Criterion[]): GpoState[] {
  return domain.gpos.filter(matchesGpo(domain, criteria));
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

/** `IGPMDomain2::SearchStarterGPOs`. */
export function searchStarterGpos(domain: DomainState, criteria: readonly Criterion[]): StarterGpoState[] {
  const permissions = permissionTests<StarterGpoState>('starterGpo', domain.forest, (starter) =>
    starterGpoEntries(domain, starter),
  );
  const matches = satisfies<StarterGpoState>(
    criteria,
    {
      [GPMSearchProperty.starterGPOID]: guidTest(({ id }) => id),
      [GPMSearchProperty.starterGPODisplayName]: textTest(({ name }) => name),
      [GPMSearchProperty.starterGPODomain]: domainObjectTest(() => domain.name),
      [GPMSearchProperty.starterGPOPermissions]: permissions.own,
      [GPMSearchProperty.starterGPOEffectivePermissions]: permissions.effective,
    },
    'starter GPOs',
  );
  return domain.starterGpos.filter(matches);
}
