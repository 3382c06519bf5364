import { buildForest } from '../../lib/mock/build/build-forest';
import { snapshotForest } from '../../lib/mock/state/snapshot';
import { defaultDomainControllersPolicyId, defaultDomainPolicyId } from '../../lib/security/well-known';
import { baselineId, errorOf, forestOf, twoDomains } from './support';

describe('an empty description', () => {
  const forest = forestOf();

  test('is contoso.com with the two default GPOs, linked where Windows links them', () => {
    const domain = forest.getDomain('CONTOSO.com.');
    expect(domain.netbiosName).toBe('CONTOSO');
    expect(domain.pdc).toBe('DC1.contoso.com');
    expect(domain.gpos.map((gpo) => [gpo.id, gpo.displayName])).toEqual([
      [defaultDomainPolicyId, 'Default Domain Policy'],
      [defaultDomainControllersPolicyId, 'Default Domain Controllers Policy'],
    ]);
    expect(domain.som.links.map((link) => link.gpoId)).toEqual([defaultDomainPolicyId]);
    expect(domain.getSom('ou=domain controllers,dc=contoso,dc=com').links[0]?.gpoId).toBe(
      defaultDomainControllersPolicyId,
    );
    expect(forest.sites.map((site) => site.name)).toEqual(['Default-First-Site-Name']);
  });

  test('has the accounts every domain has', () => {
    const { sid } = forest.rootDomain;
    expect(forest.getPrincipal('CONTOSO\\Domain Admins').sid).toBe(`${sid}-512`);
    expect(forest.getPrincipal('enterprise admins@contoso.com').type).toBe('UniversalGroup');
    expect(forest.getPrincipal('Authenticated Users').sid).toBe('S-1-5-11');
    expect(forest.getPrincipal('BUILTIN\\Administrators').sid).toBe('S-1-5-32-544');
    expect(forest.getPrincipal('*S-1-5-18').name).toBe('SYSTEM');
  });
});

describe('what is not there', () => {
  const forest = forestOf(twoDomains);
  test.each([
    [
      'domain',
      () => forest.getDomain('nowhere.org'),
      0x8007054b,
      /^the domains of the forest are contoso\.com, fabrikam\.com/,
    ],
    [
      'GPO',
      () => forest.rootDomain.getGpo('{00000000-0000-0000-0000-00000000beef}'),
      0x80072030,
      /^there is no such GPO/,
    ],
    ['GUID', () => forest.rootDomain.getGpo('Baseline'), 0x80070057, /"Baseline" is not the GUID of a GPO/],
    ['OU', () => forest.rootDomain.getSom('OU=None,DC=contoso,DC=com'), 0x80072030, /OU=None/],
    ['site', () => forest.getSite('Mars'), 0x80072030, /"Mars".*Default-First-Site-Name/],
    [
      'controller',
      () => forest.getController(forest.rootDomain, 'DC9'),
      0x8007054b,
      /^the controllers of contoso\.com are DC1\.contoso\.com/,
    ],
    ['principal', () => forest.getPrincipal('CONTOSO\\zed'), 0x80070534, /zed/],
    ['starter GPO', () => forest.rootDomain.getStarterGpo(baselineId), 0x80072030, /no starter GPO/],
  ])('%s: an error that names it and says what to do', async (_, action, hresult, message) => {
    const error = await errorOf(action);
    expect(error.hresult).toBe(hresult);
    expect(error.message).toMatch(message);
  });
});

describe('a description with a fault', () => {
  const gpos = (gpo: object) => ({ domains: [{ name: 'a.b', gpos: [gpo] }] });
  test.each<[string, unknown, typeof TypeError, string]>([
    ['no object', null, TypeError, 'the forest description must be an object, not null'],
    ['no domain', { domains: [] }, RangeError, 'at least one domain'],
    ['domains no array', { domains: 'contoso.com' }, TypeError, 'domains must be an array'],
    ['a name that is none', { domains: [{ name: 'a b' }] }, RangeError, 'domains[0].name is "a b"'],
    [
      'the same domain twice',
      { domains: [{ name: 'a.b' }, { name: 'A.B' }] },
      RangeError,
      'domains[1].name is "A.B" a second time',
    ],
    ['no controllers', { domains: [{ name: 'a.b', controllers: [] }] }, RangeError, 'domains[0].controllers'],
    ['a SID that is none', { domains: [{ name: 'a.b', sid: 'S-1-5-18' }] }, RangeError, 'domains[0].sid'],
    ['a GUID that is none', gpos({ id: '{12}' }), RangeError, 'domains[0].gpos[0].id is "{12}"'],
    [
      'an empty name',
      gpos({ displayName: ' ' }),
      RangeError,
      'domains[0].gpos[0].displayName must not be empty',
    ],
    [
      'a version too high',
      gpos({ userVersion: 65536 }),
      RangeError,
      'domains[0].gpos[0].userVersion is 65536',
    ],
    [
      'a version that is text',
      gpos({ userVersion: '1' }),
      TypeError,
      'domains[0].gpos[0].userVersion must be a number',
    ],
    [
      'a path out of the folder',
      gpos({ files: { '..\\x': '' } }),
      RangeError,
      'domains[0].gpos[0].files["..\\x"]',
    ],
    [
      'a template that is no text',
      gpos({ files: { 'Machine\\x\\SecEdit\\GptTmpl.inf': new Uint8Array([0xff, 0xfe, 0]) } }),
      RangeError,
      'domains[0].gpos[0].files: Machine',
    ],
    ['SDDL that is none', gpos({ security: 'D:(Q;;;;;WD)' }), RangeError, 'domains[0].gpos[0].security'],
    [
      'an unknown trustee',
      gpos({ permissions: [{ trustee: 'zed', permission: 'read' }] }),
      RangeError,
      'permissions[0].trustee is "zed"',
    ],
    ['an unknown filter', gpos({ wmiFilter: 'None' }), RangeError, 'domains[0].gpos[0].wmiFilter is "None"'],
    [
      'a link to nothing',
      { domains: [{ name: 'a.b', links: [{ gpo: 'x' }] }] },
      RangeError,
      'domains[0].links[0].gpo is "x"',
    ],
    [
      'an ambiguous link',
      {
        domains: [{ name: 'a.b', gpos: [{ displayName: 'x' }, { displayName: 'X' }], links: [{ gpo: 'x' }] }],
      },
      RangeError,
      'the name of 2 GPOs',
    ],
    ['a site twice', { sites: [{ name: 's' }, { name: 'S' }] }, RangeError, 'sites[1].name'],
    [
      'an unknown group',
      { domains: [{ name: 'a.b', principals: [{ name: 'u', type: 'User', memberOf: ['g'] }] }] },
      RangeError,
      'principals[0].memberOf names "g"',
    ],
    ['an invalid date', gpos({ created: new Date('x') }), RangeError, 'domains[0].gpos[0].created'],
  ])('%s', (_, description, kind, message) => {
    const make = () => forestOf(description as never);
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });
});

describe('a description has no other keys than those it is told by', () => {
  const domain = (part: object) => ({ domains: [{ name: 'a.b', ...part }] });
  test.each<[string, unknown, string]>([
    ['the forest', { domain: [] }, "the forest description has no 'domain': did you mean 'domains'?"],
    ['a domain', domain({ gpo: [] }), "domains[0] has no 'gpo': did you mean 'gpos'?"],
    [
      'a GPO',
      domain({ gpos: [{ displayName: 'x' }, { displayname: 'y' }] }),
      "domains[0].gpos[1] has no 'displayname': did you mean 'displayName'?",
    ],
    [
      'a permission',
      domain({ gpos: [{ permissions: [{ trustee: 'x', permission: 'read', denyed: true }] }] }),
      "domains[0].gpos[0].permissions[0] has no 'denyed': did you mean 'denied'?",
    ],
    [
      'an OU in another',
      domain({ ous: [{ name: 'x', ous: [{ name: 'y', blockInheritence: true }] }] }),
      "domains[0].ous[0].ous[0] has no 'blockInheritence': did you mean 'blockInheritance'?",
    ],
    [
      'a link',
      domain({ links: [{ gpo: 'x', enforce: true }] }),
      "domains[0].links[0] has no 'enforce': did you mean 'enforced'?",
    ],
    [
      'an account',
      domain({ principals: [{ name: 'x', type: 'User', memberof: [] }] }),
      "domains[0].principals[0] has no 'memberof': did you mean 'memberOf'?",
    ],
    [
      'a WMI filter',
      domain({ wmiFilters: [{ name: 'x', querys: [] }] }),
      "domains[0].wmiFilters[0] has no 'querys': did you mean 'queries'?",
    ],
    [
      'a query',
      domain({ wmiFilters: [{ name: 'x', queries: [{ namespace: 'y', wql: 'z' }] }] }),
      "domains[0].wmiFilters[0].queries[0] has no 'wql'; it has namespace and query.",
    ],
    [
      'a starter GPO',
      domain({ starterGpos: [{ name: 'x', displayName: 'y' }] }),
      "domains[0].starterGpos[0] has no 'displayName'",
    ],
    ['a site', { sites: [{ name: 'x', link: [] }] }, "sites[0] has no 'link': did you mean 'links'?"],
  ])('%s', (_, description, message) => {
    const make = () => forestOf(description as never);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  class Described {
    name = 'a.b';
  }
  test.each<[string, unknown, string]>([
    ['the forest', new Map(), 'the forest description must be an object, not an object of class Map'],
    [
      'a domain',
      { domains: [new Described()] },
      'domains[0] must be an object, not an object of class Described',
    ],
    [
      'files',
      domain({ gpos: [{ files: new Map([['Machine\\x', '']]) }] }),
      'domains[0].gpos[0].files must be an object, not an object of class Map',
    ],
    ['a list of names', domain({ controllers: 'DC1' }), "domains[0].controllers must be an array, not 'DC1'"],
    [
      'groups',
      domain({ principals: [{ name: 'x', type: 'User', memberOf: [1] }] }),
      'memberOf[0] must be a string',
    ],
    ['a type', domain({ starterGpos: [{ name: 'x', type: 'own' }] }), "type must be 'system' or 'custom'"],
  ])('%s in another form is refused', (_, description, message) => {
    const make = () => forestOf(description as never);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });
});

test('the same description, clock and GUIDs make the same forest', () => {
  expect(snapshotForest(forestOf(twoDomains))).toEqual(snapshotForest(forestOf(twoDomains)));
});

test('built again it is what its description says, and disowns what was handed out', async () => {
  const forest = forestOf(twoDomains);
  const before = snapshotForest(forest);
  const gpo = forest.rootDomain.getGpo(baselineId);
  gpo.rename('Changed');
  forest.rootDomain.createGpo('Another');
  forest.clear();
  buildForest(forest, twoDomains);
  const names = (snapshot: typeof before) =>
    snapshot.domains.map((domain) => domain.gpos.map((each) => each.displayName));
  expect(names(snapshotForest(forest))).toEqual(names(before));
  expect((await errorOf(() => gpo.rename('Again'))).hresult).toBe(0x80072030);
});

test('the snapshot is a copy', () => {
  const forest = forestOf(twoDomains);
  const snapshot = snapshotForest(forest);
  snapshot.domains[0]!.soms[0]!.links.length = 0;
  expect(forest.rootDomain.som.links).toHaveLength(1);
});
