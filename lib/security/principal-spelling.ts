import type { MigrationMapping, Principal } from '../backups/types';
import { equalIgnoringCase, foldCase } from '../files/text';
import type { PrincipalName } from './principal-directory';
import { domainOfSid, isSid } from './sid';
import { wellKnownPrincipals } from './well-known';

/** How the source of a migration names its principals. */
export interface SourcePrincipals {
  /** As its backup lists them. */
  readonly listed: readonly Principal[];
  /** What the source's Windows calls a SID: well-known ones are listed by a name alone, in its language. */
  nameOf(sid: string): PrincipalName | undefined;
}

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
    else {
      const known = wellKnownPrincipals.find((each) =>
        sid ? equalIgnoringCase(each[0], sid) : !netBiosDomain && equalIgnoringCase(each[2], name),
      );
      if (known) all.push(known[0], `${known[1]}\\${known[2]}`);
    }
  }
  return new Set(all.filter((text) => text !== '').map(foldCase));
}

/** The source's description of the principal that a setting names by SID or name. */
export function describedPrincipal({ listed, nameOf }: SourcePrincipals, token: string): Principal {
  const bySid = listed.find((p) => equalIgnoringCase(p.sid, token));
  if (bySid) return bySid;
  const sid = isSid(token) ? token : '';
  const wellKnown = sid !== '' && domainOfSid(sid) === undefined ? nameOf(sid) : undefined;
  const name = sid === '' ? token : (wellKnown?.name ?? '');
  const byName = name === '' ? undefined : listed.find((p) => spellings(p).has(foldCase(name)));
  if (byName) return sid === '' ? byName : { ...byName, sid, netBiosDomain: wellKnown?.authority ?? '' };
  return {
    sid,
    samAccountName: name,
    type: 'Unknown',
    netBiosDomain: wellKnown?.authority ?? '',
    dnsDomain: '',
    upn: '',
    fromDacl: false,
  };
}

/** The entry of a migration table for a principal. */
export function mappingFor(
  table: readonly MigrationMapping[],
  principal: Principal,
): MigrationMapping | undefined {
  const names = spellings(principal);
  return table.find((mapping) => mapping.type !== 'UNCPath' && names.has(foldCase(mapping.source)));
}
