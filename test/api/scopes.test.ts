import { Gpm, type GpmDomain, type GpmGpo, type GpmGpoLink, type GpmSom } from '../../lib';
import { addon } from '../../lib/addon/loader';
import { MockForest } from '../../lib/mock';
import { allGivenBack } from '../server/support';
import { failure } from './support';

const OU = 'OU=Servers,DC=contoso,DC=com';

/** Links in short: `Baseline 1`, with what is not usual. */
function brief(links: readonly GpmGpoLink[], gpos: readonly GpmGpo[]): string[] {
  return links.map((link) => {
    const gpo = gpos.find(({ id }) => id === link.gpoId);
    const state = `${link.enabled ? '' : ' disabled'}${link.enforced ? ' enforced' : ''}`;
    return `${gpo?.displayName ?? link.gpoId} ${link.order}${state}`;
  });
}

let forest: MockForest;
let gpm: Gpm;
let domain: GpmDomain;
let gpos: GpmGpo[];
let ou: GpmSom;
const named = (name: string) => gpos.find(({ displayName }) => displayName === name) as GpmGpo;

let before = addon().counters();
beforeEach(async () => {
  before = addon().counters();
  forest = new MockForest({
    domains: [
      {
        name: 'contoso.com',
        defaultPolicies: false,
        gpos: ['A', 'B', 'C', 'D'].map((displayName) => ({ displayName })),
        links: [{ gpo: 'A', enforced: true }],
        ous: [
          { name: 'Servers', links: [{ gpo: 'B' }, { gpo: 'C', enabled: false }], ous: [{ name: 'Web' }] },
        ],
      },
    ],
    sites: [{ name: 'Berlin', links: [{ gpo: 'D' }] }],
  });
  gpm = await Gpm.open({ mock: forest });
  domain = await gpm.getDomain();
  gpos = await domain.searchGpos();
  ou = await domain.getSom(OU);
});
afterEach(async () => {
  await gpm.close();
  await allGivenBack(before);
});

const links = async () => brief(await (await domain.getSom(OU)).getGpoLinks(), gpos);

describe('a scope of management', () => {
  test('is a domain, an OU or a site, with its properties', async () => {
    expect(await domain.getSom()).toMatchObject({ type: 'domain', path: 'DC=contoso,DC=com' });
    expect(ou).toMatchObject({ type: 'ou', name: 'Servers', path: OU, gpoInheritanceBlocked: false });
    const sites = await gpm.getSitesContainer('contoso.com');
    expect(sites).toMatchObject({ forest: 'contoso.com', domain: 'contoso.com' });
    expect(await sites.getSite('Berlin')).toMatchObject({
      type: 'site',
      name: 'Berlin',
      gpoInheritanceBlocked: false,
    });
    expect((await sites.searchSites()).map(({ name }) => name)).toEqual(['Berlin']);
    expect((await failure(domain.getSom('OU=None,DC=contoso,DC=com'))).code).toBe('ERROR_DS_NO_SUCH_OBJECT');
    expect((await failure(sites.getSite('Mars'))).message).toMatch(
      /^Could not find the site Mars of contoso\.com/,
    );
  });

  test('is found by the GPOs that it links to', async () => {
    const paths = async (search?: Parameters<typeof domain.searchSoms>[0]) =>
      (await domain.searchSoms(search)).map(({ path }) => path);
    expect(await paths()).toEqual(expect.arrayContaining(['DC=contoso,DC=com', OU, `OU=Web,${OU}`]));
    expect(await paths({ gpoLinks: named('B') })).toEqual([OU]);
    expect(await paths({ gpoLinks: [named('B'), named('A')] })).toEqual([]);
    const sites = await gpm.getSitesContainer('contoso.com');
    expect(await sites.searchSites({ gpoLinks: named('A') })).toEqual([]);
    await expect(domain.searchSoms({ gpoLinks: [] })).rejects.toThrow(TypeError);
    await expect(domain.searchSoms({ gpoLinks: undefined })).rejects.toThrow(TypeError);
    await expect(domain.searchSoms({ gpoLinks: 'B' as never })).rejects.toThrow('gpoLinks must be a GpmGpo');
  });

  test('keeps links from above out, but for enforced ones', async () => {
    const web = await domain.getSom(`OU=Web,${OU}`);
    expect(brief(await web.getInheritedGpoLinks(), gpos)).toEqual(['A 1 enforced', 'B 1']);
    await web.setGpoInheritanceBlocked(true);
    expect(web.gpoInheritanceBlocked).toBe(true);
    expect(brief(await web.getInheritedGpoLinks(), gpos)).toEqual(['A 1 enforced']);
    await web.setGpoInheritanceBlocked(false);
    const [, inherited] = await web.getInheritedGpoLinks();
    expect(inherited?.som).toEqual({ type: 'ou', name: 'Servers', path: OU });
    const site = await (await gpm.getSitesContainer('contoso.com')).getSite('Berlin');
    await expect(site.setGpoInheritanceBlocked(true)).rejects.toThrow(TypeError);
  });
});

describe('a link', () => {
  test('is made last, or where it is wanted, as it is wanted', async () => {
    const last = await ou.createGpoLink(named('A'), { enforced: true });
    expect(last).toMatchObject({ order: 3, enabled: true, enforced: true, som: { path: OU } });
    const first = await ou.createGpoLink(named('D'), { order: 1, enabled: false });
    expect(first).toMatchObject({ order: 1, enabled: false, gpoDomain: 'contoso.com' });
    expect(await links()).toEqual(['D 1 disabled', 'B 2', 'C 3 disabled', 'A 4 enforced']);
  });

  test('can be made behind the last one by its number', async () => {
    expect(await ou.createGpoLink(named('A'), { order: 3 })).toMatchObject({ order: 3 });
    expect((await failure(ou.createGpoLink(named('D'), { order: 5 }))).code).toBe('E_INVALIDARG');
    for (const order of [0, -1, 1.5]) {
      await expect(ou.createGpoLink(named('D'), { order })).rejects.toThrow(RangeError);
    }
    await expect(ou.createGpoLink('A' as never)).rejects.toThrow('The GPO must be a GpmGpo');
    expect(await links()).toEqual(['B 1', 'C 2 disabled', 'A 3']);
  });

  test('is whole or not at all', async () => {
    forest.inject('IGPMGPOLink::put_Enforced', { fail: 'E_ACCESSDENIED' });
    const error = await failure(ou.createGpoLink(named('A'), { enforced: true }));
    expect(error.message).toMatch(/^Could not link the GPO "A" .* to OU=Servers.*: access is denied/);
    expect(await links()).toEqual(['B 1', 'C 2 disabled']);
    forest.inject('IGPMGPOLink::Delete', { fail: 'E_ACCESSDENIED' });
    const left = await failure(ou.createGpoLink(named('A'), { enforced: true }));
    expect(left.message).toContain('It could not be undone either');
    expect(await links()).toEqual(['B 1', 'C 2 disabled', 'A 3']);
  });

  test('is enabled, enforced and deleted; its GPO stays', async () => {
    const [b] = await ou.getGpoLinks();
    await b!.setEnabled(false);
    await b!.setEnforced(true);
    expect(b).toMatchObject({ enabled: false, enforced: true });
    expect(await links()).toEqual(['B 1 disabled enforced', 'C 2 disabled']);
    await b!.delete();
    expect(await links()).toEqual(['C 1 disabled']);
    expect((await failure(b!.delete())).code).toBe('ERROR_DS_NO_SUCH_OBJECT');
    expect(await domain.getGpo(named('B').id)).toMatchObject({ displayName: 'B' });
  });

  test.each([
    [1, 3, ['C 1 disabled', 'A 2', 'B 3']],
    [3, 1, ['A 1', 'B 2', 'C 3 disabled']],
    [2, 3, ['B 1', 'A 2', 'C 3 disabled']],
    [2, 2, ['B 1', 'C 2 disabled', 'A 3']],
  ])('moves from %i to %i, and keeps what it is', async (from, to, expected) => {
    await ou.createGpoLink(named('A'));
    const link = (await ou.getGpoLinks())[from - 1];
    await link!.setOrder(to);
    expect(link?.order).toBe(to);
    expect(await links()).toEqual(expected);
    await link!.setEnforced(true);
  });

  test('cannot be moved behind the last, nor where its GPO is gone', async () => {
    const [b] = await ou.getGpoLinks();
    await expect(b!.setOrder(3)).rejects.toThrow(new RangeError('order must be from 1 to 2, but is 3.'));
    await expect(b!.setOrder(0)).rejects.toThrow(RangeError);
    await named('B').delete();
    expect((await failure(b!.setOrder(2))).code).toBe('ERROR_DS_NO_SUCH_OBJECT');
    expect(await links()).toHaveLength(2);
  });

  test('that cannot be made at its new place is where it was, or the error says what it was', async () => {
    forest.inject('IGPMSOM::CreateGPOLink', { fail: 'E_ACCESSDENIED', times: 1 });
    const [b] = await ou.getGpoLinks();
    expect((await failure(b!.setOrder(2))).message).toContain('The link is where it was.');
    expect(await links()).toEqual(['B 1', 'C 2 disabled']);
    await b!.setEnabled(true);
    forest.inject('IGPMSOM::CreateGPOLink', { fail: 'E_ACCESSDENIED' });
    const error = await failure(b!.setOrder(2));
    expect(error.message).toContain(
      'The link is gone, and could not be made again: it had order 1, enabled, not enforced',
    );
    expect(await links()).toEqual(['C 1 disabled']);
  });
});

describe('a GPO deleted with its links', () => {
  const everywhere = async (): Promise<Record<string, string[]>> => {
    const sites = await gpm.getSitesContainer('contoso.com');
    const linked: Record<string, string[]> = {};
    for (const som of [...(await domain.searchSoms()), ...(await sites.searchSites())]) {
      const found = brief(await som.getGpoLinks(), gpos);
      if (found.length > 0) linked[som.name] = found;
    }
    return linked;
  };

  test('leaves none in its domain; those of sites only where sites are given', async () => {
    await ou.createGpoLink(named('D'), { order: 1 });
    await (await domain.getSom()).createGpoLink(named('D'), { enabled: false });
    const sites = await gpm.getSitesContainer('contoso.com');
    await named('B').delete({ links: 'keep' });
    expect((await everywhere()).Servers).toEqual(['D 1', 'B 2', 'C 3 disabled']);
    await named('C').delete({ links: 'delete' });
    expect((await everywhere()).Servers).toEqual(['D 1', 'B 2']);
    await named('D').delete({ links: 'delete', sites });
    expect(await everywhere()).toMatchObject({ Servers: ['B 1'] });
    expect(await everywhere()).not.toHaveProperty('Berlin');
    expect((await domain.searchGpos()).map(({ displayName }) => displayName)).toEqual(['A']);
    await expect(named('A').delete({ sites })).rejects.toThrow("sites is of use with links: 'delete' only.");
    await expect(named('A').delete({ links: 'all' as never })).rejects.toThrow(
      "links must be 'keep' or 'delete'",
    );
  });

  test('has its links as they were where it cannot be deleted', async () => {
    await ou.createGpoLink(named('A'), { order: 2, enforced: true });
    const then = await everywhere();
    forest.inject('IGPMGPO::Delete', { fail: 'E_ACCESSDENIED' });
    const error = await failure(named('A').delete({ links: 'delete' }));
    expect(error.code).toBe('E_ACCESSDENIED');
    expect(error.message).toContain('Its links are as they were.');
    expect(await everywhere()).toEqual(then);
  });

  test('says which links are gone where they cannot be put back', async () => {
    forest.inject('IGPMGPO::Delete', { fail: 'E_ACCESSDENIED' });
    forest.inject('IGPMSOM::CreateGPOLink', { fail: 'E_ACCESSDENIED' });
    const error = await failure(named('A').delete({ links: 'delete' }));
    expect(error.message).toContain(
      'Its links to these scopes are gone; make them anew: DC=contoso,DC=com (order 1, enabled, enforced).',
    );
  });
});

describe('a GPO by its name', () => {
  test('is the one that has it', async () => {
    expect(await domain.getGpoByName('A')).toMatchObject({ id: named('A').id });
    expect((await failure(domain.getGpoByName('Z'))).code).toBe('ERROR_DS_NO_SUCH_OBJECT');
    const second = await domain.createGpo({ displayName: 'A' });
    const error = await failure(domain.getGpoByName('A'));
    expect(error.code).toBe('GPMC_E_AMBIGUOUS');
    expect(error.message).toContain(second.id);
    expect(error.message).toContain(named('A').id);
  });
});
