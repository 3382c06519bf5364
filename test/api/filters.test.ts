import { Gpm, type GpmDomain, type GpmGpo } from '../../lib';
import { addon } from '../../lib/addon/loader';
import { MockForest } from '../../lib/mock';
import { allGivenBack } from '../server/support';
import { failure } from './support';

const ID = '{AB1D2C3E-4F50-4617-8293-A4B5C6D7E8F9}';

let gpm: Gpm;
let domain: GpmDomain;
let gpo: GpmGpo;
let before = addon().counters();
beforeEach(async () => {
  before = addon().counters();
  const wmiFilters = [
    {
      name: 'Servers',
      id: ID,
      description: 'with a server edition',
      queries: [
        'SELECT * FROM Win32_OperatingSystem WHERE ProductType = "3"',
        { namespace: 'root\\WMI', query: 'SELECT a;b FROM c' },
      ],
    },
    { name: 'Laptops' },
  ];
  const gpos = [{ displayName: 'A', wmiFilter: 'Servers' }, { displayName: 'B' }];
  const principals = [{ name: 'ann', type: 'User' as const, sid: 'S-1-5-21-1-2-3-1105' }];
  const contoso = {
    name: 'contoso.com',
    sid: 'S-1-5-21-1-2-3',
    defaultPolicies: false,
    gpos,
    wmiFilters,
    principals,
  };
  gpm = await Gpm.open({ mock: new MockForest({ domains: [contoso, { name: 'fabrikam.com' }] }) });
  domain = await gpm.getDomain('contoso.com');
  gpo = await domain.getGpoByName('A');
});
afterEach(async () => {
  await gpm.close();
  await allGivenBack(before);
});

describe('a WMI filter', () => {
  test('has its queries taken apart', async () => {
    expect(await domain.getWmiFilter(ID.toLowerCase())).toMatchObject({
      id: ID,
      domainName: 'contoso.com',
      path: `MSFT_SomFilter.ID="${ID}",Domain="contoso.com"`,
      name: 'Servers',
      description: 'with a server edition',
      queries: [
        { namespace: 'root\\CIMv2', query: 'SELECT * FROM Win32_OperatingSystem WHERE ProductType = "3"' },
        { namespace: 'root\\WMI', query: 'SELECT a;b FROM c' },
      ],
    });
    expect((await domain.searchWmiFilters()).map(({ name }) => name).sort()).toEqual(['Laptops', 'Servers']);
  });

  test('is found by its path too, and not where it is not', async () => {
    const filter = await domain.getWmiFilter(ID);
    expect(await domain.getWmiFilter(filter.path)).toMatchObject({ id: ID });
    await expect(domain.getWmiFilter('Servers')).rejects.toThrow('The id of a WMI filter must be a GUID');
    const none = ID.replace('AB', 'AC');
    expect(await failure(domain.getWmiFilter(none))).toMatchObject({
      code: 'ERROR_DS_NO_SUCH_OBJECT',
      message: expect.stringContaining(`Could not find the WMI filter ${none} in contoso.com`),
    });
  });

  test('is renamed and described', async () => {
    const filter = await domain.getWmiFilter(ID);
    await filter.setName('Server editions');
    await filter.setDescription('');
    expect(filter).toMatchObject({ name: 'Server editions', description: '' });
    expect(await domain.getWmiFilter(ID)).toMatchObject({ name: 'Server editions' });
    await expect(filter.setName('')).rejects.toThrow('The name must not be empty.');
  });

  test('is that of a GPO, given to it, taken from it, and searched by', async () => {
    const filter = await gpo.getWmiFilter();
    expect(filter).toMatchObject({ id: ID, name: 'Servers' });
    const other = await domain.getGpoByName('B');
    expect(await other.getWmiFilter()).toBeNull();
    await other.setWmiFilter(filter);
    expect((await domain.searchGpos({ wmiFilter: filter! })).map(({ displayName }) => displayName)).toEqual([
      'A',
      'B',
    ]);
    await gpo.setWmiFilter(null);
    expect(await gpo.getWmiFilter()).toBeNull();
    expect(await domain.searchGpos({ wmiFilter: filter!, displayName: 'A' })).toEqual([]);
    await expect(domain.searchGpos({ wmiFilter: ID as never })).rejects.toThrow(
      'wmiFilter must be a GpmWmiFilter',
    );
    await expect(gpo.setWmiFilter(ID as never)).rejects.toThrow('The WMI filter must be a GpmWmiFilter');
  });

  test('is of use in its own domain only', async () => {
    const [foreign] = await (await gpm.getDomain('fabrikam.com')).searchGpos();
    const filter = await gpo.getWmiFilter();
    expect((await failure(foreign!.setWmiFilter(filter))).code).toBe('E_INVALIDARG');
  });
});

test('an account is resolved by its name or SID; a SID of nobody is a trustee of an unknown type', async () => {
  const ann = { sid: 'S-1-5-21-1-2-3-1105', name: 'ann', domain: 'CONTOSO', type: 'user' };
  expect(await gpm.createTrustee('CONTOSO\\ann')).toMatchObject(ann);
  expect(await gpm.createTrustee('S-1-5-21-1-2-3-1105')).toMatchObject(ann);
  expect(await gpm.createTrustee('S-1-5-11')).toMatchObject({ type: 'wellKnownGroup' });
  expect(await gpm.createTrustee('S-1-5-21-9-9-9-1000')).toEqual({
    sid: 'S-1-5-21-9-9-9-1000',
    name: '',
    domain: '',
    dsPath: '',
    type: 'unknown',
  });
  expect((await failure(gpm.createTrustee('CONTOSO\\zed'))).code).toBe('ERROR_NONE_MAPPED');
  await expect(gpm.createTrustee('')).rejects.toThrow(TypeError);
});

test('the client-side extensions of this computer are listed, by the ids that searches take', async () => {
  const extensions = await gpm.getClientSideExtensions();
  const registry = extensions.find(({ id }) => id === '{35378EAC-683F-11D2-A89A-00C04FBBCFA2}');
  expect(registry).toMatchObject({ userEnabled: true, computerEnabled: true });
  expect(registry?.displayName).not.toBe('');
});
