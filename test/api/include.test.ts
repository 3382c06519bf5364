import { Gpm, type GpmDomain, GpmError } from '../../lib';
import { addon } from '../../lib/addon/loader';
import { MockForest } from '../../lib/mock';
import { allGivenBack } from '../server/support';

const SID = 'S-1-5-21-1-2-3-1105';

let forest: MockForest;
let gpm: Gpm;
let domain: GpmDomain;
let before = addon().counters();
beforeEach(async () => {
  before = addon().counters();
  forest = new MockForest({
    domains: [
      {
        name: 'contoso.com',
        sid: 'S-1-5-21-1-2-3',
        defaultPolicies: false,
        principals: [{ name: 'ann', type: 'User', sid: SID }],
        wmiFilters: [{ name: 'Servers' }],
        gpos: [
          { displayName: 'A', wmiFilter: 'Servers', permissions: [{ trustee: SID, permission: 'edit' }] },
          { displayName: 'B' },
        ],
        links: [{ gpo: 'A', enforced: true }],
        ous: [{ name: 'Staff', links: [{ gpo: 'B' }] }],
      },
    ],
  });
  gpm = await Gpm.open({ mock: forest });
  domain = await gpm.getDomain();
});
afterEach(async () => {
  await gpm.close();
  await allGivenBack(before);
});

describe('what is read along with GPOs', () => {
  test('comes with them, in searches and by id', async () => {
    const gpos = await domain.searchGpos({ include: ['permissions', 'wmiFilter', 'aclConsistent'] });
    expect(
      gpos.map(({ displayName, wmiFilter, aclConsistent, problems }) => [
        displayName,
        wmiFilter?.name,
        aclConsistent,
        problems,
      ]),
    ).toEqual([
      ['A', 'Servers', true, []],
      ['B', undefined, true, []],
    ]);
    expect(gpos[1]?.wmiFilter).toBeNull();
    const [a] = gpos;
    expect(a?.permissions).toContainEqual({
      trustee: expect.objectContaining({ sid: SID, name: 'ann', domain: 'CONTOSO', type: 'user' }),
      permission: 'edit',
      denied: false,
      inherited: false,
      inheritable: true,
    });
    const again = await domain.getGpo(a!.id, { include: ['permissions'] });
    expect(again.permissions).toEqual(a?.permissions);
    expect(again).not.toHaveProperty('wmiFilter');
    expect((await domain.getGpo(a!.id)).problems).toEqual([]);
    expect((await domain.getGpoByName('A', { include: ['wmiFilter'] })).wmiFilter?.name).toBe('Servers');
    // What came along is there to be used.
    await (await domain.getGpoByName('B')).setWmiFilter(a!.wmiFilter!);
  });

  test('is read anew with them', async () => {
    const gpo = await domain.getGpoByName('A', { include: ['wmiFilter'] });
    await gpo.setWmiFilter(null);
    expect(gpo.wmiFilter).toBeNull();
    expect(gpo.problems).toEqual([]);
  });

  test('that cannot be read is undefined, and the reason is among the problems of that one', async () => {
    forest.inject('IGPMGPO::GetSecurityInfo', {
      fail: 'E_ACCESSDENIED',
      when: (_args, target) => target.name === 'A',
    });
    const [a, b] = await domain.searchGpos({ include: ['permissions', 'wmiFilter'] });
    expect(a?.permissions).toBeUndefined();
    expect(a?.wmiFilter?.name).toBe('Servers');
    expect(a?.problems).toEqual([expect.any(GpmError)]);
    expect(a?.problems[0]).toMatchObject({ code: 'E_ACCESSDENIED', operation: 'IGPMGPO::GetSecurityInfo' });
    expect(a?.problems[0]?.message).toMatch(
      /^Could not read the permissions of the GPO "A" .*: access is denied/,
    );
    expect(b?.permissions?.length).toBeGreaterThan(0);
    expect(b?.problems).toEqual([]);
  });

  test('has to be a part that there is; undefined is none', async () => {
    await expect(domain.searchGpos({ include: ['links' as never] })).rejects.toThrow(
      "include has no 'links': it takes 'permissions', 'wmiFilter', 'aclConsistent'.",
    );
    await expect(domain.searchGpos({ include: 'permissions' as never })).rejects.toThrow(TypeError);
    await expect(
      domain.searchGpos({ displayName: undefined, include: ['wmiFilter'] } as never),
    ).rejects.toThrow('displayName is undefined, which would find everything');
    expect(await domain.searchGpos({ include: undefined })).toHaveLength(2);
  });
});

describe('what is read along with scopes', () => {
  test('is their links, what applies there, and their delegation', async () => {
    const soms = await domain.searchSoms({ include: ['gpoLinks', 'inheritedGpoLinks', 'permissions'] });
    const staff = soms.find(({ name }) => name === 'Staff');
    expect(staff?.gpoLinks?.map(({ order, som }) => [order, som.path])).toEqual([
      [1, 'OU=Staff,DC=contoso,DC=com'],
    ]);
    expect(staff?.inheritedGpoLinks?.map(({ enforced, som }) => [enforced, som.type])).toEqual([
      [true, 'domain'],
      [false, 'ou'],
    ]);
    expect(Array.isArray(staff?.permissions)).toBe(true);
    await staff?.gpoLinks?.[0]?.setEnabled(false);
    await staff?.refresh();
    expect(staff?.gpoLinks?.[0]?.enabled).toBe(false);
    const site = (
      await (await gpm.getSitesContainer('contoso.com')).searchSites({ include: ['gpoLinks'] })
    )[0];
    expect(site).toMatchObject({ type: 'site', gpoLinks: [], problems: [] });
  });
});

test('a thousand GPOs bring their permissions in one call of the search', async () => {
  const gpos = Array.from({ length: 1000 }, (_, i) => ({ displayName: `Policy ${i}` }));
  const large = new MockForest({ domains: [{ name: 'contoso.com', defaultPolicies: false, gpos }] });
  await using many = await Gpm.open({ mock: large });
  const found = await (await many.getDomain()).searchGpos({ include: ['permissions', 'wmiFilter'] });
  expect(found).toHaveLength(1000);
  expect(found.every(({ permissions, problems }) => permissions!.length > 0 && problems.length === 0)).toBe(
    true,
  );
});
