import type { ComObject } from '../../lib/addon/com-object';
import type { ForestDescription } from '../../lib/mock';
import { withForest } from './support';

const filterId = '{11111111-2222-3333-4444-555555555555}';
const description: ForestDescription = {
  domains: [
    {
      name: 'contoso.com',
      principals: [{ name: 'ann', type: 'User' }],
      wmiFilters: [{ name: 'Servers', id: filterId, queries: ['select * from Win32_ComputerSystem'] }],
      gpos: [
        { displayName: 'Baseline', id: '{AAAAAAAA-0000-0000-0000-000000000001}' },
        { displayName: 'Baseline (old)' },
        { displayName: 'Scripts', files: { 'User\\Scripts\\scripts.ini': '[Logon]\r\n' } },
      ],
    },
    { name: 'fabrikam.com', gpos: [{ displayName: 'Theirs' }] },
  ],
};

describe('searching GPOs', () => {
  const search = ['IGPMGPO::get_DisplayName'] as const;

  test.each([
    [
      'nothing',
      [],
      ['Baseline', 'Baseline (old)', 'Default Domain Controllers Policy', 'Default Domain Policy', 'Scripts'],
    ],
    ['a name', [[2, 0, 'baseline']], ['Baseline']],
    ['part of a name', [[2, 1, 'baseline']], ['Baseline', 'Baseline (old)']],
    [
      'two conditions',
      [
        [2, 1, 'baseline'],
        [2, 2, 'OLD'],
      ],
      ['Baseline'],
    ],
    ['an id', [[4, 0, 'AAAAAAAA-0000-0000-0000-000000000001']], ['Baseline']],
    ['user extensions', [[6, 1, '{42b5faae-6536-11d2-ae5a-0000f87571e3}']], ['Scripts']],
    ['computer extensions', [[5, 1, '{42b5faae-6536-11d2-ae5a-0000f87571e3}']], []],
  ] as [string, [number, number, string][], string[]][])('for %s', (_, criteria, names) =>
    withForest(description, async ({ apartment, root, domain }) => {
      const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
      for (const [property, operation, value] of criteria) {
        await apartment.call(wanted, 'IGPMSearchCriteria::Add', property as never, operation as never, value);
      }
      const rows = await apartment.callAndReadEach(domain, 'IGPMDomain::SearchGPOs', [wanted], search);
      expect(rows.map(({ values }) => values[0]).sort()).toEqual(names);
    }),
  );

  test('by objects: filter, permission, domain', () =>
    withForest(description, async ({ apartment, root, domain, gpo }) => {
      const find = async (property: number, operation: number, value: ComObject) => {
        const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
        await apartment.call(
          wanted,
          'IGPMSearchCriteria::Add',
          property as never,
          operation as never,
          value as never,
        );
        const rows = await apartment.callAndReadEach(domain, 'IGPMDomain::SearchGPOs', [wanted], search);
        return rows.map(({ values }) => values[0]).sort();
      };
      const target = await gpo('Scripts');
      const [filter] = await apartment.call(
        domain,
        'IGPMDomain::GetWMIFilter',
        `MSFT_SomFilter.ID="${filterId}",Domain="contoso.com"`,
      );
      await apartment.call(target, 'IGPMGPO::SetWMIFilter', filter);
      expect(await find(3, 0, filter)).toEqual(['Scripts']);

      const [info] = await apartment.call(target, 'IGPMGPO::GetSecurityInfo');
      const [edit] = await apartment.call(root, 'IGPM::CreatePermission', 'CONTOSO\\ann', 65793, false);
      await apartment.call(info, 'IGPMSecurityInfo::Add', edit);
      await apartment.call(target, 'IGPMGPO::SetSecurityInfo', info);
      expect(await find(0, 1, edit)).toEqual(['Scripts']);
      expect(await find(1, 1, edit)).toEqual(['Scripts']);
      expect(await find(0, 2, edit)).not.toContain('Scripts');

      const [fabrikam] = await apartment.call(root, 'IGPM::GetDomain', 'fabrikam.com', '', 0);
      expect(await find(8, 0, fabrikam)).toEqual([]);
      expect(await find(8, 0, domain)).toContain('Scripts');
    }));

  test.each([
    [99, 0, 'x', '99 is no search property'],
    [
      4,
      1,
      '{AAAAAAAA-0000-0000-0000-000000000001}',
      'gpoID cannot be searched with opContains; use opEquals, opNotEquals',
    ],
    [
      2,
      3,
      'x',
      'gpoDisplayName cannot be searched with opNotEquals; use opEquals, opContains, opNotContains',
    ],
    [4, 0, 'Baseline', 'Baseline'],
    [5, 1, 'x', 'not the GUID'],
    [4, 0, 7, 'a GUID as a string'],
    [2, 0, 7, 'a string'],
    [9, 0, false, 'only be true'],
    [3, 0, 'Servers', 'an object of this mock forest'],
  ])('refuses property %p with operation %p and value %p', (property, operation, value, text) =>
    withForest(description, async ({ apartment, root }) => {
      const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
      await expect(
        apartment.call(wanted, 'IGPMSearchCriteria::Add', property as never, operation as never, value),
      ).rejects.toMatchObject({ hresult: 0x80070057, message: expect.stringContaining(text) });
    }),
  );

  test('refuses a permission that no GPO has', () =>
    withForest(description, async ({ apartment, root, domain }) => {
      const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
      const [link] = await apartment.call(root, 'IGPM::CreatePermission', 'CONTOSO\\ann', 0x1c0000, false);
      await apartment.call(wanted, 'IGPMSearchCriteria::Add', 0, 1, link);
      await expect(apartment.call(domain, 'IGPMDomain::SearchGPOs', wanted)).rejects.toMatchObject({
        hresult: 0x80070057,
        message: expect.stringContaining('not one of a GPO'),
      });
    }));

  test('knows a value that its client has given back since', () =>
    withForest(description, async ({ apartment, root, domain }) => {
      const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
      const [read] = await apartment.call(
        root,
        'IGPM::CreatePermission',
        'NT AUTHORITY\\Authenticated Users',
        65792,
        false,
      );
      await apartment.call(wanted, 'IGPMSearchCriteria::Add', 0, 2, read);
      read.release();
      await apartment.call(root, 'IGPM::GetConstants');
      const rows = await apartment.callAndReadEach(domain, 'IGPMDomain::SearchGPOs', [wanted], search);
      expect(rows.length).toBeGreaterThan(0);
    }));

  test('refuses what does not suit GPOs', () =>
    withForest(description, async ({ apartment, root, domain }) => {
      const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
      await apartment.call(wanted, 'IGPMSearchCriteria::Add', 9, 0, true);
      await expect(apartment.call(domain, 'IGPMDomain::SearchGPOs', wanted)).rejects.toMatchObject({
        message: expect.stringContaining('backupMostRecent cannot be used to search for GPOs'),
      });
    }));
});
