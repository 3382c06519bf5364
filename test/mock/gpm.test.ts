import type { ComObject } from '../../lib/addon/com-object';
import { GPMPermissionType, type MethodName, methodNames } from '../../lib/generated/gpmgmt';
import { description } from './contoso';
import { temporaryFolder, withForest } from './support';

const folder = temporaryFolder();

describe('IGPM', () => {
  test('gives domains by name and controller', () =>
    withForest(description, async ({ apartment, root, domain }) => {
      const read = ['IGPMDomain::get_Domain', 'IGPMDomain::get_DomainController'] as const;
      expect((await apartment.read(domain, read)).values).toEqual(['contoso.com', 'DC1.contoso.com']);
      const [other] = await apartment.call(root, 'IGPM::GetDomain', 'CONTOSO.COM', 'dc2', 0);
      expect((await apartment.read(other, read)).values).toEqual(['contoso.com', 'DC2.contoso.com']);
      await expect(apartment.call(root, 'IGPM::GetDomain', 'nowhere.org', '', 0)).rejects.toMatchObject({
        hresult: 0x8007054b,
        message: expect.stringContaining('contoso.com, fabrikam.com'),
      });
      await expect(apartment.call(root, 'IGPM::GetDomain', '', 'DC9', 0)).rejects.toMatchObject({
        message: expect.stringContaining('the controllers of contoso.com are '),
      });
    }));

  test('gives every constant', () =>
    withForest(description, async ({ apartment, root }) => {
      const [constants] = await apartment.call(root, 'IGPM::GetConstants');
      const plain = methodNames.filter(
        (name) => /^IGPMConstants/.test(name) && !/SecurityFlags|LoopbackOption/.test(name),
      );
      const { values } = await apartment.read(constants, plain);
      expect(values.every((value) => typeof value === 'number')).toBe(true);
      const of = (name: string) => values[plain.indexOf(name as MethodName)];
      expect(of('IGPMConstants::get_PermGPOEdit')).toBe(GPMPermissionType.permGPOEdit);
      expect(of('IGPMConstants::get_SearchPropertyBackupMostRecent')).toBe(9);
      expect(of('IGPMConstants::get_SearchOpNotEquals')).toBe(3);
      expect(of('IGPMConstants::get_DoNotUseW2KDC')).toBe(2);
      expect(of('IGPMConstants::get_SOMOU')).toBe(2);
      expect(of('IGPMConstants::get_ReportHTML')).toBe(1);
      expect(of('IGPMConstants::get_RSOPModeLogging')).toBe(2);
      expect(of('IGPMConstants::get_EntryTypeUNCPath')).toBe(5);
      expect(of('IGPMConstants::get_DestinationOptionSet')).toBe(3);
      expect(of('IGPMConstants::get_ProcessSecurity')).toBe(2);
      expect(of('IGPMConstants::get_RsopPlanningAssumeCompWQLFilterTrue')).toBe(16);
      expect(of('IGPMConstants2::get_BackupTypeStarterGPO')).toBe(1);
      expect(of('IGPMConstants2::get_ReportComments')).toBe(1);
      expect(of('IGPMConstants2::get_SearchPropertyStarterGPODomain')).toBe(14);
      expect(
        await apartment.call(constants, 'IGPMConstants::get_SecurityFlags', true, false, true, true),
      ).toEqual([13]);
      expect(
        await apartment.call(constants, 'IGPMConstants::get_SecurityFlags', false, true, false, false),
      ).toEqual([2]);
      expect(await apartment.call(constants, 'IGPMConstants::get_RsopPlanningLoopbackOption', true)).toEqual([
        2,
      ]);
      expect(await apartment.call(constants, 'IGPMConstants::get_RsopPlanningLoopbackOption', false)).toEqual(
        [4],
      );
    }));

  test('gives trustees of every kind', () =>
    withForest(description, async ({ apartment, root }) => {
      const read = [
        'IGPMTrustee::get_TrusteeName',
        'IGPMTrustee::get_TrusteeDomain',
        'IGPMTrustee::get_TrusteeType',
      ] as const;
      const trustees = [
        ['contoso\\ann', ['ann', 'CONTOSO', 1]],
        ['contoso.com\\ops', ['ops', 'CONTOSO', 2]],
        ['CONTOSO\\WEB1$', ['WEB1$', 'CONTOSO', 9]],
        ['S-1-5-32-544', ['Administrators', 'BUILTIN', 4]],
        ['s-1-1-0', ['Everyone', '', 5]],
        ['NT AUTHORITY\\SYSTEM', ['SYSTEM', 'NT AUTHORITY', 5]],
        ['S-1-5-21-1-2-3-4', ['', '', 8]],
      ] as const;
      for (const [name, values] of trustees) {
        const [trustee] = await apartment.call(root, 'IGPM::CreateTrustee', name);
        expect((await apartment.read(trustee, read)).values).toEqual(values);
      }
      const [ann] = await apartment.call(root, 'IGPM::CreateTrustee', 'CONTOSO\\ann');
      expect(await apartment.call(ann, 'IGPMTrustee::get_TrusteeDSPath')).toEqual([
        'CN=ann,CN=Users,DC=contoso,DC=com',
      ]);
      const [sid] = await apartment.call(ann, 'IGPMTrustee::get_TrusteeSid');
      expect(sid).toMatch(/^S-1-5-21-/);
    }));

  test.each([
    ['ann', 0x80070057],
    ['ann@contoso.com', 0x80070057],
    ['*S-1-5-18', 0x80070057],
    ['Everyone', 0x80070057],
    ['\\Everyone', 0x80070057],
    ['CONTOSO\\', 0x80070057],
    ['', 0x80070057],
    ['S-1-', 0x80070057],
    ['CONTOSO\\zed', 0x80070534],
    ['NOWHERE\\ann', 0x80070534],
  ])('takes a SID or DOMAIN\\name for a trustee, not %p', (name, hresult) =>
    withForest(description, async ({ apartment, root, domain }) => {
      const refused = { hresult, message: expect.stringContaining(name) };
      await expect(apartment.call(root, 'IGPM::CreateTrustee', name)).rejects.toMatchObject(refused);
      await expect(
        apartment.call(root, 'IGPM::CreatePermission', name, GPMPermissionType.permSOMLink, true),
      ).rejects.toMatchObject(refused);
      const [som] = await apartment.call(domain, 'IGPMDomain::GetSOM', '');
      const [info] = await apartment.call(som, 'IGPMSOM::GetSecurityInfo');
      await expect(apartment.call(info, 'IGPMSecurityInfo::RemoveTrustee', name)).rejects.toMatchObject(
        refused,
      );
    }),
  );

  test('gives the client-side extensions', () =>
    withForest(description, async ({ apartment, root }) => {
      const rows = await apartment.callAndReadEach(
        root,
        'IGPM::GetClientSideExtensions',
        [],
        [
          'IGPMClientSideExtension::get_DisplayName',
          'IGPMClientSideExtension::get_ID',
          'IGPMClientSideExtension::IsComputerEnabled',
          'IGPMClientSideExtension::IsUserEnabled',
        ],
      );
      expect(rows.map(({ values }) => values)).toContainEqual([
        'Security',
        '{827D319E-6EAC-11D2-A4EA-00C04F79F83A}',
        true,
        false,
      ]);
      await apartment.call(root, 'IGPM::InitializeReporting', null);
      await apartment.call(root, 'IGPM2::InitializeReportingEx', '', 1);
    }));
});

test('WMI filters are listed, renamed and delegated', () =>
  withForest(description, async ({ apartment, root, domain }) => {
    const rows = await apartment.callAndReadEach(
      domain,
      'IGPMDomain::SearchWMIFilters',
      [null],
      ['IGPMWMIFilter::get_Path'],
    );
    const [filter] = await apartment.call(domain, 'IGPMDomain::GetWMIFilter', rows[0]?.values[0] as string);
    const [, id] = /ID="(.*)",/.exec(rows[0]?.values[0] as string)!;
    const [same] = await apartment.call(
      domain,
      'IGPMDomain::GetWMIFilter',
      `MSFT_SomFilter.Domain="contoso.com", ID="${id}"`,
    );
    expect(await apartment.call(same, 'IGPMWMIFilter::get_Path')).toEqual([rows[0]?.values[0]]);
    expect(await apartment.call(filter, 'IGPMWMIFilter::GetQueryList')).toEqual([
      ['root\\CIMv2;select * from Win32_OperatingSystem'],
    ]);
    await apartment.call(filter, 'IGPMWMIFilter::put_Name', 'All servers');
    await apartment.call(filter, 'IGPMWMIFilter::put_Description', 'Also cores');
    expect(
      (await apartment.read(filter, ['IGPMWMIFilter::get_Name', 'IGPMWMIFilter::get_Description'])).values,
    ).toEqual(['All servers', 'Also cores']);
    await expect(apartment.call(filter, 'IGPMWMIFilter::put_Name', '')).rejects.toMatchObject({
      hresult: 0x80070057,
    });
    const [info] = await apartment.call(filter, 'IGPMWMIFilter::GetSecurityInfo');
    const [edit] = await apartment.call(
      root,
      'IGPM::CreatePermission',
      'CONTOSO\\ops',
      GPMPermissionType.permWMIFilterEdit,
      false,
    );
    await apartment.call(info, 'IGPMSecurityInfo::Add', edit);
    await apartment.call(filter, 'IGPMWMIFilter::SetSecurityInfo', info);
    const [again] = await apartment.call(filter, 'IGPMWMIFilter::GetSecurityInfo');
    expect(await apartment.call(again, 'IGPMSecurityInfo::get_Count')).toEqual(
      await apartment.call(info, 'IGPMSecurityInfo::get_Count'),
    );
    for (const [path, hresult] of [
      ['Servers', 0x80070057],
      [`MSFT_SomFilter.Domain="contoso.com", ID="${id}", Domain="contoso.com"`, 0x80070057],
      [`MSFT_SomFilter.Domain="contoso.com", ID="{00000000-0000-0000-0000-000000000000}"`, 0x80072030],
      [`MSFT_SomFilter.ID="{00000000-0000-0000-0000-000000000000}",Domain="contoso.com"`, 0x80072030],
    ] as const) {
      await expect(apartment.call(domain, 'IGPMDomain::GetWMIFilter', path)).rejects.toMatchObject({
        hresult,
      });
    }
    const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
    await apartment.call(wanted, 'IGPMSearchCriteria::Add', 2, 0, 'x');
    await expect(apartment.call(domain, 'IGPMDomain::SearchWMIFilters', wanted)).rejects.toMatchObject({
      hresult: 0x80070057,
    });
  }));

test('starter GPOs are listed, made, renamed, used and deleted', () =>
  withForest(description, async ({ forest, apartment, root, domain, start }) => {
    const read = [
      'IGPMStarterGPO::get_DisplayName',
      'IGPMStarterGPO::get_ID',
      'IGPMStarterGPO::get_Type',
      'IGPMStarterGPO::get_UserVersion',
    ] as const;
    const all = await apartment.callAndReadEach(domain, 'IGPMDomain2::SearchStarterGPOs', [null], read);
    expect(all.map(({ values }) => values[0])).toEqual(['Starter']);
    const [starter] = await apartment.call(domain, 'IGPMDomain2::GetStarterGPO', all[0]?.values[1] as string);
    const [gpo] = await apartment.call(domain, 'IGPMDomain2::CreateGPOFromStarterGPO', starter);
    expect(await apartment.call(gpo, 'IGPMGPO::get_UserDSVersionNumber')).toEqual([1]);
    const [made] = await apartment.call(domain, 'IGPMDomain2::CreateStarterGPO');
    await apartment.call(made, 'IGPMStarterGPO::put_DisplayName', 'Mine');
    await apartment.call(made, 'IGPMStarterGPO::put_Description', 'My own');
    const [info] = await apartment.call(made, 'IGPMStarterGPO::GetSecurityInfo');
    const [full] = await apartment.call(
      root,
      'IGPM::CreatePermission',
      'CONTOSO\\ops',
      GPMPermissionType.permStarterGPOFullControl,
      true,
    );
    await apartment.call(info, 'IGPMSecurityInfo::Add', full);
    await apartment.call(made, 'IGPMStarterGPO::SetSecurityInfo', info);
    const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
    await apartment.call(wanted, 'IGPMSearchCriteria::Add', 10, 1, full);
    await apartment.call(wanted, 'IGPMSearchCriteria::Add', 14, 0, domain);
    await apartment.call(wanted, 'IGPMSearchCriteria::Add', 12, 1, 'min');
    const mine = await apartment.callAndReadEach(
      domain,
      'IGPMDomain2::SearchStarterGPOs',
      [wanted],
      [...read, 'IGPMStarterGPO::get_Description'],
    );
    expect(mine.map(({ values }) => [values[0], values[4]])).toEqual([['Mine', 'My own']]);
    await apartment.call(made, 'IGPMStarterGPO::Delete');
    await expect(apartment.call(made, 'IGPMStarterGPO::put_DisplayName', 'x')).rejects.toMatchObject({
      hresult: 0x80072030,
    });
    for (const method of ['IGPMStarterGPO::get_ID', 'IGPMStarterGPO::Delete'] as const) {
      await expect(apartment.call(made, method)).rejects.toMatchObject({ hresult: 0x80072030 });
    }
    const backup = start(starter, 'IGPMStarterGPO::Backup', folder.path, '');
    await backup.released();
    expect(backup.hresult).toBe(0x80004001);
    expect(backup.text).toContain('cannot back up starter GPOs');
    forest.inject('IGPMStarterGPO::Backup', { fail: 'E_ACCESSDENIED' });
    const denied = start(starter, 'IGPMStarterGPO::Backup', folder.path, '');
    await denied.released();
    expect(denied.hresult).toBe(0x80070005);
  }));

test('the infrastructure status is E_NOTIMPL', () =>
  withForest(description, async ({ apartment, domain, start }) => {
    const report = start(domain, 'IGPMDomain3::GenerateReport', 2);
    await report.released();
    expect(report.hresult).toBe(0x80004001);
    await apartment.call(domain, 'IGPMDomain3::put_InfrastructureDC', 'DC2');
    expect(await apartment.call(domain, 'IGPMDomain3::get_InfrastructureDC')).toEqual(['DC2.contoso.com']);
    await apartment.call(domain, 'IGPMDomain3::put_InfrastructureFlags', 1);
  }));

describe('RSoP', () => {
  test('of a logging query needs its sequence', () =>
    withForest(description, async ({ apartment, root, start }) => {
      const [rsop] = await apartment.call(root, 'IGPM::GetRSOP', 2, '', 0);
      const early = start(rsop, 'IGPMRSOP::GenerateReport', 0);
      await early.released();
      expect(early.text).toContain('call CreateQueryResults first');
      await apartment.call(rsop, 'IGPMRSOP::put_LoggingComputer', 'CONTOSO\\WEB1');
      await apartment.call(rsop, 'IGPMRSOP::put_LoggingUser', 'CONTOSO\\ann');
      await apartment.call(rsop, 'IGPMRSOP::CreateQueryResults');
      const report = start(rsop, 'IGPMRSOP::GenerateReport', 0);
      await report.released();
      expect(report.told.at(-1)?.value).toContain('ann');
      const file = `${folder.path}/rsop.htm`;
      await apartment.call(rsop, 'IGPMRSOP::GenerateReportToFile', 1, file);
      const [users] = await apartment.call(rsop, 'IGPMRSOP::LoggingEnumerateUsers');
      const names = await Promise.all(
        (users as ComObject[]).map(
          async (user) => (await apartment.call(user, 'IGPMTrustee::get_TrusteeName'))[0],
        ),
      );
      expect(names).toContain('ann');
      const [namespace] = await apartment.call(rsop, 'IGPMRSOP::get_Namespace');
      const [same] = await apartment.call(root, 'IGPM::GetRSOP', 0, namespace, 0);
      expect(await apartment.call(same, 'IGPMRSOP::get_Mode')).toEqual([0]);
      await apartment.call(rsop, 'IGPMRSOP::ReleaseQueryResults');
      await expect(apartment.call(root, 'IGPM::GetRSOP', 0, namespace, 0)).rejects.toMatchObject({
        hresult: 0x80070490,
      });
      await expect(apartment.call(root, 'IGPM::GetRSOP', 3 as never, '', 0)).rejects.toMatchObject({
        hresult: 0x80070057,
      });
    }));

  test('of a planning query takes groups and filters', () =>
    withForest(description, async ({ apartment, root, domain, start }) => {
      const [rsop] = await apartment.call(root, 'IGPM::GetRSOP', 1, '', 0);
      const texts = [
        ['IGPMRSOP::put_PlanningUser', 'IGPMRSOP::get_PlanningUser', 'CONTOSO\\ann'],
        ['IGPMRSOP::put_PlanningUserSOM', 'IGPMRSOP::get_PlanningUserSOM', 'OU=Servers,DC=contoso,DC=com'],
        ['IGPMRSOP::put_PlanningComputer', 'IGPMRSOP::get_PlanningComputer', 'CONTOSO\\WEB1'],
        [
          'IGPMRSOP::put_PlanningComputerSOM',
          'IGPMRSOP::get_PlanningComputerSOM',
          'OU=Servers,DC=contoso,DC=com',
        ],
        ['IGPMRSOP::put_PlanningSiteName', 'IGPMRSOP::get_PlanningSiteName', 'Branch'],
        ['IGPMRSOP::put_PlanningDomainController', 'IGPMRSOP::get_PlanningDomainController', 'DC2'],
        ['IGPMRSOP::put_LoggingUser', 'IGPMRSOP::get_LoggingUser', 'x'],
        ['IGPMRSOP::put_LoggingComputer', 'IGPMRSOP::get_LoggingComputer', 'y'],
      ] as const;
      for (const [put, get, value] of texts) {
        await apartment.call(rsop, put, value);
        expect(await apartment.call(rsop, get)).toEqual([value]);
      }
      await apartment.call(rsop, 'IGPMRSOP::put_LoggingFlags', 65536);
      expect(await apartment.call(rsop, 'IGPMRSOP::get_LoggingFlags')).toEqual([65536]);
      await apartment.call(rsop, 'IGPMRSOP::put_PlanningFlags', 1);
      expect(await apartment.call(rsop, 'IGPMRSOP::get_PlanningFlags')).toEqual([1]);

      const [ops] = await apartment.call(root, 'IGPM::CreateTrustee', 'CONTOSO\\ops');
      const rows = await apartment.callAndReadEach(
        domain,
        'IGPMDomain::SearchWMIFilters',
        [null],
        ['IGPMWMIFilter::get_Name'],
      );
      const filter = rows[0]?.object as ComObject;
      const arrays = [
        [
          'IGPMRSOP::put_PlanningUserSecurityGroups',
          'IGPMRSOP::get_PlanningUserSecurityGroups',
          [ops, 'CONTOSO\\ops'],
        ],
        ['IGPMRSOP::put_PlanningComputerSecurityGroups', 'IGPMRSOP::get_PlanningComputerSecurityGroups', []],
        ['IGPMRSOP::put_PlanningUserWMIFilters', 'IGPMRSOP::get_PlanningUserWMIFilters', [filter]],
        ['IGPMRSOP::put_PlanningComputerWMIFilters', 'IGPMRSOP::get_PlanningComputerWMIFilters', []],
      ] as const;
      for (const [put, get, value] of arrays) {
        expect(await apartment.call(rsop, get)).toEqual([null]);
        await apartment.call(rsop, put, value);
        const [back] = await apartment.call(rsop, get);
        expect(back).toHaveLength(value.length);
      }
      await expect(apartment.call(rsop, 'IGPMRSOP::put_PlanningUserWMIFilters', 'x')).rejects.toMatchObject({
        hresult: 0x80070057,
      });
      await expect(apartment.call(rsop, 'IGPMRSOP::put_PlanningUserWMIFilters', [ops])).rejects.toMatchObject(
        { hresult: 0x80070057 },
      );
      await apartment.call(rsop, 'IGPMRSOP::CreateQueryResults');
      const report = start(rsop, 'IGPMRSOP::GenerateReport', 1);
      await report.released();
      expect(report.told.at(-1)?.hresult).toBe(0);
    }));
});
