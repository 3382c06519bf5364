import { defaultDomainPermissions, defaultOuPermissions } from './default-delegation';
import { type PermissionEntry, samePermission } from './permission-entry';
import { hasLevel } from './permission-levels';
import { type SomState, somChain } from './som';

/** What is set on a scope itself. Sites, whose container is no scope, have nothing before somebody sets it. */
function ownEntries({ permissions, type, domain }: SomState): readonly PermissionEntry[] {
  if (permissions || !domain) return permissions ?? [];
  return type === 'domain' ? defaultDomainPermissions(domain) : defaultOuPermissions(domain);
}

/** The delegation of a scope: its own, then what it inherits from the scopes above, the nearest first. */
export function somEntries(som: SomState): PermissionEntry[] {
  const inherited: PermissionEntry[] = [];
  for (const above of somChain(som).slice(0, -1).reverse()) {
    for (const line of ownEntries(above)) {
      if (!line.inheritable || !hasLevel(som.type, line.type)) continue;
      if (!inherited.some((each) => samePermission(each, line))) inherited.push({ ...line, inherited: true });
    }
  }
  return [...ownEntries(som), ...inherited];
}
