import { GPMPermissionType } from '../../lib/generated/gpmgmt';
import { description } from './contoso';
import { withForest } from './support';

describe('scopes of management', () => {
  const read = [
    'IGPMSOM::get_Name',
    'IGPMSOM::get_Path',
    'IGPMSOM::get_Type',
    'IGPMSOM::get_GPOInheritanceBlocked',
  ] as const;
  const linkRead = [
    'IGPMGPOLink::get_GPOID',
    'IGPMGPOLink::get_GPODomain',
    'IGPMGPOLink::get_Enabled',
    'IGPMGPOLink::get_Enforced',
    'IGPMGPOLink::get_SOMLinkOrder',
  ] as const;

  test('are found by path, by link, and all together', () =>
    withForest(description, async ({ apartment, root, domain, gpo }) => {
      const [ou] = await apartment.call(domain, 'IGPMDomain::GetSOM', 'OU=Servers,DC=contoso,DC=com');
      expect((await apartment.read(ou, read)).values).toEqual([
        'Servers',
        'OU=Servers,DC=contoso,DC=com',
        2,
        false,
      ]);
      const [top] = await apartment.call(domain, 'IGPMDomain::GetSOM', null);
      expect((await apartment.read(top, read)).values).toEqual([
        'contoso.com',
        'DC=contoso,DC=com',
        1,
        false,
      ]);
      const all = await apartment.callAndReadEach(domain, 'IGPMDomain::SearchSOMs', [null], read);
      expect(all.map(({ values }) => values[0])).toEqual(
        expect.arrayContaining(['contoso.com', 'Servers', 'Web']),
      );
      const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
      await apartment.call(wanted, 'IGPMSearchCriteria::Add', 7, 1, await gpo('Servers'));
      const linked = await apartment.callAndReadEach(domain, 'IGPMDomain::SearchSOMs', [wanted], read);
      expect(linked.map(({ values }) => values[0])).toEqual(['Servers']);
      await apartment.call(wanted, 'IGPMSearchCriteria::Add', 2, 0, 'x');
      await expect(apartment.call(domain, 'IGPMDomain::SearchSOMs', wanted)).rejects.toMatchObject({
        hresult: 0x80070057,
      });
    }));

  test('have links that are made, changed, inherited and deleted', () =>
    withForest(description, async ({ apartment, domain, gpo }) => {
      const [web] = await apartment.call(domain, 'IGPMDomain::GetSOM', 'OU=Web,OU=Servers,DC=contoso,DC=com');
      const inherited = await apartment.callAndReadEach(web, 'IGPMSOM::GetInheritedGPOLinks', [], linkRead);
      expect(inherited.map(({ values }) => values[3])).toContain(true);
      const [link] = await apartment.call(web, 'IGPMSOM::CreateGPOLink', -1, await gpo('Baseline'));
      await apartment.call(link, 'IGPMGPOLink::put_Enabled', false);
      await apartment.call(link, 'IGPMGPOLink::put_Enforced', true);
      const rows = await apartment.callAndReadEach(web, 'IGPMSOM::GetGPOLinks', [], linkRead);
      expect(rows).toHaveLength(1);
      expect(rows[0]?.values.slice(1)).toEqual(['contoso.com', false, true, 1]);
      const [som] = await apartment.call(link, 'IGPMGPOLink::get_SOM');
      expect(await apartment.call(som, 'IGPMSOM::get_Name')).toEqual(['Web']);
      await apartment.call(link, 'IGPMGPOLink::Delete');
      await expect(apartment.call(link, 'IGPMGPOLink::put_Enabled', true)).rejects.toMatchObject({
        hresult: 0x80072030,
      });
      for (const method of [
        'IGPMGPOLink::get_Enabled',
        'IGPMGPOLink::get_GPOID',
        'IGPMGPOLink::Delete',
      ] as const) {
        await expect(apartment.call(link, method)).rejects.toMatchObject({ hresult: 0x80072030 });
      }
      const [none] = await apartment.call(web, 'IGPMSOM::GetGPOLinks');
      expect(await apartment.call(none, 'IGPMGPOLinksCollection::get_Count')).toEqual([0]);
    }));

  test('block inheritance and have a delegation', () =>
    withForest(description, async ({ apartment, root, domain }) => {
      const [ou] = await apartment.call(domain, 'IGPMDomain::GetSOM', 'OU=Servers,DC=contoso,DC=com');
      await apartment.call(ou, 'IGPMSOM::put_GPOInheritanceBlocked', true);
      expect(await apartment.call(ou, 'IGPMSOM::get_GPOInheritanceBlocked')).toEqual([true]);
      const [info] = await apartment.call(ou, 'IGPMSOM::GetSecurityInfo');
      const [link] = await apartment.call(
        root,
        'IGPM::CreatePermission',
        'CONTOSO\\ops',
        GPMPermissionType.permSOMLink,
        true,
      );
      await apartment.call(info, 'IGPMSecurityInfo::Add', link);
      await apartment.call(ou, 'IGPMSOM::SetSecurityInfo', info);
      const rows = await apartment.callAndReadEach(
        ou,
        'IGPMSOM::GetSecurityInfo',
        [],
        ['IGPMPermission::get_Permission', 'IGPMPermission::get_Inherited'],
      );
      expect(rows.map(({ values }) => values)).toContainEqual([GPMPermissionType.permSOMLink, false]);
      const [web] = await apartment.call(domain, 'IGPMDomain::GetSOM', 'OU=Web,OU=Servers,DC=contoso,DC=com');
      const [below] = await apartment.call(web, 'IGPMSOM::GetSecurityInfo');
      const [count] = await apartment.call(below, 'IGPMSecurityInfo::get_Count');
      await expect(apartment.call(below, 'IGPMSecurityInfo::Add', link)).rejects.toMatchObject({
        message: expect.stringContaining('inherits permSOMLink'),
      });
      await expect(apartment.call(below, 'IGPMSecurityInfo::Remove', link)).rejects.toMatchObject({
        message: expect.stringContaining('from the scope that has them'),
      });
      await apartment.call(web, 'IGPMSOM::SetSecurityInfo', below);
      const [same] = await apartment.call(web, 'IGPMSOM::GetSecurityInfo');
      expect(await apartment.call(same, 'IGPMSecurityInfo::get_Count')).toEqual([count]);
      for (const type of [GPMPermissionType.permGPOEdit, GPMPermissionType.permSOMGPOCreate]) {
        const [wrong] = await apartment.call(root, 'IGPM::CreatePermission', 'CONTOSO\\ops', type, true);
        await expect(apartment.call(info, 'IGPMSecurityInfo::Add', wrong)).rejects.toMatchObject({
          hresult: 0x80070057,
          message: expect.stringContaining('not one of an OU'),
        });
      }
      const [top] = await apartment.call(domain, 'IGPMDomain::GetSOM', '');
      const [ofDomain] = await apartment.call(top, 'IGPMSOM::GetSecurityInfo');
      await expect(apartment.call(ou, 'IGPMSOM::SetSecurityInfo', ofDomain)).rejects.toMatchObject({
        message: expect.stringContaining('not one of an OU'),
      });
    }));

  test('that are sites have a container', () =>
    withForest(description, async ({ apartment, root }) => {
      const [sites] = await apartment.call(root, 'IGPM::GetSitesContainer', 'contoso.com', '', null, 0);
      const container = [
        'IGPMSitesContainer::get_Forest',
        'IGPMSitesContainer::get_Domain',
        'IGPMSitesContainer::get_DomainController',
      ] as const;
      expect((await apartment.read(sites, container)).values).toEqual([
        'contoso.com',
        'contoso.com',
        'DC1.contoso.com',
      ]);
      const rows = await apartment.callAndReadEach(sites, 'IGPMSitesContainer::SearchSites', [null], read);
      expect(rows.map(({ values }) => values[0])).toEqual(['Main', 'Branch']);
      const [main] = await apartment.call(sites, 'IGPMSitesContainer::GetSite', 'Main');
      expect((await apartment.read(main, read)).values[2]).toBe(0);
      await expect(apartment.call(main, 'IGPMSOM::put_GPOInheritanceBlocked', true)).rejects.toMatchObject({
        hresult: 0x80070057,
      });
      await expect(apartment.call(sites, 'IGPMSitesContainer::GetSite', 'None')).rejects.toMatchObject({
        hresult: 0x80072030,
      });
      await expect(
        apartment.call(root, 'IGPM::GetSitesContainer', 'other.org', '', '', 0),
      ).rejects.toMatchObject({ hresult: 0x8007054b });
    }));
});
