import type { Principal, PrincipalType } from '../backups/types';
import { equalIgnoringCase, foldCase } from '../files/text';
import { isSid } from './sid';
import { wellKnownPrincipals } from './well-known';

/** A security principal the forest knows. */
export interface DirectoryPrincipal {
  sid: string;
  name: string;
  type: PrincipalType;
  /** NetBIOS name of its domain, or the authority of a well-known one (`BUILTIN`, `NT AUTHORITY`, empty). */
  authority: string;
  /** Empty for well-known principals. */
  dnsDomain: string;
  wellKnown: boolean;
  /** Distinguished name of the object; empty for well-known principals. */
  dn: string;
  /** SIDs of the groups it is a direct member of. */
  memberOf: string[];
  /** Of a computer. */
  site?: string;
}

const wellKnown: readonly DirectoryPrincipal[] = wellKnownPrincipals.map(([sid, authority, name]) => ({
  sid,
  name,
  type: 'Unknown', // the type GPMC writes for them
  authority,
  dnsDomain: '',
  wellKnown: true,
  dn: '',
  memberOf: [],
}));

/** All principals of a forest, found by SID or by any of the spellings Windows takes for a name. */
export class PrincipalDirectory {
  readonly #bySid = new Map<string, DirectoryPrincipal>();
  readonly #byName = new Map<string, DirectoryPrincipal[]>();

  constructor() {
    for (const principal of wellKnown) this.add(principal);
  }

  /** A principal whose SID is known already is left as it is. */
  add(principal: DirectoryPrincipal): DirectoryPrincipal {
    const known = this.bySid(principal.sid);
    if (known) return known;
    this.#bySid.set(foldCase(principal.sid), principal);
    const key = foldCase(principal.name);
    this.#byName.set(key, [...(this.#byName.get(key) ?? []), principal]);
    return principal;
  }

  bySid(sid: string): DirectoryPrincipal | undefined {
    return this.#bySid.get(foldCase(sid));
  }

  /**
   * Finds by SID (with or without `*`), `DOMAIN\name`, `dns.domain\name`, `name@dns.domain` or a bare name.
   * A bare name means a well-known principal first, then one of the domain named, then any of the forest.
   */
  find(text: string, dnsDomain = ''): DirectoryPrincipal | undefined {
    const spelled = text.trim().replace(/^\*(?=S-)/i, '');
    if (isSid(spelled)) return this.bySid(spelled);
    const slash = spelled.indexOf('\\');
    if (slash >= 0) {
      const authority = spelled.slice(0, slash);
      return this.#named(spelled.slice(slash + 1)).find(
        (p) =>
          equalIgnoringCase(p.authority, authority) ||
          (p.dnsDomain !== '' && equalIgnoringCase(p.dnsDomain, authority)),
      );
    }
    const at = spelled.lastIndexOf('@');
    const inDomain =
      at < 0
        ? undefined
        : this.#named(spelled.slice(0, at)).find((p) =>
            equalIgnoringCase(p.dnsDomain, spelled.slice(at + 1)),
          );
    if (inDomain) return inDomain;
    const named = this.#named(spelled);
    return (
      named.find((p) => p.wellKnown) ??
      named.find((p) => equalIgnoringCase(p.dnsDomain, dnsDomain)) ??
      named[0]
    );
  }

  /** All that are no well-known ones, in the order they were added. */
  accounts(): DirectoryPrincipal[] {
    return [...this.#bySid.values()].filter((p) => !p.wellKnown);
  }

  /** The SIDs in a principal's token: its own, its groups' all the way up, and the well-known ones of every logon. */
  tokenOf(principal: DirectoryPrincipal, extraGroups: readonly string[] = []): Set<string> {
    const sids = new Set(['S-1-1-0', 'S-1-5-11']);
    const waiting = [principal.sid, ...principal.memberOf, ...extraGroups];
    for (let sid = waiting.pop(); sid !== undefined; sid = waiting.pop()) {
      if (sids.has(sid)) continue;
      sids.add(sid);
      waiting.push(...(this.bySid(sid)?.memberOf ?? []));
    }
    return sids;
  }

  #named(name: string): readonly DirectoryPrincipal[] {
    return this.#byName.get(foldCase(name)) ?? [];
  }
}

/** `DOMAIN\name`, as reports and messages show a principal; undefined where it is not known. */
export function displayNameOf(directory: PrincipalDirectory, sid: string): string | undefined {
  const principal = directory.bySid(sid);
  return principal && (principal.authority ? `${principal.authority}\\${principal.name}` : principal.name);
}

/** A principal as Backup.xml describes it. Well-known ones are written by name only, as GPMC was seen to do. */
export function toBackupPrincipal(directory: PrincipalDirectory, sid: string, fromDacl: boolean): Principal {
  const found = directory.bySid(sid);
  const blank: Principal = {
    sid,
    samAccountName: '',
    type: 'Unknown',
    netBiosDomain: '',
    dnsDomain: '',
    upn: '',
    fromDacl,
  };
  if (!found) return blank;
  if (found.wellKnown) return { ...blank, sid: '', samAccountName: found.name };
  return {
    sid,
    samAccountName: found.name,
    type: found.type,
    netBiosDomain: found.authority,
    dnsDomain: found.dnsDomain,
    upn: `${found.name}@${found.dnsDomain}`,
    fromDacl,
  };
}
