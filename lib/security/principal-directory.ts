import type { Principal, PrincipalType } from '../backups/types';
import { equalIgnoringCase, foldCase } from '../files/text';
import { isSid } from './sid';
import { virtualAccountSid } from './virtual-accounts';
import { wellKnownPrincipals } from './well-known';

/** Who says what an account is called, in rising authority: the mock made it up, or it stands in one of these. */
const sources = ['assumed', 'report', 'backup', 'description'] as const;

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
  source: (typeof sources)[number];
  /** Distinguished name of the object; empty for well-known principals. */
  dn: string;
  /** SIDs of the groups it is a direct member of. */
  memberOf: string[];
  /** Of a computer. */
  site?: string;
}

/** What a principal is called: `BUILTIN` and `Guests`. */
export type PrincipalName = Pick<DirectoryPrincipal, 'authority' | 'name'>;

const wellKnown = (sid: string, { authority, name }: PrincipalName): DirectoryPrincipal => ({
  sid,
  name,
  type: 'Unknown', // the type GPMC writes for them
  authority,
  dnsDomain: '',
  wellKnown: true,
  source: 'description',
  dn: '',
  memberOf: [],
});

/** All principals of a forest, found by SID or by any of the spellings Windows takes for a name. */
export class PrincipalDirectory {
  /** The domain whose language is spoken where none is named: the forest's root. */
  homeDomain = '';
  readonly #bySid = new Map<string, DirectoryPrincipal>();
  readonly #byName = new Map<string, DirectoryPrincipal[]>();
  /** Well-known principals by domain and SID, where its Windows speaks another language than English. */
  readonly #translated = new Map<string, Map<string, DirectoryPrincipal>>();

  constructor() {
    for (const [sid, authority, name] of wellKnownPrincipals) this.add(wellKnown(sid, { authority, name }));
  }

  /**
   * A principal whose SID is known already is left as it is, unless the new one has it from a better source. Its groups
   * and its type are then kept where the new one has none.
   */
  add(principal: DirectoryPrincipal): DirectoryPrincipal {
    const known = this.#bySid.get(foldCase(principal.sid));
    if (known && sources.indexOf(known.source) >= sources.indexOf(principal.source)) return known;
    if (known) this.remove(known);
    const added = known
      ? {
          ...principal,
          type: principal.type === 'Unknown' ? known.type : principal.type,
          memberOf: [...new Set([...known.memberOf, ...principal.memberOf])],
        }
      : principal;
    this.#bySid.set(foldCase(added.sid), added);
    this.#index(added);
    return added;
  }

  remove(principal: DirectoryPrincipal): void {
    this.#bySid.delete(foldCase(principal.sid));
    const key = foldCase(principal.name);
    this.#byName.set(
      key,
      this.#named(key).filter((each) => each !== principal),
    );
  }

  /** What a domain's Windows calls a principal that means the same in every domain. The first name told of one holds. */
  translate(dnsDomain: string, sid: string, name: PrincipalName): void {
    const names = this.#translated.get(foldCase(dnsDomain)) ?? new Map<string, DirectoryPrincipal>();
    this.#translated.set(foldCase(dnsDomain), names);
    if (names.has(foldCase(sid))) return;
    const translated = wellKnown(sid, name);
    names.set(foldCase(sid), translated);
    if (this.#bySid.has(foldCase(sid))) this.#index(translated);
    else this.add(translated); // a service's, say, which nobody knew by name
  }

  /** @param dnsDomain in whose language a well-known principal is named. */
  bySid(sid: string, dnsDomain = this.homeDomain): DirectoryPrincipal | undefined {
    const key = foldCase(sid);
    return this.#translated.get(foldCase(dnsDomain))?.get(key) ?? this.#bySid.get(key);
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
      const [authority, name] = [spelled.slice(0, slash), spelled.slice(slash + 1)];
      const found = this.#named(name).find(
        (p) =>
          equalIgnoringCase(p.authority, authority) ||
          (p.dnsDomain !== '' && equalIgnoringCase(p.dnsDomain, authority)),
      );
      const virtual = found ? undefined : virtualAccountSid(authority, name);
      return virtual === undefined ? found : wellKnown(virtual, { authority, name });
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

  #index(principal: DirectoryPrincipal): void {
    const key = foldCase(principal.name);
    const named = [...this.#named(key), principal];
    named.sort((a, b) => sources.indexOf(b.source) - sources.indexOf(a.source));
    this.#byName.set(key, named);
  }

  #named(name: string): readonly DirectoryPrincipal[] {
    return this.#byName.get(foldCase(name)) ?? [];
  }
}

/** `DOMAIN\name`, as reports and messages show a principal; undefined where it is not known. */
export function displayNameOf(
  directory: PrincipalDirectory,
  sid: string,
  dnsDomain?: string,
): string | undefined {
  const principal = directory.bySid(sid, dnsDomain);
  return principal && (principal.authority ? `${principal.authority}\\${principal.name}` : principal.name);
}

/**
 * A principal as Backup.xml describes it. Well-known ones are written by name only, as GPMC was seen to do.
 *
 * @param dnsDomain The GPO's, in whose language they are named.
 */
export function toBackupPrincipal(
  directory: PrincipalDirectory,
  sid: string,
  dnsDomain: string,
  fromDacl: boolean,
): Principal {
  const found = directory.bySid(sid, dnsDomain);
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
    upn: found.dnsDomain === '' ? '' : `${found.name}@${found.dnsDomain}`,
    fromDacl,
  };
}
