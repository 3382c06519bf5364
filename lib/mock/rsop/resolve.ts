import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { FilterReason } from '../../report/rsop-subject';
import { mayApply } from '../../security/permissions';
import { type DirectoryPrincipal, displayNameOf } from '../../security/principal-directory';
import type { ForestState } from '../state/forest-state';
import type { GpoState } from '../state/gpo-state';
import { type InheritedLink, linksInEffect, type SomState, somChain } from '../state/som';
import type { RsopGpo, RsopHalf } from './results';

/** Who or what a half is resolved for. */
export interface RsopTarget {
  /** Absent where a plan names a SOM only: then everyone's rights count. */
  principal: DirectoryPrincipal | undefined;
  som: SomState;
  site: SomState | undefined;
  /** SIDs in place of the account's own groups. */
  groups?: readonly string[];
  /** GUIDs of the filters that hold, in place of what they evaluate to. */
  wmiFilters?: readonly string[];
}

interface Assumptions {
  slowLink?: boolean;
  /** Take every WMI filter for true. */
  assumeFilters?: boolean;
  loopback?: 'none' | 'merge' | 'replace';
  /** The computer's SOM, whose GPOs' user halves loopback applies. */
  loopbackSom?: SomState;
}

/**
 * The domain or OU of a distinguished name, or the one that an account or container (`CN=…`) is in. An OU that is not
 * there is refused: policy resolved for what is above it would look like an answer.
 */
export function somOfDn(forest: ForestState, dn: string, dnsDomain: string): SomState {
  let path = dn.trim();
  while (/^CN=/i.test(path)) path = path.replace(/^(?:\\.|[^,\\])*,?/, '');
  for (const domain of path === '' ? [] : forest.domains) {
    const som = domain.findSom(path);
    if (som) return som;
  }
  throw new HresultError(
    Hresult.ERROR_DS_NO_SUCH_OBJECT,
    `"${dn}" is no OU or domain of the forest (${dnsDomain}); give a distinguished name such as OU=Servers,DC=contoso,DC=com`,
  );
}

/** Resolves one half: which GPOs reach it, in which order, and which of them are filtered out. */
export function resolveHalf(
  forest: ForestState,
  half: 'computer' | 'user',
  target: RsopTarget,
  assume: Assumptions,
): RsopHalf {
  const { principal, som, site } = target;
  const nameOf = (sid: string): string => displayNameOf(forest.principals, sid, som.domain?.name) ?? sid;
  const token = tokenOf(forest, target);
  const loopback = half === 'user' ? (assume.loopback ?? 'none') : 'none';
  const chainTo = (end: SomState): SomState[] => [...(site ? [site] : []), ...somChain(end)];
  const chains = [
    ...(loopback === 'replace' ? [] : [chainTo(som)]),
    ...(loopback !== 'none' && assume.loopbackSom ? [chainTo(assume.loopbackSom)] : []), // applied later, so it wins
  ];
  let applied = 0;
  const gpos = chains.flatMap(linksInEffect).map((inherited): RsopGpo => {
    const { link } = inherited;
    const gpo = forest.findDomain(link.gpoDomain)?.findGpo(link.gpoId);
    const reason = gpo ? whyNot(gpo, half, token, target, assume.assumeFilters ?? false) : 'notFound';
    if (reason === undefined) applied += 1;
    return {
      id: link.gpoId,
      name: gpo?.displayName ?? link.gpoId,
      domain: link.gpoDomain,
      gpo,
      som: inherited.som,
      link: inherited satisfies InheritedLink,
      applied: reason === undefined,
      reason,
      appliedOrder: reason === undefined ? applied : 0,
    };
  });
  return {
    name: principal ? nameOf(principal.sid) : som.path,
    domain: som.domain?.name ?? forest.rootDomain.name,
    som,
    site: site?.name ?? '',
    groups: [...token].filter((sid) => sid !== principal?.sid).map((sid) => ({ sid, name: nameOf(sid) })),
    searched: chains.flatMap((chain) => {
      const blockedAbove = chain.findLastIndex((each) => each.blockInheritance);
      return chain.map((each, i) => ({ som: each, order: i + 1, blocked: i < blockedAbove }));
    }),
    gpos,
    slowLink: assume.slowLink ?? false,
    loopback,
  };
}

function tokenOf(forest: ForestState, { principal, groups, som }: RsopTarget): Set<string> {
  const domainSid = som.domain?.sid ?? forest.rootDomain.sid;
  const account: DirectoryPrincipal = principal ?? {
    sid: `${domainSid}-0`, // nobody's: the rights of the groups count
    name: '',
    type: 'Unknown',
    authority: '',
    dnsDomain: '',
    wellKnown: false,
    source: 'assumed',
    dn: '',
    memberOf: [],
  };
  return forest.principals.tokenOf(groups ? { ...account, memberOf: [] } : account, groups ?? []);
}

function whyNot(
  gpo: GpoState,
  half: 'computer' | 'user',
  token: ReadonlySet<string>,
  target: RsopTarget,
  assumeFilters: boolean,
): FilterReason | undefined {
  const computer = half === 'computer';
  if (!(computer ? gpo.computerEnabled : gpo.userEnabled)) return 'disabledGpo';
  if ((computer ? gpo.computerSysvolVersion : gpo.userSysvolVersion) === 0) return 'emptyGpo';
  if (!mayApply(gpo.security, token)) return 'securityFiltering';
  const filter = gpo.wmiFilter;
  if (!filter || assumeFilters) return undefined;
  const holds = target.wmiFilters
    ? target.wmiFilters.some((id) => id.toUpperCase() === filter.id)
    : filter.result;
  return holds ? undefined : 'wmiFilter';
}
