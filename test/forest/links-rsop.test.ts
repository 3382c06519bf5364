import {
  GPMSearchOperation,
  GPMSearchProperty,
  RSOP_NO_COMPUTER,
  RSOP_NO_USER,
  RSOP_PLANNING_ASSUME_COMP_WQLFILTER_TRUE,
  RSOP_PLANNING_ASSUME_LOOPBACK_MERGE,
  RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE,
} from '../../lib/generated/gpmgmt';
import type { ForestDescription } from '../../lib/mock/build/description';
import { gpoSubject } from '../../lib/mock/operations/report-subject';
import { reportRsop } from '../../lib/mock/operations/reports';
import type { RsopHalf } from '../../lib/mock/rsop/results';
import { RsopState } from '../../lib/mock/rsop/rsop';
import { createGpoLink, deleteGpoLink } from '../../lib/mock/state/links';
import { searchSoms } from '../../lib/mock/state/search';
import { linksInEffect, somChain } from '../../lib/mock/state/som';
import { defaultDomainPolicyId } from '../../lib/security/well-known';
import { baselineId, errorOf, forestOf, twoDomains } from './support';

const both = { 'Machine\\a': 'x', 'User\\a': 'x' };
const gpo = (displayName: string, more: object = {}) => ({ displayName, files: both, ...more });

/** A site, a domain, an OU and an OU in it, each with links. */
const layered = (
  change: { block?: boolean; enforceDomain?: boolean; enforceSite?: boolean } = {},
): ForestDescription => ({
  sites: [{ name: 'Oslo', links: [{ gpo: 'site', enforced: change.enforceSite ?? false }] }],
  domains: [
    {
      name: 'contoso.com',
      sid: 'S-1-5-21-1-2-3',
      defaultPolicies: false,
      gpos: [
        gpo('site'),
        gpo('domain 1'),
        gpo('domain 2'),
        gpo('servers'),
        gpo('web 1'),
        gpo('web 2'),
        gpo('people'),
        gpo('off', { computerEnabled: false }),
        gpo('empty', { files: {} }),
        gpo('denied', { permissions: [{ trustee: 'WEB1', permission: 'apply', denied: true }] }),
        gpo('filtered', { wmiFilter: 'never' }),
      ],
      wmiFilters: [{ name: 'never', id: '{44444444-4444-4444-8444-444444444444}', result: false }],
      principals: [
        { name: 'WEB1$', type: 'Computer', ou: 'Servers/Web' },
        { name: 'ann', type: 'User', ou: 'People', memberOf: ['staff'] },
        { name: 'staff', type: 'GlobalGroup' },
      ],
      links: [{ gpo: 'domain 1', enforced: change.enforceDomain ?? false }, { gpo: 'domain 2' }],
      ous: [
        {
          name: 'Servers',
          links: [{ gpo: 'servers' }],
          ous: [
            {
              name: 'Web',
              blockInheritance: change.block ?? false,
              links: [{ gpo: 'web 1' }, { gpo: 'web 2' }, { gpo: 'domain 2', enabled: false }],
            },
          ],
        },
        { name: 'People', links: [{ gpo: 'people' }] },
        { name: 'Odd', links: ['off', 'empty', 'denied', 'filtered'].map((name) => ({ gpo: name })) },
      ],
    },
  ],
});
const described = (change = {}) => {
  const description = layered(change);
  // A trustee has to be written as Windows names a computer account.
  const denied = description.domains![0]!.gpos!.find((each) => each.displayName === 'denied')!;
  (denied.permissions![0] as { trustee: string }).trustee = 'CONTOSO\\WEB1$';
  return forestOf(description);
};

const web = 'OU=Web,OU=Servers,DC=contoso,DC=com';
const appliedTo = (half: RsopHalf | undefined): string[] =>
  half!.gpos.filter((entry) => entry.applied).map((entry) => entry.name);

function logged(change = {}): RsopState {
  const rsop = new RsopState(described(change), 'logging');
  rsop.loggingComputer = 'CONTOSO\\WEB1';
  rsop.loggingUser = 'ann@contoso.com';
  rsop.createQueryResults();
  return rsop;
}

describe('links', () => {
  test('are made at a place in the order, once for each GPO, and deleted', async () => {
    const forest = forestOf(twoDomains);
    const { som } = forest.rootDomain;
    const link = createGpoLink(som, forest.rootDomain.getGpo(baselineId), 1);
    expect(som.links.map((each) => [each.gpoId, each.enabled, each.enforced])).toEqual([
      [baselineId, true, false],
      [expect.stringContaining('{31B2'), true, false],
    ]);
    expect((await errorOf(() => createGpoLink(som, forest.rootDomain.getGpo(baselineId)))).hresult).toBe(
      0x800700b7,
    );
    deleteGpoLink(som, link);
    expect(som.links).toHaveLength(1);
    expect((await errorOf(() => deleteGpoLink(som, link))).hresult).toBe(0x80072030);
  });

  test('take a place from another link, or the end by -1 and by no other number', async () => {
    const { rootDomain } = forestOf({ domains: [{ name: 'a.b', defaultPolicies: false }] });
    const { som } = rootDomain;
    const [first, second, third, fourth] = ['1', '2', '3', '4'].map((name) => rootDomain.createGpo(name));
    const refused = async (position: number) => errorOf(() => createGpoLink(som, fourth!, position));
    expect(await refused(1)).toMatchObject({
      hresult: 0x80070057,
      message: expect.stringMatching(/give -1 for the end$/),
    });
    createGpoLink(som, first!, -1);
    createGpoLink(som, second!, 1);
    createGpoLink(som, third!, 2);
    const names = som.links.map(({ gpoId }) => rootDomain.getGpo(gpoId).displayName);
    expect(names).toEqual(['2', '3', '1']);
    for (const position of [0, -2, 1.5, 4, 9]) {
      expect(await refused(position)).toMatchObject({
        hresult: 0x80070057,
        message: expect.stringMatching(/is no place .* from 1 to 3$/),
      });
    }
    expect(som.links).toHaveLength(3);
  });

  test('are links to a GPO of one domain: the default GPOs of two have the same GUID', async () => {
    const forest = forestOf(twoDomains);
    const [contoso, fabrikam] = forest.domains;
    const [ours, theirs] = [contoso!, fabrikam!].map((domain) => domain.getGpo(defaultDomainPolicyId));
    expect(ours!.id).toBe(theirs!.id);
    createGpoLink(contoso!.som, theirs!);
    expect(contoso!.som.links.map(({ gpoDomain }) => gpoDomain)).toEqual(['contoso.com', 'fabrikam.com']);
    expect((await errorOf(() => createGpoLink(contoso!.som, theirs!))).hresult).toBe(0x800700b7);
    const linked = (gpo: typeof ours) =>
      searchSoms(
        forest.domains.map(({ som }) => som),
        [{ property: GPMSearchProperty.somLinks, operation: GPMSearchOperation.opContains, value: gpo! }],
      ).map(({ name }) => name);
    expect(linked(ours)).toEqual(['contoso.com']);
    expect(linked(theirs)).toEqual(['contoso.com', 'fabrikam.com']);
    expect(gpoSubject(theirs!, new Date(), () => {}).links).toEqual([
      { somName: 'fabrikam', somPath: 'fabrikam.com', enabled: true, enforced: false },
    ]);
  });

  test('that are described to the default GPO of another domain leave the own one its link', () => {
    const { rootDomain } = forestOf({
      domains: [
        { name: 'contoso.com', links: [{ gpo: defaultDomainPolicyId, domain: 'fabrikam.com' }] },
        { name: 'fabrikam.com' },
      ],
    });
    expect(rootDomain.som.links.map(({ gpoDomain }) => gpoDomain)).toEqual(['fabrikam.com', 'contoso.com']);
  });

  test('are inherited, the highest precedence first', () => {
    const forest = described();
    const names = (change = {}) => {
      const { rootDomain } = described(change);
      return linksInEffect(somChain(rootDomain.getSom(web)))
        .reverse()
        .map(({ link }) => rootDomain.getGpo(link.gpoId).displayName);
    };
    expect(names()).toEqual(['web 1', 'web 2', 'servers', 'domain 1', 'domain 2']);
    expect(names({ block: true })).toEqual(['web 1', 'web 2']);
    expect(names({ block: true, enforceDomain: true })).toEqual(['domain 1', 'web 1', 'web 2']);
    expect(somChain(forest.rootDomain.getSom(web)).map((som) => som.name)).toEqual([
      'contoso.com',
      'Servers',
      'Web',
    ]);
  });
});

describe('the Resultant Set of Policy', () => {
  test('is applied site, domain, OU, inner OU; link order 1 last', () => {
    const { computer, user } = logged().requireResults();
    expect(appliedTo(computer)).toEqual(['site', 'domain 2', 'domain 1', 'servers', 'web 2', 'web 1']);
    expect(computer!.gpos.map((entry) => entry.appliedOrder)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(appliedTo(user)).toEqual(['site', 'domain 2', 'domain 1', 'people']);
    expect([computer!.name, user!.name, computer!.site]).toEqual(['CONTOSO\\WEB1$', 'CONTOSO\\ann', 'Oslo']);
    expect(user!.groups.map((group) => group.name)).toContain('CONTOSO\\staff');
  });

  test('a SOM that blocks inheritance keeps out what is not enforced; of enforced links the topmost wins', () => {
    expect(appliedTo(logged({ block: true }).requireResults().computer)).toEqual(['web 2', 'web 1']);
    expect(
      appliedTo(logged({ block: true, enforceDomain: true, enforceSite: true }).requireResults().computer),
    ).toEqual(['web 2', 'web 1', 'domain 1', 'site']);
  });

  test('says why a GPO is not applied', () => {
    const forest = described();
    forest.rootDomain
      .getSom('OU=Odd,DC=contoso,DC=com')
      .links.push({ gpoId: baselineId, gpoDomain: 'contoso.com', enabled: true, enforced: false });
    const rsop = new RsopState(forest, 'planning');
    rsop.planningComputer = {
      account: 'WEB1',
      som: 'OU=Odd,DC=contoso,DC=com',
      groups: undefined,
      wmiFilters: undefined,
    };
    rsop.planningFlags = RSOP_NO_USER;
    const reasons = () =>
      Object.fromEntries(rsop.requireResults().computer!.gpos.map((entry) => [entry.name, entry.reason]));
    rsop.createQueryResults();
    expect(reasons()).toMatchObject({
      off: 'disabledGpo',
      empty: 'emptyGpo',
      denied: 'securityFiltering',
      filtered: 'wmiFilter',
      [baselineId]: 'notFound',
      site: undefined,
    });
    rsop.planningComputer = {
      ...rsop.planningComputer,
      wmiFilters: ['{44444444-4444-4444-8444-444444444444}'],
    };
    rsop.createQueryResults();
    expect(reasons()).toMatchObject({ filtered: undefined });
    rsop.planningComputer = { ...rsop.planningComputer, wmiFilters: [] };
    rsop.planningFlags |= RSOP_PLANNING_ASSUME_COMP_WQLFILTER_TRUE;
    rsop.createQueryResults();
    expect(reasons()).toMatchObject({ filtered: undefined });
    expect(rsop.requireResults().user).toBeUndefined();
  });

  test('loopback takes the user half from the computer, alone or after the user', () => {
    const rsop = new RsopState(described(), 'planning');
    rsop.planningUser = { account: 'CONTOSO\\ann', som: '', groups: undefined, wmiFilters: undefined };
    rsop.planningComputer = { account: '', som: web, groups: undefined, wmiFilters: undefined };
    rsop.planningFlags = RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE;
    rsop.createQueryResults();
    const servers = ['site', 'domain 2', 'domain 1', 'servers', 'web 2', 'web 1'];
    expect(appliedTo(rsop.requireResults().user)).toEqual(servers);
    rsop.planningFlags = RSOP_PLANNING_ASSUME_LOOPBACK_MERGE;
    rsop.createQueryResults();
    expect(appliedTo(rsop.requireResults().user)).toEqual([
      'site',
      'domain 2',
      'domain 1',
      'people',
      ...servers,
    ]);
  });

  test('wants its calls in order: create, report, release', async () => {
    const forest = described();
    const rsop = new RsopState(forest, 'logging');
    rsop.loggingUser = 'ann';
    const early = await errorOf(() => reportRsop(rsop, 'xml'));
    expect([early.hresult, early.message]).toEqual([
      0x8007139f,
      expect.stringMatching(/call CreateQueryResults first/),
    ]);
    rsop.createQueryResults();
    const { namespace } = rsop;
    expect((await reportRsop(rsop, 'xml')).value).toContain('<Rsop');
    expect(new RsopState(forest, 'unknown', namespace).requireResults()).toBe(rsop.requireResults());
    rsop.releaseQueryResults();
    expect((await errorOf(() => reportRsop(rsop, 'html'))).hresult).toBe(0x8007139f);
    expect((await errorOf(() => new RsopState(forest, 'unknown', namespace))).hresult).toBe(0x80070490);
    rsop.releaseQueryResults();
  });

  test.each<[string, (rsop: RsopState) => void, number, RegExp]>([
    [
      'both halves left out',
      (r) => (r.loggingFlags = RSOP_NO_COMPUTER | RSOP_NO_USER),
      0x80070057,
      /both the computer and the user/,
    ],
    ['no user', (r) => (r.loggingUser = ''), 0x80070057, /LoggingUser is not set/],
    [
      'an unknown user',
      (r) => (r.loggingUser = 'CONTOSO\\zed'),
      0x80070534,
      /LoggingUser is "CONTOSO\\zed", which is no user/,
    ],
    ['a group for a user', (r) => (r.loggingUser = 'staff'), 0x80070534, /no user/],
    ['an unknown computer', (r) => (r.loggingComputer = 'PC9'), 0x80070534, /LoggingComputer is "PC9"/],
  ])('logging with %s is refused', async (_, set, hresult, message) => {
    const rsop = new RsopState(described(), 'logging');
    rsop.loggingUser = 'ann';
    set(rsop);
    const error = await errorOf(() => rsop.createQueryResults());
    expect([error.hresult, error.message]).toEqual([hresult, expect.stringMatching(message)]);
  });

  test.each<[string, (rsop: RsopState) => void, RegExp]>([
    [
      'nobody',
      (r) => (r.planningUser = { ...r.planningUser, account: '' }),
      /neither PlanningUser nor PlanningUserSOM/,
    ],
    ['two kinds of loopback', (r) => (r.planningFlags = 6), /merge and in replace/],
    ['an unknown site', (r) => (r.planningSiteName = 'Mars'), /no site "Mars"/],
    [
      'a SOM of no domain',
      (r) => (r.planningComputer = { ...r.planningComputer, som: 'DC=x' }),
      /"DC=x" is no OU or domain/,
    ],
    [
      'an OU that is not there',
      (r) => (r.planningUser = { ...r.planningUser, som: 'OU=None,DC=contoso,DC=com' }),
      /"OU=None,DC=contoso,DC=com" is no OU or domain/,
    ],
    [
      'a container in an OU that is not there',
      (r) => (r.planningComputer = { ...r.planningComputer, som: `CN=a\\,OU\\=b,OU=None,${web}` }),
      /is no OU or domain/,
    ],
  ])('planning with %s is refused', async (_, set, message) => {
    const rsop = new RsopState(described(), 'planning');
    rsop.planningUser = { account: 'ann', som: '', groups: undefined, wmiFilters: undefined };
    rsop.planningComputer = { account: '', som: web, groups: undefined, wmiFilters: undefined };
    set(rsop);
    expect((await errorOf(() => rsop.createQueryResults())).message).toMatch(message);
  });

  test('is planned for the domain or OU that a container is in', () => {
    const rsop = new RsopState(described(), 'planning');
    rsop.planningFlags = RSOP_NO_USER;
    for (const [container, som] of [
      ['CN=Computers,DC=contoso,DC=com', 'contoso.com'],
      [`CN=a\\,b,CN=c,${web}`, 'Web'],
      ['dc=contoso,dc=com', 'contoso.com'],
    ] as const) {
      rsop.planningComputer = { ...rsop.planningComputer, som: container };
      rsop.createQueryResults();
      expect(rsop.requireResults().computer!.som.name).toBe(som);
    }
  });

  test('needs a namespace for results of unknown mode', async () => {
    expect((await errorOf(() => new RsopState(described(), 'unknown'))).hresult).toBe(0x80070057);
  });

  test('this computer is the first domain controller, and its users are the domain’s', () => {
    const rsop = new RsopState(described(), 'logging');
    rsop.loggingComputer = '.';
    expect(rsop.enumerateUsers().map((user) => user.name)).toEqual(['Administrator', 'Guest', 'ann']);
    rsop.loggingFlags = RSOP_NO_USER;
    rsop.createQueryResults();
    expect(rsop.requireResults().computer!.som.name).toBe('Domain Controllers');
    rsop.loggingComputer = 'web1.contoso.com';
    rsop.createQueryResults();
    expect(rsop.requireResults().computer!.som.name).toBe('Web');
  });
});
