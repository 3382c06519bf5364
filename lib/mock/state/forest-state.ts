import { excerpt } from '../../files/excerpt';
import { parseGuid } from '../../files/parse-guid';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { type DirectoryPrincipal, PrincipalDirectory } from '../../security/principal-directory';
import { type ClockAndGuids, systemClockAndGuids } from './clock-and-guids';
import type { DomainState } from './domain-state';
import type { SomState } from './som';

/** A forest in memory: what the mock server answers from. Not shared between threads; every method is synchronous. */
export class ForestState {
  readonly #domains = new Map<string, DomainState>();
  readonly #sites = new Map<string, SomState>();
  #principals = new PrincipalDirectory();

  /** An empty forest. One that is in use has at least one domain. */
  constructor(private readonly source: ClockAndGuids = systemClockAndGuids) {}

  /** Empties it. Objects handed out before belong to no forest any more. */
  clear(): void {
    for (const domain of this.#domains.values()) for (const gpo of domain.gpos) gpo.markDeleted();
    this.#domains.clear();
    this.#sites.clear();
    this.#principals = new PrincipalDirectory();
  }

  now(): Date {
    return this.source.now();
  }

  /** A new GUID with braces in upper case. */
  newGuid(): string {
    return parseGuid(this.source.newGuid(), 'new object');
  }

  get principals(): PrincipalDirectory {
    return this.#principals;
  }

  get domains(): readonly DomainState[] {
    return [...this.#domains.values()];
  }

  /** The first domain. */
  get rootDomain(): DomainState {
    return this.#domains.values().next().value!;
  }

  addDomain(domain: DomainState): DomainState {
    this.#domains.set(domain.name.toLowerCase(), domain);
    if (this.domains.length === 1) this.#principals.homeDomain = domain.name;
    return domain;
  }

  findDomain(name: string): DomainState | undefined {
    return this.#domains.get(name.trim().replace(/\.$/, '').toLowerCase());
  }

  /** `IGPM::GetDomain`, by full DNS name. https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-getdomain */
  getDomain(name: string): DomainState {
    const domain = this.findDomain(name);
    if (!domain) {
      const known = this.domains.map((each) => each.name).join(', ');
      throw new HresultError(Hresult.ERROR_NO_SUCH_DOMAIN, `the domains of the forest are ${known}`);
    }
    return domain;
  }

  /** Whether the domain controller is one of the domain's, by full name or host name; empty for the PDC. */
  getController(domain: DomainState, name: string): string {
    if (name === '') return domain.pdc;
    const fullName = (host: string): string =>
      (host.includes('.') ? host : `${host}.${domain.name}`).toLowerCase();
    const wanted = name.replace(/^\\\\/, '');
    const found = domain.controllers.find(
      (dc) => fullName(dc) === fullName(wanted) || dc.split('.')[0]!.toLowerCase() === wanted.toLowerCase(),
    );
    if (!found) {
      throw new HresultError(
        Hresult.ERROR_NO_SUCH_DOMAIN,
        `the controllers of ${domain.name} are ${domain.controllers.join(', ')}`,
      );
    }
    return found;
  }

  get sites(): readonly SomState[] {
    return [...this.#sites.values()];
  }

  addSite(site: SomState): SomState {
    this.#sites.set(site.name.toLowerCase(), site);
    return site;
  }

  findSite(name: string): SomState | undefined {
    const key = name.toLowerCase();
    return this.#sites.get(key) ?? this.sites.find((site) => site.path.toLowerCase() === key);
  }

  /** `IGPMSitesContainer::GetSite`. */
  getSite(name: string): SomState {
    const site = this.findSite(name);
    if (!site) {
      const known = this.sites.map((each) => each.name).join(', ');
      throw new HresultError(
        Hresult.ERROR_DS_NO_SUCH_OBJECT,
        `there is no site "${excerpt(name)}" in the forest; its sites are ${known}`,
      );
    }
    return site;
  }

  /** A principal by any spelling of its name, or an error that says which was not found. */
  getPrincipal(text: string, domain: DomainState = this.rootDomain): DirectoryPrincipal {
    const principal = this.principals.find(text, domain.name);
    if (!principal) {
      throw new HresultError(
        Hresult.ERROR_NONE_MAPPED,
        `no user, computer or group "${excerpt(text)}" is known; give another name, or a SID`,
      );
    }
    return principal;
  }
}
