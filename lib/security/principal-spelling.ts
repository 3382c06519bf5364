import type { MigrationMapping, Principal } from '../backups/types';
import { equalIgnoringCase, foldCase } from '../files/text';
import { wellKnownPrincipals } from './well-known';

/** How GPMC spells a principal as the source of a migration: `name@dns.domain`, the bare name, or the SID. */
export function migrationSource(principal: Principal): string {
  if (principal.upn) return principal.upn;
  if (!principal.samAccountName) return principal.sid;
  return principal.dnsDomain
    ? `${principal.samAccountName}@${principal.dnsDomain}`
    : principal.samAccountName;
}

/** Every spelling of a principal that a migration table may use ({@link foldCase}). */
function spellings(principal: Principal): Set<string> {
  const { sid, samAccountName: name, netBiosDomain, dnsDomain, upn } = principal;
  const all = [sid, upn, migrationSource(principal)];
  if (name) {
    if (netBiosDomain) all.push(`${netBiosDomain}\\${name}`);
    if (dnsDomain) all.push(`${dnsDomain}\\${name}`, `${name}@${dnsDomain}`);
    if (!netBiosDomain && !dnsDomain) {
      all.push(name);
      const known = wellKnownPrincipals.find(([, , wellKnown]) => equalIgnoringCase(wellKnown, name));
      if (known) all.push(known[0], `${known[1]}\\${known[2]}`);
    }
  }
  return new Set(all.filter((text) => text !== '').map(foldCase));
}

/** The backup's description of the principal that a setting names by SID or name. */
export function describedPrincipal(principals: readonly Principal[], token: string): Principal {
  const bySid = principals.find((p) => equalIgnoringCase(p.sid, token));
  if (bySid) return bySid;
  const wellKnown = wellKnownPrincipals.find(([sid]) => equalIgnoringCase(sid, token));
  const name = wellKnown?.[2] ?? token;
  return (
    principals.find((p) => spellings(p).has(foldCase(name))) ?? {
      sid: /^S-1-/i.test(token) && !wellKnown ? token : '',
      samAccountName: /^S-1-/i.test(name) ? '' : name,
      type: 'Unknown',
      netBiosDomain: '',
      dnsDomain: '',
      upn: '',
      fromDacl: false,
    }
  );
}

/** The entry of a migration table for a principal. */
export function mappingFor(
  table: readonly MigrationMapping[],
  principal: Principal,
): MigrationMapping | undefined {
  const names = spellings(principal);
  return table.find((mapping) => mapping.type !== 'UNCPath' && names.has(foldCase(mapping.source)));
}
