import { parseGuid, sameGuid } from '../../files/guid';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { type GpoPermissionLevel, gpoPermissions } from '../../security/permissions';
import { hasExtension } from '../../settings/extensions';
import type { DomainState } from './domain-state';
import type { GpoState } from './gpo-state';
import type { SomState } from './som';
import type { StarterGpoState } from './starter-gpo';
import { parseWmiFilterPath, type WmiFilterState } from './wmi-filter';

/** `GPMSearchOperation` without `op`. */
export type SearchOperation = 'equals' | 'contains' | 'notContains' | 'notEquals';

/** A permission to look for (`IGPMPermission`). */
export interface PermissionCriterion {
  /** SID of the trustee. */
  sid: string;
  level: GpoPermissionLevel;
  denied?: boolean;
}

/** One criterion for GPOs; see the table of https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsearchcriteria-add */
export type GpoCriterion =
  | { property: 'gpoID'; operation: 'equals' | 'notEquals'; value: string }
  | { property: 'gpoDisplayName'; operation: 'equals' | 'contains' | 'notContains'; value: string }
  | { property: 'gpoDomain'; operation: 'equals'; value: string }
  | {
      property: 'gpoComputerExtensions' | 'gpoUserExtensions';
      operation: 'contains' | 'notContains';
      value: string;
    }
  | { property: 'gpoWMIFilter'; operation: 'equals'; value: Pick<WmiFilterState, 'id'> }
  | {
      property: 'gpoPermissions' | 'gpoEffectivePermissions';
      operation: 'contains' | 'notContains';
      value: PermissionCriterion;
    };

const operations: Readonly<Record<GpoCriterion['property'], readonly SearchOperation[]>> = {
  gpoID: ['equals', 'notEquals'],
  gpoDisplayName: ['equals', 'contains', 'notContains'],
  gpoDomain: ['equals'],
  gpoComputerExtensions: ['contains', 'notContains'],
  gpoUserExtensions: ['contains', 'notContains'],
  gpoWMIFilter: ['equals'],
  gpoPermissions: ['contains', 'notContains'],
  gpoEffectivePermissions: ['contains', 'notContains'],
};

/** `IGPMSearchCriteria::Add`: refuses a property with an operation or value that GPMC has no meaning for. */
export function checkCriterion(criterion: GpoCriterion): void {
  const allowed = operations[criterion.property];
  if (!allowed?.includes(criterion.operation)) {
    throw new HresultError(
      Hresult.E_INVALIDARG,
      `GPOs cannot be searched for ${criterion.property} with "${criterion.operation}"; possible are: ${(allowed ?? []).join(', ') || 'no operations'}`,
    );
  }
  if (criterion.property === 'gpoID') parseGuid(criterion.value, 'GPO');
  if (criterion.property === 'gpoComputerExtensions' || criterion.property === 'gpoUserExtensions') {
    parseGuid(criterion.value, 'client-side extension');
  }
}

const fold = (text: string): string => text.toLowerCase();

function matches(gpo: GpoState, criterion: GpoCriterion): boolean {
  const negative = criterion.operation === 'notContains' || criterion.operation === 'notEquals';
  return positive(gpo, criterion) !== negative;
}

function positive(gpo: GpoState, criterion: GpoCriterion): boolean {
  switch (criterion.property) {
    case 'gpoID':
      return sameGuid(gpo.id, criterion.value);
    case 'gpoDisplayName':
      return criterion.operation === 'equals'
        ? fold(gpo.displayName) === fold(criterion.value)
        : fold(gpo.displayName).includes(fold(criterion.value));
    case 'gpoDomain':
      return fold(gpo.domain.name) === fold(criterion.value);
    case 'gpoComputerExtensions':
      return hasExtension(
        gpo.content.machineExtensionGuids,
        parseGuid(criterion.value, 'client-side extension'),
      );
    case 'gpoUserExtensions':
      return hasExtension(
        gpo.content.userExtensionGuids,
        parseGuid(criterion.value, 'client-side extension'),
      );
    case 'gpoWMIFilter':
      return sameGuid(parseWmiFilterPath(gpo.content.wmiFilter)?.id ?? '', criterion.value.id);
    case 'gpoPermissions':
      return holdsPermission(gpo, new Set([criterion.value.sid]), criterion.value);
    case 'gpoEffectivePermissions': {
      const directory = gpo.domain.forest.principals;
      const trustee = directory.bySid(criterion.value.sid);
      return holdsPermission(
        gpo,
        trustee ? directory.tokenOf(trustee) : new Set([criterion.value.sid]),
        criterion.value,
      );
    }
  }
}

function holdsPermission(gpo: GpoState, sids: ReadonlySet<string>, wanted: PermissionCriterion): boolean {
  return gpoPermissions(gpo.security).some(
    (line) => sids.has(line.sid) && line.level === wanted.level && line.denied === (wanted.denied ?? false),
  );
}

/**
 * `IGPMDomain::SearchGPOs`: the GPOs of a domain that satisfy every criterion; all of them for none.
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-searchgpos
 */
export function searchGpos(domain: DomainState, criteria: readonly GpoCriterion[] = []): GpoState[] {
  criteria.forEach(checkCriterion);
  return domain.gpos.filter((gpo) => criteria.every((criterion) => matches(gpo, criterion)));
}

/** `IGPMDomain::SearchSOMs`: the domain and its OUs, or those that link to a GPO. */
export function searchSoms(domain: DomainState, linkedTo?: Pick<GpoState, 'id'>): SomState[] {
  return withLinksTo([domain.som, ...domain.ous], linkedTo);
}

/** `IGPMSitesContainer::SearchSites`: all sites, or those that link to a GPO. */
export function searchSites(domain: DomainState, linkedTo?: Pick<GpoState, 'id'>): SomState[] {
  return withLinksTo(domain.forest.sites, linkedTo);
}

function withLinksTo(soms: readonly SomState[], gpo: Pick<GpoState, 'id'> | undefined): SomState[] {
  return soms.filter((som) => gpo === undefined || som.links.some((link) => sameGuid(link.gpoId, gpo.id)));
}

/** `IGPMDomain2::SearchStarterGPOs` by name or GUID. */
export function searchStarterGpos(
  domain: DomainState,
  criteria: readonly (
    | { property: 'starterGPOID'; operation: 'equals' | 'notEquals'; value: string }
    | { property: 'starterGPODisplayName'; operation: 'equals' | 'contains' | 'notContains'; value: string }
  )[] = [],
): StarterGpoState[] {
  return domain.starterGpos.filter((starter) =>
    criteria.every(({ property, operation, value }) => {
      if (property === 'starterGPOID') return sameGuid(starter.id, value) === (operation === 'equals');
      if (operation === 'equals') return fold(starter.name) === fold(value);
      return fold(starter.name).includes(fold(value)) === (operation === 'contains');
    }),
  );
}
