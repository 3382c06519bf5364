import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ComObject } from '../../lib/addon/com-object';
import type { ForestDescription } from '../../lib/mock';
import { MockForest } from '../../lib/mock';
import { registry } from '../../lib/server/registry';
import { temporaryFolder, withForest } from './support';

const folder = temporaryFolder();
const filterId = '{11111111-2222-3333-4444-555555555555}';
const description: ForestDescription = {
  domains: [
    {
      name: 'contoso.com',
      principals: [{ name: 'ann', type: 'User' }],
      wmiFilters: [{ name: 'Servers', id: filterId, queries: ['select * from Win32_ComputerSystem'] }],
      gpos: [
        {
          displayName: 'Baseline',
          id: '{AAAAAAAA-0000-0000-0000-000000000001}',
          created: new Date('2020-01-02T03:04:05Z'),
          computerVersion: 7,
          userEnabled: false,
          description: 'As agreed.',
        },
        { displayName: 'Baseline (old)' },
        { displayName: 'Scripts', files: { 'User\\Scripts\\scripts.ini': '[Logon]\r\n' } },
      ],
    },
    { name: 'fabrikam.com', gpos: [{ displayName: 'Theirs' }] },
  ],
};
/** The properties of {@link IGPMGPO} that a snapshot of a GPO has. */
const properties = [
  'IGPMGPO::get_DisplayName',
  'IGPMGPO::get_ID',
  'IGPMGPO::get_DomainName',
  'IGPMGPO::get_Path',
  'IGPMGPO::get_ComputerDSVersionNumber',
  'IGPMGPO::get_ComputerSysvolVersionNumber',
  'IGPMGPO::get_UserDSVersionNumber',
  'IGPMGPO::get_UserSysvolVersionNumber',
  'IGPMGPO::IsComputerEnabled',
  'IGPMGPO::IsUserEnabled',
  'IGPMGPO2::get_Description',
] as const;

test('a GPO has the properties it was described with', () =>
  withForest(description, async ({ apartment, gpo }) => {
    const { values } = await apartment.read(await gpo('Baseline'), [
      ...properties,
      'IGPMGPO::get_CreationTime',
    ]);
    expect(values.slice(0, -1)).toEqual([
      'Baseline',
      '{AAAAAAAA-0000-0000-0000-000000000001}',
      'contoso.com',
      'CN={AAAAAAAA-0000-0000-0000-000000000001},CN=Policies,CN=System,DC=contoso,DC=com',
      7,
      7,
      0,
      0,
      true,
      false,
      'As agreed.',
    ]);
    expect(new Date(values.at(-1) as Date).toISOString()).toBe('2020-01-02T03:04:05.000Z');
  }));

test('reading ten thousand GPOs asks JavaScript once', () => {
  const gpos = Array.from({ length: 10_000 }, (_, i) => ({ displayName: `GPO ${i}` }));
  const forest = new MockForest({ domains: [{ name: 'contoso.com', defaultPolicies: false, gpos }] });
  return withForest(forest, async ({ apartment, domain }) => {
    const asked = jest.spyOn(registry(), 'question');
    const rows = await apartment.callAndReadEach(domain, 'IGPMDomain::SearchGPOs', [null], properties);
    expect(rows).toHaveLength(10_000);
    expect(rows[9_999]?.values[0]).toBe('GPO 9999');
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });
}, 60_000);

describe('changes', () => {
  test('show at once, in every connection', () => {
    const forest = new MockForest(description);
    return withForest(forest, async (one) => {
      const mine = await one.gpo('Baseline');
      await withForest(forest, async (two) => {
        const theirs = await two.gpo('Baseline');
        await one.apartment.call(mine, 'IGPMGPO::put_DisplayName', 'Renamed');
        await one.apartment.call(mine, 'IGPMGPO::SetUserEnabled', true);
        await one.apartment.call(mine, 'IGPMGPO::SetComputerEnabled', false);
        await one.apartment.call(mine, 'IGPMGPO2::put_Description', 'Changed.');
        const read = [
          'IGPMGPO::get_DisplayName',
          'IGPMGPO::IsUserEnabled',
          'IGPMGPO::IsComputerEnabled',
          'IGPMGPO2::get_Description',
        ] as const;
        const expected = ['Renamed', true, false, 'Changed.'];
        expect((await one.apartment.read(mine, read)).values).toEqual(expected);
        expect((await two.apartment.read(theirs, read)).values).toEqual(expected);
        expect(forest.snapshot().domains[0]?.gpos.map(({ displayName }) => displayName)).toContain('Renamed');
      });
    });
  });

  test('that make no sense are refused with a reason', () =>
    withForest(description, async ({ apartment, gpo }) => {
      await expect(
        apartment.call(await gpo('Baseline'), 'IGPMGPO::put_DisplayName', ' '),
      ).rejects.toMatchObject({
        hresult: 0x80070057,
        message: expect.stringContaining('a GPO cannot have an empty name'),
      });
    }));

  test('a deleted GPO is gone; its object says so', () =>
    withForest(description, async ({ apartment, domain, gpo }) => {
      const held = await gpo('Baseline');
      await apartment.call(held, 'IGPMGPO::Delete');
      await expect(
        apartment.call(domain, 'IGPMDomain::GetGPO', '{AAAAAAAA-0000-0000-0000-000000000001}'),
      ).rejects.toMatchObject({ hresult: 0x80072030 });
      await expect(apartment.call(held, 'IGPMGPO::Delete')).rejects.toMatchObject({
        hresult: 0x80072030,
        message: expect.stringContaining('was deleted'),
      });
    }));

  test('CreateGPO makes an empty, unlinked one', () =>
    withForest(description, async ({ apartment, domain }) => {
      const [created] = await apartment.call(domain, 'IGPMDomain::CreateGPO');
      const [id] = await apartment.call(created, 'IGPMGPO::get_ID');
      const [again] = await apartment.call(domain, 'IGPMDomain::GetGPO', id.toLowerCase());
      expect(await apartment.call(again, 'IGPMGPO::get_DisplayName')).toEqual(['New Group Policy Object']);
    }));

  test('the WMI filter can be set and taken away', () =>
    withForest(description, async ({ apartment, domain, gpo }) => {
      const target = await gpo('Baseline');
      expect(await apartment.call(target, 'IGPMGPO::GetWMIFilter')).toEqual([null]);
      const [filter] = await apartment.call(
        domain,
        'IGPMDomain::GetWMIFilter',
        `MSFT_SomFilter.ID="${filterId}",Domain="contoso.com"`,
      );
      await apartment.call(target, 'IGPMGPO::SetWMIFilter', filter);
      const [set] = await apartment.call(target, 'IGPMGPO::GetWMIFilter');
      expect(await apartment.call(set as ComObject, 'IGPMWMIFilter::get_Name')).toEqual(['Servers']);
      await apartment.call(target, 'IGPMGPO::SetWMIFilter', null as never);
      expect(await apartment.call(target, 'IGPMGPO::GetWMIFilter')).toEqual([null]);
    }));
});

describe('permissions', () => {
  const read = [
    'IGPMPermission::get_Permission',
    'IGPMPermission::get_Denied',
    'IGPMPermission::get_Inheritable',
  ] as const;

  test('are added, enumerated and removed', () =>
    withForest(description, async ({ apartment, root, gpo }) => {
      const target = await gpo('Baseline');
      const before = await apartment.callAndReadEach(target, 'IGPMGPO::GetSecurityInfo', [], read);
      const [info] = await apartment.call(target, 'IGPMGPO::GetSecurityInfo');
      const [edit] = await apartment.call(root, 'IGPM::CreatePermission', 'CONTOSO\\ann', 65793, true);
      await apartment.call(info, 'IGPMSecurityInfo::Add', edit);
      const [lower] = await apartment.call(root, 'IGPM::CreatePermission', 'CONTOSO\\ann', 65792, false);
      await apartment.call(info, 'IGPMSecurityInfo::Add', lower);
      await apartment.call(info, 'IGPMSecurityInfo::Remove', lower);
      expect(await apartment.call(info, 'IGPMSecurityInfo::get_Count')).toEqual([before.length + 1]);
      await apartment.call(target, 'IGPMGPO::SetSecurityInfo', info);

      const [after] = await apartment.call(target, 'IGPMGPO::GetSecurityInfo');
      const [count] = await apartment.call(after, 'IGPMSecurityInfo::get_Count');
      expect(count).toBe(before.length + 1);
      const lines: unknown[] = [];
      for (let i = 1; i <= count; i++) {
        const [line] = await apartment.call(after, 'IGPMSecurityInfo::get_Item', i);
        const [trustee] = await apartment.call(line as ComObject, 'IGPMPermission::get_Trustee');
        const [name] = await apartment.call(trustee, 'IGPMTrustee::get_TrusteeName');
        if (name === 'ann') lines.push((await apartment.read(line as ComObject, read)).values);
      }
      expect(lines).toEqual([[65793, false, true]]);

      await apartment.call(after, 'IGPMSecurityInfo::RemoveTrustee', 'CONTOSO\\ann');
      await apartment.call(target, 'IGPMGPO::SetSecurityInfo', after);
      const restored = await apartment.callAndReadEach(target, 'IGPMGPO::GetSecurityInfo', [], read);
      expect(restored.map(({ values }) => values)).toEqual(before.map(({ values }) => values));
    }));

  test('of another kind, of nobody, or not there are refused', () =>
    withForest(description, async ({ apartment, root, gpo }) => {
      const target = await gpo('Baseline');
      const [info] = await apartment.call(target, 'IGPMGPO::GetSecurityInfo');
      const [link] = await apartment.call(root, 'IGPM::CreatePermission', 'CONTOSO\\ann', 1835008, false);
      await expect(apartment.call(info, 'IGPMSecurityInfo::Remove', link)).rejects.toMatchObject({
        hresult: 0x80070057,
      });
      await expect(apartment.call(info, 'IGPMSecurityInfo::Add', link)).rejects.toMatchObject({
        hresult: 0x80070057,
        message: expect.stringContaining('not one of a GPO'),
      });
      const [none] = await apartment.call(root, 'IGPM::CreatePermission', 'CONTOSO\\ann', 65793, false);
      expect((await apartment.read(none, read)).values[2]).toBe(true);
      await expect(apartment.call(info, 'IGPMSecurityInfo::Remove', none)).rejects.toMatchObject({
        hresult: 0x80070490,
      });
      await expect(
        apartment.call(root, 'IGPM::CreatePermission', 'CONTOSO\\nobody', 65793, false),
      ).rejects.toMatchObject({
        hresult: 0x80070534,
      });
      await expect(
        apartment.call(root, 'IGPM::CreatePermission', 'CONTOSO\\ann', 1 as never, false),
      ).rejects.toMatchObject({
        hresult: 0x80070057,
      });
      await expect(apartment.call(info, 'IGPMSecurityInfo::get_Item', 99)).rejects.toMatchObject({
        message: expect.stringContaining('counted from 1'),
      });
      await expect(apartment.call(info, 'IGPMSecurityInfo::Add', target as never)).rejects.toMatchObject({
        hresult: expect.any(Number),
      });
    }));
});

describe('copying', () => {
  test('makes a GPO of the given name in another domain', () =>
    withForest(description, async ({ apartment, root, gpo, start }) => {
      const [fabrikam] = await apartment.call(root, 'IGPM::GetDomain', 'fabrikam.com', '', 0);
      const copy = start(await gpo('Scripts'), 'IGPMGPO::CopyTo', 0, fabrikam, 'Ours', undefined);
      await copy.released();
      const made = copy.told.at(-1)?.value as ComObject;
      const { values } = await apartment.read(made, ['IGPMGPO::get_DisplayName', 'IGPMGPO::get_DomainName']);
      expect(values).toEqual(['Ours', 'fabrikam.com']);
    }));

  test('makes up a name where none is given', () =>
    withForest(description, async ({ apartment, domain, gpo, start }) => {
      const copy = start(await gpo('Scripts'), 'IGPMGPO::CopyTo', 2, domain, undefined, undefined);
      await copy.released();
      expect(copy.told.at(-1)?.hresult).toBe(0);
      expect(await apartment.call(copy.told.at(-1)?.value as ComObject, 'IGPMGPO::get_DisplayName')).toEqual([
        'Copy of Scripts',
      ]);
    }));
});

describe('reports', () => {
  test('are written to files as UTF-16 with a mark', () =>
    withForest(description, async ({ apartment, gpo }) => {
      const file = path.join(folder.path, 'report.xml');
      const [result] = await apartment.call(await gpo('Baseline'), 'IGPMGPO::GenerateReportToFile', 0, file);
      expect((await apartment.readResult(result)).overall).toBe(0);
      const bytes = readFileSync(file);
      expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
      expect(bytes.toString('utf16le')).toContain('<Name>Baseline</Name>');
    }));

  test('of other types, or to nowhere, are refused', () =>
    withForest(description, async ({ apartment, gpo, start }) => {
      const target = await gpo('Baseline');
      for (const [type, hresult] of [
        [2, 0x80004001],
        [99, 0x80070057],
      ] as const) {
        const report = start(target, 'IGPMGPO::GenerateReport', type as never);
        await report.released();
        expect(report.hresult).toBe(hresult);
      }
      await expect(
        apartment.call(target, 'IGPMGPO::GenerateReportToFile', 0, 'report.xml'),
      ).rejects.toMatchObject({
        message: expect.stringContaining('give the whole path'),
      });
    }));
});

test('what has no counterpart is E_NOTIMPL', () =>
  withForest(description, async ({ apartment, gpo }) => {
    const target = await gpo('Baseline');
    await expect(apartment.call(target, 'IGPMGPO::GetSecurityDescriptor', 0)).rejects.toMatchObject({
      hresult: 0x80004001,
      message: expect.stringContaining('GetSecurityInfo'),
    });
    expect(await apartment.call(target, 'IGPMGPO::IsACLConsistent')).toEqual([true]);
    await apartment.call(target, 'IGPMGPO::MakeACLConsistent');
    await apartment.call(target, 'IGPMGPO3::put_InfrastructureDC', 'dc1');
    expect(await apartment.call(target, 'IGPMGPO3::get_InfrastructureDC')).toEqual(['DC1.contoso.com']);
    await apartment.call(target, 'IGPMGPO3::put_InfrastructureFlags', 0xffffffff);
  }));

test('trustees are named in the language of the GPO’s domain', async () => {
  const backups = path.join(folder.path, 'german');
  mkdirSync(backups);
  const source = new MockForest({ domains: [{ name: 'lab.test', gpos: [{ displayName: 'Sample' }] }] });
  await withForest(source, async ({ apartment, gpo }) => {
    await apartment.call(await gpo('Sample'), 'IGPMGPO::Backup', backups, '');
  });
  const [backup] = (await MockForest.listBackups(backups)).backups;
  const report = path.join(backup!.folder, 'gpreport.xml');
  const german = readFileSync(report, 'utf16le').replaceAll(
    'NT AUTHORITY\\Authenticated Users',
    'NT-AUTORITÄT\\Authentifizierte Benutzer',
  );
  writeFileSync(report, german, 'utf16le');

  const forest = new MockForest({
    domains: [{ name: 'contoso.com', gpos: [{ displayName: 'Sample' }] }],
  });
  await forest.loadBackups(backups);
  await withForest(forest, async ({ apartment, root }) => {
    const nameOf = async (name: string) => {
      const [domain] = await apartment.call(root, 'IGPM::GetDomain', name, null, 0);
      const { gpos } = forest.snapshot().domains.find((each) => each.name === name)!;
      const { id } = gpos.find(({ displayName }) => displayName === 'Sample')!;
      const [gpo] = await apartment.call(domain, 'IGPMDomain::GetGPO', id);
      const [info] = await apartment.call(gpo, 'IGPMGPO::GetSecurityInfo');
      const [line] = await apartment.call(info, 'IGPMSecurityInfo::get_Item', 1);
      const [trustee] = await apartment.call(line as ComObject, 'IGPMPermission::get_Trustee');
      const [authority] = await apartment.call(trustee, 'IGPMTrustee::get_TrusteeDomain');
      return `${authority}\\${(await apartment.call(trustee, 'IGPMTrustee::get_TrusteeName'))[0]}`;
    };
    expect(await nameOf('lab.test')).toBe('NT-AUTORITÄT\\Authentifizierte Benutzer');
    expect(await nameOf('contoso.com')).toBe('NT AUTHORITY\\Authenticated Users');
  });
});
