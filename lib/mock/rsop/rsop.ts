import {
  RSOP_NO_COMPUTER,
  RSOP_NO_USER,
  RSOP_PLANNING_ASSUME_COMP_WQLFILTER_TRUE,
  RSOP_PLANNING_ASSUME_LOOPBACK_MERGE,
  RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE,
  RSOP_PLANNING_ASSUME_SLOW_LINK,
  RSOP_PLANNING_ASSUME_USER_WQLFILTER_TRUE,
} from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { DirectoryPrincipal } from '../../security/principal-directory';
import type { ForestState } from '../state/forest-state';
import { type RsopTarget, resolveHalf, somOfDn } from './resolve';
import type { RsopResults } from './results';

/** What a planned half consists of. Of groups and filters, an empty list means none and `undefined` the usual ones. */
export interface PlanningHalf {
  /** SAM name; may be empty where a SOM is given. */
  account: string;
  /** Distinguished name; empty for the one the account is in. */
  som: string;
  /** SIDs. */
  groups: readonly string[] | undefined;
  /** GUIDs of the WMI filters that hold. */
  wmiFilters: readonly string[] | undefined;
}

/** Results by namespace, so that another query can open them. */
const namespaces = new WeakMap<ForestState, Map<string, RsopResults>>();

/**
 * A query for the Resultant Set of Policy (`IGPMRSOP`): set properties, `createQueryResults`, report,
 * `releaseQueryResults`. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmrsop
 */
export class RsopState {
  loggingComputer = '';
  loggingUser = '';
  loggingFlags = 0;
  planningFlags = 0;
  planningDomainController = '';
  planningSiteName = '';
  planningUser: PlanningHalf = { account: '', som: '', groups: undefined, wmiFilters: undefined };
  planningComputer: PlanningHalf = { account: '', som: '', groups: undefined, wmiFilters: undefined };
  #namespace: string;
  #results: RsopResults | undefined;

  /**
   * `IGPM::GetRSOP`.
   * @param namespace of results made before; needed for mode `unknown`.
   */
  constructor(
    readonly forest: ForestState,
    readonly mode: 'unknown' | 'planning' | 'logging',
    namespace = '',
  ) {
    this.#namespace = namespace;
    if (mode === 'unknown' && namespace === '') {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        'RSoP of unknown mode needs the WMI namespace of results; give one, or the mode "logging" or "planning"',
      );
    }
    if (namespace === '') return;
    this.#results = namespaces.get(forest)?.get(namespace.toLowerCase());
    if (!this.#results) {
      throw new HresultError(
        Hresult.ERROR_NOT_FOUND,
        `there are no RSoP results in the WMI namespace "${namespace}"; they may have been released`,
      );
    }
  }

  /** Of the results; empty while there are none. */
  get namespace(): string {
    return this.#namespace;
  }

  /** `IGPMRSOP::CreateQueryResults`. Replaces results made before. */
  createQueryResults(): void {
    if (this.mode === 'unknown') return; // opened by its namespace, with results in it
    const results = this.mode === 'logging' ? this.#logged() : this.#planned();
    this.releaseQueryResults();
    this.#results = results;
    this.#namespace = `\\\\.\\root\\rsop\\NS${this.forest.newGuid().replace(/[{}-]/g, '_')}`;
    const known = namespaces.get(this.forest) ?? new Map<string, RsopResults>();
    namespaces.set(this.forest, known.set(this.#namespace.toLowerCase(), results));
  }

  /** `IGPMRSOP::ReleaseQueryResults`. Without results it does nothing. */
  releaseQueryResults(): void {
    namespaces.get(this.forest)?.delete(this.#namespace.toLowerCase());
    this.#results = undefined;
    this.#namespace = '';
  }

  /** The results, or an error that says what to call first. */
  requireResults(): RsopResults {
    if (!this.#results) {
      throw new HresultError(
        Hresult.ERROR_INVALID_STATE,
        'there are no RSoP results to report; call CreateQueryResults first, and report before ReleaseQueryResults',
      );
    }
    return this.#results;
  }

  /** `IGPMRSOP::LoggingEnumerateUsers`: the users the logging computer has data of. */
  enumerateUsers(): DirectoryPrincipal[] {
    const computer = this.#computer(this.loggingComputer);
    return this.forest.principals
      .accounts()
      .filter((p) => p.type === 'User' && p.dnsDomain === computer.dnsDomain);
  }

  #logged(): RsopResults {
    const [withComputer, withUser] = this.#halves(this.loggingFlags, 'LoggingFlags');
    const computer = this.#computer(this.loggingComputer);
    const target = (principal: DirectoryPrincipal): RsopTarget => ({
      principal,
      som: somOfDn(this.forest, principal.dn, principal.dnsDomain),
      site: this.#site(computer.site ?? ''),
    });
    const user = withUser ? this.#account(this.loggingUser, 'User', 'LoggingUser') : undefined;
    return {
      mode: 'logging',
      created: this.forest.now(),
      computer: withComputer ? resolveHalf(this.forest, 'computer', target(computer), {}) : undefined,
      user: user && resolveHalf(this.forest, 'user', target(user), {}),
    };
  }

  #planned(): RsopResults {
    const flags = this.planningFlags;
    const [withComputer, withUser] = this.#halves(flags, 'PlanningFlags');
    if (flags & RSOP_PLANNING_ASSUME_LOOPBACK_MERGE && flags & RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE) {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        'PlanningFlags ask for loopback in merge and in replace mode; choose one',
      );
    }
    const computer =
      withComputer || flags & (RSOP_PLANNING_ASSUME_LOOPBACK_MERGE | RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE)
        ? this.#plannedTarget('Computer')
        : undefined;
    const user = withUser ? this.#plannedTarget('User') : undefined;
    const loopback =
      flags & RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE
        ? 'replace'
        : flags & RSOP_PLANNING_ASSUME_LOOPBACK_MERGE
          ? 'merge'
          : 'none';
    const slowLink = (flags & RSOP_PLANNING_ASSUME_SLOW_LINK) !== 0;
    return {
      mode: 'planning',
      created: this.forest.now(),
      computer:
        withComputer && computer
          ? resolveHalf(this.forest, 'computer', computer, {
              slowLink,
              assumeFilters: (flags & RSOP_PLANNING_ASSUME_COMP_WQLFILTER_TRUE) !== 0,
            })
          : undefined,
      user:
        user &&
        resolveHalf(this.forest, 'user', user, {
          slowLink,
          assumeFilters: (flags & RSOP_PLANNING_ASSUME_USER_WQLFILTER_TRUE) !== 0,
          loopback,
          ...(computer ? { loopbackSom: computer.som } : {}),
        }),
    };
  }

  #halves(flags: number, name: string): [computer: boolean, user: boolean] {
    const computer = (flags & RSOP_NO_COMPUTER) === 0;
    const user = (flags & RSOP_NO_USER) === 0;
    if (!computer && !user) {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `${name} leave out both the computer and the user; leave out one at most`,
      );
    }
    return [computer, user];
  }

  #plannedTarget(type: 'User' | 'Computer'): RsopTarget {
    const half = type === 'User' ? this.planningUser : this.planningComputer;
    const domain = this.forest.rootDomain;
    if (half.account === '' && half.som === '') {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `the plan names neither Planning${type} nor Planning${type}SOM; set one of them`,
      );
    }
    const principal = half.account === '' ? undefined : this.#account(half.account, type, `Planning${type}`);
    const som =
      half.som === ''
        ? somOfDn(this.forest, principal!.dn, principal!.dnsDomain)
        : somOfDn(this.forest, half.som, principal?.dnsDomain ?? domain.name);
    return {
      principal,
      som,
      site: this.#site(this.planningSiteName),
      ...(half.groups ? { groups: half.groups } : {}),
      ...(half.wmiFilters ? { wmiFilters: half.wmiFilters } : {}),
    };
  }

  #site(name: string): ReturnType<ForestState['getSite']> | undefined {
    return name === '' ? this.forest.sites[0] : this.forest.getSite(name);
  }

  /** The computer meant; `.` and an empty name mean this one, for which the first domain controller stands. */
  #computer(name: string): DirectoryPrincipal {
    if (name === '' || name === '.')
      return this.#account(this.forest.rootDomain.pdc.split('.')[0]!, 'Computer', 'LoggingComputer');
    return this.#account(name, 'Computer', 'LoggingComputer');
  }

  #account(name: string, type: 'User' | 'Computer', property: string): DirectoryPrincipal {
    if (name === '')
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `${property} is not set; give DOMAIN\\name, or leave this half out by its flag`,
      );
    const spelled = type === 'Computer' && !name.endsWith('$') ? `${name}$` : name;
    const dotted = /^([^.\\@]+)\.([^\\@]+)$/.exec(name); // host.dns.domain
    const found =
      this.forest.principals.find(spelled) ??
      (dotted && type === 'Computer'
        ? this.forest.principals.find(`${dotted[2]}\\${dotted[1]}$`)
        : undefined);
    if (found?.type !== type) {
      throw new HresultError(
        Hresult.ERROR_NONE_MAPPED,
        `${property} is "${name}", which is no ${type.toLowerCase()} of the forest; give DOMAIN\\name`,
      );
    }
    return found;
  }
}
