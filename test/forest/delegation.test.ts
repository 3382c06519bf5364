import { GPMPermissionType } from '../../lib/generated/gpmgmt';
import { defaultWmiFilterPermissions } from '../../lib/mock/state/default-delegation';
import { Delegation } from '../../lib/mock/state/delegation';
import { gpoEntries, withEntries } from '../../lib/mock/state/gpo-permissions';
import type { PermissionEntry } from '../../lib/mock/state/permission-entry';
import { type DelegatedKind, isInheritable } from '../../lib/mock/state/permission-levels';
import { somEntries } from '../../lib/mock/state/som-permissions';
import { formatSddl, parseSddl } from '../../lib/security/sddl';
import { baselineId, errorOf, forestOf, twoDomains } from './support';

const p = GPMPermissionType;
const ann = 'S-1-5-21-1-2-3-1103';
const line = (type: GPMPermissionType, more: Partial<PermissionEntry> = {}): PermissionEntry => ({
  sid: ann,
  type,
  denied: false,
  inherited: false,
  inheritable: isInheritable(type, true),
  ...more,
});
const types = (delegation: Delegation) => delegation.lines.map(({ type }) => type);

describe('which permission an object can have', () => {
  const onOu = [p.permSOMLink, p.permSOMLogging, p.permSOMPlanning];
  test.each<[DelegatedKind, GPMPermissionType[]]>([
    ['gpo', [p.permGPOApply, p.permGPORead, p.permGPOEdit, p.permGPOEditSecurityAndDelete]],
    ['starterGpo', [p.permStarterGPORead, p.permStarterGPOEdit, p.permStarterGPOFullControl]],
    ['wmiFilter', [p.permWMIFilterEdit, p.permWMIFilterFullControl]],
    ['site', [p.permSOMLink]],
    ['ou', onOu],
    [
      'domain',
      [...onOu, p.permSOMGPOCreate, p.permSOMWMICreate, p.permSOMWMIFullControl, p.permSOMStarterGPOCreate],
    ],
  ])('%s', async (kind, granted) => {
    for (const type of Object.values(p)) {
      const empty = new Delegation(kind, []);
      if (granted.includes(type)) expect(empty.add(line(type))).toBe(true);
      else expect((await errorOf(() => empty.add(line(type)))).hresult).toBe(0x80070057);
    }
  });

  test('is named by the refusal', async () => {
    const { message } = await errorOf(() => new Delegation('ou', []).add(line(p.permSOMGPOCreate)));
    expect(message).toBe(
      'The permission permSOMGPOCreate is not one of an OU, which has permSOMLink, permSOMLogging, permSOMPlanning.',
    );
  });

  test('is held against the object that takes a delegation over, too', async () => {
    const ofDomain = new Delegation('domain', [line(p.permSOMLink), line(p.permSOMGPOCreate)]);
    expect(ofDomain.linesFor('domain')).toHaveLength(2);
    expect((await errorOf(() => ofDomain.linesFor('ou'))).hresult).toBe(0x80070057);
  });
});

describe('granting', () => {
  test.each<[string, DelegatedKind, GPMPermissionType[], GPMPermissionType, GPMPermissionType[] | 'S_FALSE']>(
    [
      ['the same', 'gpo', [p.permGPORead], p.permGPORead, 'S_FALSE'],
      ['read below edit', 'gpo', [p.permGPOEdit], p.permGPORead, 'S_FALSE'],
      ['read below apply', 'gpo', [p.permGPOApply], p.permGPORead, 'S_FALSE'],
      ['read below full', 'gpo', [p.permGPOEditSecurityAndDelete], p.permGPORead, 'S_FALSE'],
      ['edit below full', 'gpo', [p.permGPOEditSecurityAndDelete], p.permGPOEdit, 'S_FALSE'],
      ['edit above read', 'gpo', [p.permGPORead], p.permGPOEdit, [p.permGPOEdit]],
      ['apply above read', 'gpo', [p.permGPORead], p.permGPOApply, [p.permGPOApply]],
      [
        'full above edit, beside apply',
        'gpo',
        [p.permGPOEdit, p.permGPOApply],
        p.permGPOEditSecurityAndDelete,
        [p.permGPOApply, p.permGPOEditSecurityAndDelete],
      ],
      ['apply beside edit', 'gpo', [p.permGPOEdit], p.permGPOApply, [p.permGPOEdit, p.permGPOApply]],
      ['read beside custom', 'gpo', [p.permGPOCustom], p.permGPORead, [p.permGPOCustom, p.permGPORead]],
      ['edit below full', 'wmiFilter', [p.permWMIFilterFullControl], p.permWMIFilterEdit, 'S_FALSE'],
      [
        'full above edit',
        'wmiFilter',
        [p.permWMIFilterEdit],
        p.permWMIFilterFullControl,
        [p.permWMIFilterFullControl],
      ],
      ['read below full', 'starterGpo', [p.permStarterGPOFullControl], p.permStarterGPORead, 'S_FALSE'],
      ['create below full', 'domain', [p.permSOMWMIFullControl], p.permSOMWMICreate, 'S_FALSE'],
      [
        'full above create',
        'domain',
        [p.permSOMWMICreate],
        p.permSOMWMIFullControl,
        [p.permSOMWMIFullControl],
      ],
      ['logging beside link', 'ou', [p.permSOMLink], p.permSOMLogging, [p.permSOMLink, p.permSOMLogging]],
    ],
  )('%s on a %s', (_, kind, has, granted, expected) => {
    const other = line(has[0]!, { sid: 'S-1-5-18' });
    const delegation = new Delegation(kind, [other, ...has.map((type) => line(type))]);
    expect(delegation.add(line(granted))).toBe(expected !== 'S_FALSE');
    expect(delegation.lines[0]).toBe(other);
    expect(types(delegation).slice(1)).toEqual(expected === 'S_FALSE' ? has : expected);
  });

  test('the same with another scope replaces it', () => {
    const delegation = new Delegation('ou', [line(p.permSOMLink, { inheritable: false })]);
    expect(delegation.add(line(p.permSOMLink))).toBe(true);
    expect(delegation.lines).toEqual([line(p.permSOMLink)]);
  });

  test.each<[string, DelegatedKind, PermissionEntry[], PermissionEntry, RegExp]>([
    ['custom', 'gpo', [], line(p.permGPOCustom), /grants no custom permission/],
    ['what denies', 'gpo', [], line(p.permGPOEdit, { denied: true }), /grants no permission that denies/],
    [
      'over what is denied',
      'gpo',
      [line(p.permGPOApply, { denied: true })],
      line(p.permGPOEdit),
      /is denied permGPOApply, over which permGPOEdit cannot/,
    ],
    [
      'over what is inherited',
      'ou',
      [line(p.permSOMLink, { inherited: true })],
      line(p.permSOMLink),
      /inherits permSOMLink/,
    ],
    [
      'over custom rights that are inherited',
      'gpo',
      [line(p.permGPOCustom, { inherited: true })],
      line(p.permGPORead),
      /inherits permGPOCustom/,
    ],
  ])('%s is refused', async (_, kind, has, granted, message) => {
    const delegation = new Delegation(kind, has);
    expect(await errorOf(() => delegation.add(granted))).toMatchObject({
      hresult: 0x80070057,
      message: expect.stringMatching(message),
    });
    expect(delegation.lines).toBe(has);
  });

  test('what has nothing to do with an inherited permission is not refused', () => {
    const delegation = new Delegation('ou', [line(p.permSOMLink, { inherited: true })]);
    expect(delegation.add(line(p.permSOMPlanning))).toBe(true);
  });

  test.each([
    [p.permGPORead, false, true],
    [p.permGPOCustom, false, true],
    [p.permWMIFilterEdit, true, false],
    [p.permSOMGPOCreate, true, false],
    [p.permSOMWMICreate, true, false],
    [p.permSOMWMIFullControl, true, false],
    [p.permSOMLink, true, true],
    [p.permSOMLink, false, false],
    [p.permSOMStarterGPOCreate, true, true],
  ])('%d, asked to be inheritable %p, is %p', (type, asked, inheritable) => {
    expect(isInheritable(type, asked)).toBe(inheritable);
  });
});

describe('removing', () => {
  test.each<[string, DelegatedKind, GPMPermissionType[], GPMPermissionType, GPMPermissionType[] | 'S_FALSE']>(
    [
      ['what is there', 'gpo', [p.permGPOEdit], p.permGPOEdit, []],
      ['a higher level', 'gpo', [p.permGPORead], p.permGPOEditSecurityAndDelete, []],
      ['a lower level', 'gpo', [p.permGPOEdit], p.permGPORead, 'S_FALSE'],
      ['read beside apply', 'gpo', [p.permGPOApply], p.permGPORead, 'S_FALSE'],
      ['apply beside edit', 'gpo', [p.permGPOEdit, p.permGPOApply], p.permGPOApply, [p.permGPOEdit]],
      ['custom', 'gpo', [p.permGPOCustom, p.permGPOApply], p.permGPOCustom, [p.permGPOApply]],
      ['full control', 'wmiFilter', [p.permWMIFilterEdit], p.permWMIFilterFullControl, []],
      ['create', 'domain', [p.permSOMWMIFullControl], p.permSOMWMICreate, 'S_FALSE'],
    ],
  )('%s on a %s', (_, kind, has, removed, expected) => {
    const other = line(has[0]!, { sid: 'S-1-5-18' });
    const delegation = new Delegation(kind, [other, ...has.map((type) => line(type))]);
    expect(delegation.remove(line(removed))).toBe(expected !== 'S_FALSE');
    expect(types(delegation).slice(1)).toEqual(expected === 'S_FALSE' ? has : expected);
  });

  test('what denies leaves what is granted', () => {
    const delegation = new Delegation('gpo', [line(p.permGPORead), line(p.permGPORead, { denied: true })]);
    expect(delegation.remove(line(p.permGPORead, { denied: true }))).toBe(true);
    expect(delegation.lines).toEqual([line(p.permGPORead)]);
  });

  test('what is inherited is refused, and what is not there', async () => {
    const inherited = line(p.permSOMLink, { inherited: true });
    const delegation = new Delegation('ou', [inherited]);
    expect((await errorOf(() => delegation.remove(line(p.permSOMLink)))).message).toMatch(/inherits/);
    expect((await errorOf(() => delegation.remove(line(p.permSOMPlanning)))).hresult).toBe(0x80070490);
    expect((await errorOf(() => delegation.remove(line(p.permGPORead)))).hresult).toBe(0x80070057);
    expect(delegation.removeTrustee(ann)).toBe(false);
    expect(delegation.lines).toEqual([inherited]);
  });

  test('a trustee takes all that is its own', () => {
    const inherited = line(p.permSOMLink, { inherited: true });
    const delegation = new Delegation('ou', [line(p.permSOMPlanning), inherited, line(p.permSOMLogging)]);
    expect(delegation.removeTrustee(ann)).toBe(true);
    expect(delegation.lines).toEqual([inherited]);
  });
});

describe('scopes of management', () => {
  const described = () => forestOf({ ...twoDomains, sites: [{ name: 'Main' }] });
  const shown = (lines: readonly PermissionEntry[]) =>
    lines.map(({ sid, type, inherited, inheritable }) => [sid, type, inherited, inheritable]);

  test('have the delegation of a new domain', () => {
    const forest = described();
    const fabrikam = forest.getDomain('fabrikam.com');
    const ofDomain = shown(somEntries(fabrikam.som));
    expect(ofDomain).toEqual(
      expect.arrayContaining([
        ['S-1-5-32-544', p.permSOMLink, false, true],
        ['S-1-5-21-1-2-3-519', p.permSOMPlanning, false, true],
        ['S-1-5-21-7-8-9-512', p.permSOMLogging, false, false],
        ['S-1-5-18', p.permSOMWMIFullControl, false, false],
        ['S-1-5-21-7-8-9-520', p.permSOMGPOCreate, false, false],
        ['S-1-5-21-7-8-9-520', p.permSOMWMICreate, false, false],
      ]),
    );
    const dcs = fabrikam.getSom('OU=Domain Controllers,DC=fabrikam,DC=com');
    expect(shown(somEntries(dcs))).toEqual(
      ['S-1-5-21-7-8-9-512', 'S-1-5-18', 'S-1-5-32-544', 'S-1-5-21-1-2-3-519'].flatMap((sid, i) =>
        [p.permSOMLink, p.permSOMLogging, p.permSOMPlanning].map((type) => [sid, type, i > 1, i > 1]),
      ),
    );
    expect(somEntries(forest.sites[0]!)).toEqual([]);
  });

  test('inherit what is inheritable and what they can have, from all above, once', () => {
    const { rootDomain } = described();
    const servers = rootDomain.getSom('OU=Servers,DC=contoso,DC=com');
    rootDomain.som.permissions = [
      line(p.permSOMLink),
      line(p.permSOMLogging, { inheritable: false }),
      line(p.permSOMStarterGPOCreate),
    ];
    servers.permissions = [line(p.permSOMLink)];
    const web = rootDomain.addOu({ ...servers, path: 'OU=Web', parent: servers, permissions: [] });
    expect(somEntries(servers)).toEqual([line(p.permSOMLink), line(p.permSOMLink, { inherited: true })]);
    expect(somEntries(web)).toEqual([line(p.permSOMLink, { inherited: true })]);
    expect(new Delegation('ou', somEntries(servers)).linesFor('ou')).toEqual([line(p.permSOMLink)]);
  });
});

test('a new WMI filter belongs to the administrators of its domain', () => {
  const domain = forestOf(twoDomains).getDomain('fabrikam.com');
  const sids = defaultWmiFilterPermissions(domain).map(({ sid, inheritable }) => [sid, inheritable]);
  expect(sids).toEqual([
    ['S-1-5-21-7-8-9-512', false],
    ['S-1-5-18', false],
  ]);
});

describe('the permissions of a GPO', () => {
  const sddl = 'D:PAI(A;;GA;;;SY)(A;;LCRPLORC;;;AU)(A;;WD;;;WD)(D;CI;DT;;;AN)(A;CIID;GA;;;BA)';
  const descriptor = parseSddl(sddl, 'S-1-5-21-1-2-3');
  const after = (entries: readonly PermissionEntry[]) =>
    formatSddl(withEntries(descriptor, entries), 'S-1-5-21-1-2-3');
  const entries = gpoEntries(descriptor);

  test('are always inheritable', () => {
    expect(entries.map(({ inheritable }) => inheritable)).toEqual(entries.map(() => true));
  });

  test('stay to the letter where nothing changes, also what is inherited, denied and custom', () => {
    expect(after(entries)).toBe(sddl);
    expect(after(entries.filter(({ inherited }) => !inherited))).toBe(sddl);
  });

  test('change for one trustee only', () => {
    const [first, ...rest] = sddl.slice('D:PAI'.length).split(/(?<=\))/);
    const granted = [...entries, line(p.permGPOEdit)];
    expect(after(granted)).toBe(
      `D:PAI${[first, ...rest.slice(0, 3), `(A;CI;CCDCLCRPWPRC;;;${ann})`, ...rest.slice(3)].join('')}`,
    );
    expect(after(entries.filter(({ sid }) => sid !== 'S-1-5-11'))).toBe(
      `D:PAI${[first, ...rest.slice(1)].join('')}`,
    );
  });

  test('that are custom can be kept and not be given', async () => {
    const custom = line(p.permGPOCustom);
    expect((await errorOf(() => withEntries(descriptor, [...entries, custom]))).hresult).toBe(0x80070057);
  });

  test('are changed by way of a delegation', () => {
    const gpo = forestOf(twoDomains).rootDomain.getGpo(baselineId);
    const delegation = new Delegation('gpo', gpoEntries(gpo.security));
    const operators = 'S-1-5-21-1-2-3-1104';
    expect(delegation.add(line(p.permGPORead, { sid: operators }))).toBe(false);
    expect(delegation.add(line(p.permGPOEditSecurityAndDelete, { sid: operators }))).toBe(true);
    gpo.setSecurity(withEntries(gpo.security, delegation.linesFor('gpo')));
    expect(gpoEntries(gpo.security).filter(({ sid }) => sid === operators)).toEqual([
      line(p.permGPOEditSecurityAndDelete, { sid: operators }),
    ]);
  });
});
