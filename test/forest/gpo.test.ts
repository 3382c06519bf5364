import { nextVersion } from '../../lib/mock/state/gpo-state';
import { defaultDomainPolicyId } from '../../lib/security/well-known';
import { baselineId, errorOf, forestOf, templatePath, twoDomains } from './support';

test('a new GPO is empty, enabled and named as GPMC names it; names need not be unique', () => {
  const domain = forestOf().rootDomain;
  const first = domain.createGpo();
  const second = domain.createGpo();
  expect(first.displayName).toBe('New Group Policy Object');
  expect(second.displayName).toBe(first.displayName);
  expect(second.id).not.toBe(first.id);
  expect(first.path).toBe(`CN=${first.id},CN=Policies,CN=System,DC=contoso,DC=com`);
  expect([
    first.computerDsVersion,
    first.computerSysvolVersion,
    first.userDsVersion,
    first.userSysvolVersion,
  ]).toEqual([0, 0, 0, 0]);
  expect([first.userEnabled, first.computerEnabled]).toEqual([true, true]);
  expect(first.created).toEqual(first.modified);
  expect(domain.som.links.some((link) => link.gpoId === first.id)).toBe(false);
});

test('the halves are switched one by one', () => {
  const gpo = forestOf().rootDomain.createGpo();
  const { modified } = gpo;
  gpo.setUserEnabled(false);
  expect([gpo.content.options, gpo.userEnabled, gpo.computerEnabled]).toEqual([1, false, true]);
  gpo.setComputerEnabled(false);
  expect(gpo.content.options).toBe(3);
  gpo.setUserEnabled(true);
  expect([gpo.content.options, gpo.userEnabled, gpo.computerEnabled]).toEqual([2, true, false]);
  expect(gpo.modified.getTime()).toBeGreaterThan(modified.getTime());
});

test('renaming sets the modification time and leaves the versions', async () => {
  const gpo = forestOf(twoDomains).rootDomain.getGpo(baselineId);
  const { modified, content } = gpo;
  gpo.rename('Renamed');
  expect(gpo.displayName).toBe('Renamed');
  expect(gpo.modified.getTime()).toBeGreaterThan(modified.getTime());
  expect(gpo.content.machineVersion).toBe(content.machineVersion);
  expect(content.displayName).toBe('Baseline');
  expect((await errorOf(() => gpo.rename('  '))).message).toMatch(/empty name/);
});

test('a settings file counts up its half and asks for its extension', () => {
  const gpo = forestOf().rootDomain.createGpo();
  gpo.replaceFile(templatePath, new Uint8Array([1]));
  expect([gpo.computerDsVersion, gpo.computerSysvolVersion, gpo.userDsVersion]).toEqual([1, 1, 0]);
  expect(gpo.content.machineExtensionGuids).toContain('{827D319E-6EAC-11D2-A4EA-00C04F79F83A}');
  expect(gpo.content.extensions.map((block) => block.name)).toEqual([
    'Registry',
    'Security',
    'Unknown Extension',
  ]);
  gpo.replaceFile('MACHINE\\microsoft\\windows nt\\secedit\\gpttmpl.inf', undefined);
  expect(gpo.content.files).toEqual([]);
  expect(gpo.computerDsVersion).toBe(2);
});

test('the description is kept in GPO.cmt, in UTF-16 without a mark', () => {
  const gpo = forestOf(twoDomains).rootDomain.getGpo(baselineId);
  expect(gpo.description).toBe('What every server has');
  gpo.description = 'Größe';
  const file = gpo.content.files.find((each) => each.path === 'GPO.cmt');
  expect(Buffer.from(file!.data).toString('utf16le')).toBe('Größe');
  gpo.description = '';
  expect(gpo.content.files.some((each) => each.path === 'GPO.cmt')).toBe(false);
});

test('version numbers skip zero when they run over, in each word of its own', () => {
  expect(nextVersion(0)).toBe(0x1_0001);
  expect(nextVersion(0xffff_0001)).toBe(0x1_0002);
  expect(nextVersion(0x0002_ffff)).toBe(0x0003_0001);
});

test('a deleted GPO is gone, its links stay, and the handle says so', async () => {
  const domain = forestOf(twoDomains).rootDomain;
  const gpo = domain.getGpo(baselineId);
  domain.deleteGpo(gpo);
  expect(domain.findGpo(baselineId)).toBeUndefined();
  expect(domain.getSom('OU=Servers,DC=contoso,DC=com').links[0]?.gpoId).toBe(baselineId);
  const error = await errorOf(() => gpo.setUserEnabled(false));
  expect(error.hresult).toBe(0x80072030);
  expect(error.message).toMatch(/was deleted/);
  expect((await errorOf(() => domain.deleteGpo(gpo))).hresult).toBe(0x80072030);
});

test('the default GPOs cannot be deleted', async () => {
  const domain = forestOf().rootDomain;
  const error = await errorOf(() => domain.deleteGpo(domain.getGpo(defaultDomainPolicyId)));
  expect(error.hresult).toBe(0x80072035);
  expect(domain.findGpo(defaultDomainPolicyId)).toBeDefined();
});

test('a GUID is given once', async () => {
  const domain = forestOf(twoDomains).rootDomain;
  expect((await errorOf(() => domain.createGpo('x', baselineId))).hresult).toBe(0x80071392);
});

test('WMI filters are those of the own domain', async () => {
  const forest = forestOf(twoDomains);
  const gpo = forest.rootDomain.getGpo(baselineId);
  expect(gpo.wmiFilter?.name).toBe('Servers only');
  const filter = gpo.wmiFilter!;
  gpo.setWmiFilter(undefined);
  expect([gpo.wmiFilter, gpo.content.wmiFilter, gpo.content.wmiFilterName]).toEqual([
    undefined,
    '',
    undefined,
  ]);
  gpo.setWmiFilter(filter);
  expect(gpo.content.wmiFilter).toBe(
    'MSFT_SomFilter.ID="{22222222-2222-4222-8222-222222222222}",Domain="contoso.com"',
  );
  const other = forest.getDomain('fabrikam.com').createGpo();
  expect((await errorOf(() => other.setWmiFilter(filter))).message).toMatch(/filter of its own domain/);
});

test('a GPO made from a starter GPO of its domain has its files', async () => {
  const forest = forestOf({
    domains: [
      {
        name: 'contoso.com',
        starterGpos: [{ name: 'Starter', files: { 'Machine\\registry.pol': new Uint8Array([1]) } }],
      },
      { name: 'fabrikam.com' },
    ],
  });
  const domain = forest.rootDomain;
  const starter = domain.starterGpos[0]!;
  const gpo = domain.createGpoFromStarter(domain.getStarterGpo(starter.id.toLowerCase()));
  expect(gpo.content.files.map((file) => file.path)).toEqual(['Machine\\registry.pol']);
  expect([gpo.computerDsVersion, gpo.userDsVersion]).toEqual([1, 0]);
  expect((await errorOf(() => forest.getDomain('fabrikam.com').createGpoFromStarter(starter))).hresult).toBe(
    0x80072030,
  );
  domain.deleteStarterGpo(starter.id);
  expect(domain.starterGpos).toEqual([]);
  expect((await errorOf(() => domain.deleteStarterGpo(starter.id))).hresult).toBe(0x80072030);
  const before = domain.gpos.length;
  expect((await errorOf(() => domain.createGpoFromStarter(starter))).hresult).toBe(0x80072030);
  expect(domain.gpos).toHaveLength(before);
});
