import { parseXml } from '../../lib/files/xml/parse';
import { childElements, type XmlElement } from '../../lib/files/xml/tree';
import { reportGpo, reportRsop } from '../../lib/mock/operations/reports';
import { RsopState } from '../../lib/mock/rsop/rsop';
import type { GpoState } from '../../lib/mock/state/gpo-state';
import { anyChild, anyText } from '../../lib/report/report-facts';
import { gpoPermissions } from '../../lib/security/permissions';
import { parseSddl } from '../../lib/security/sddl';
import { forestOf } from '../forest/support';

const applyRight = 'edacfd8f-ffb3-11d1-b41d-00a0c968f939';
const full = 'CCDCLCSWRPWPDTLOSDRCWDWO';

function gpoWith(security: string): GpoState {
  const principals = [
    { name: 'ann', type: 'User', sid: 'S-1-5-21-1-2-3-1103' },
    { name: 'PC1', type: 'Computer' },
  ] as const;
  const gpos = [{ displayName: 'Filtered', description: 'a comment', security, userVersion: 1 }];
  const links = [{ gpo: 'Filtered' }];
  return forestOf({
    domains: [
      { name: 'contoso.com', sid: 'S-1-5-21-1-2-3', defaultPolicies: false, principals, gpos, links },
    ],
  }).rootDomain.gpos[0]!;
}

async function report(gpo: GpoState): Promise<XmlElement> {
  return parseXml((await reportGpo(gpo, 'xml')).value, 'report').root;
}

/** `name: level` of every line of the delegation, `-` before one that denies. */
function delegation(root: XmlElement): string[] {
  return childElements(
    anyChild(anyChild(root, 'SecurityDescriptor'), 'Permissions')!,
    'TrusteePermissions',
  ).map((line) => {
    const denies = anyText(anyChild(line, 'Type'), 'PermissionType') === 'Deny';
    const level = anyText(anyChild(line, 'Standard'), 'GPOGroupedAccessEnum');
    return `${denies ? '-' : ''}${anyText(anyChild(line, 'Trustee'), 'Name')}: ${level}`;
  });
}

describe.each(['LCRPRC', 'LCRPLORC'])('%s', (rights) => {
  test('is the level "Read", and with the extended right "Apply Group Policy"', async () => {
    const gpo = gpoWith(
      `D:PAI(OA;CI;CR;${applyRight};;AU)(A;CI;${rights};;;AU)(A;CI;${rights};;;ED)(A;CI;${full};;;SY)`,
    );
    expect(delegation(await report(gpo))).toEqual([
      'NT AUTHORITY\\Authenticated Users: Apply Group Policy',
      'NT AUTHORITY\\ENTERPRISE DOMAIN CONTROLLERS: Read',
      'NT AUTHORITY\\SYSTEM: Edit, delete, modify security',
    ]);
  });

  test('with the right to write is the level "Edit settings"', async () => {
    const gpo = gpoWith(`D:PAI(A;CI;CCDC${rights}WP;;;S-1-5-21-1-2-3-1103)`);
    expect(delegation(await report(gpo))).toEqual(['CONTOSO\\ann: Edit settings']);
  });

  test('lets RSoP apply the GPO', async () => {
    const gpo = gpoWith(`D:PAI(OA;CI;CR;${applyRight};;AU)(A;CI;${rights};;;AU)(A;CI;${full};;;SY)`);
    const rsop = new RsopState(gpo.domain.forest, 'logging');
    Object.assign(rsop, { loggingComputer: 'PC1', loggingUser: 'CONTOSO\\ann' });
    rsop.createQueryResults();
    expect((await reportRsop(rsop, 'xml')).value).not.toContain('<AccessDenied>true');
  });
});

test('rights that are none of GPMC’s levels are left out of both reports, and are custom for a client', async () => {
  const gpo = gpoWith(
    `D:PAI(A;CI;CCDCLCSWRPWPDTLORCWDWO;;;DA)(OA;CI;CR;${applyRight};;S-1-5-21-1-2-3-1103)(A;CI;LCRPWPRC;;;S-1-5-21-1-2-3-1103)(A;CI;LCRPRC;;;ED)`,
  );
  expect(delegation(await report(gpo))).toEqual(['NT AUTHORITY\\ENTERPRISE DOMAIN CONTROLLERS: Read']);
  const html = (await reportGpo(gpo, 'html')).value;
  expect(html).toContain('ENTERPRISE DOMAIN CONTROLLERS');
  expect(html).not.toMatch(/Domain Admins|CONTOSO\\ann|Custom/);
  expect(gpoPermissions(gpo.security).map(({ level }) => level)).toEqual([
    'custom',
    'custom',
    'apply',
    'read',
  ]);
});

test('one who is denied is listed once, beside those who are allowed', async () => {
  const gpo = gpoWith(
    `D:PAI(OD;CI;CR;${applyRight};;S-1-5-21-1-2-3-1103)(A;CI;LCRPRC;;;ED)(A;CI;${full};;;SY)`,
  );
  expect(delegation(await report(gpo))).toEqual([
    '-CONTOSO\\ann: Apply Group Policy',
    'NT AUTHORITY\\ENTERPRISE DOMAIN CONTROLLERS: Read',
    'NT AUTHORITY\\SYSTEM: Edit, delete, modify security',
  ]);
});

test('auditing is not present, whatever the SACL says, and the comment is not shown', async () => {
  const gpo = gpoWith(`D:PAI(A;CI;${full};;;SY)`);
  gpo.setSecurity(parseSddl(`O:DAD:PAI(A;CI;${full};;;SY)S:AI(AU;SA;WPWD;;;WD)`, 'S-1-5-21-1-2-3'));
  const root = await report(gpo);
  expect(anyText(anyChild(root, 'SecurityDescriptor'), 'SDDL')).toContain('S:AI(AU;SA;WPWD;;;WD)');
  expect(anyText(anyChild(root, 'SecurityDescriptor'), 'AuditingPresent')).toBe('false');
  expect(gpo.description).toBe('a comment');
  for (const format of ['xml', 'html'] as const)
    expect((await reportGpo(gpo, format)).value).not.toMatch(/a comment|<Comment/);
});

test('the HTML report has GPMC’s words for the levels', async () => {
  const gpo = gpoWith(
    `D:PAI(OA;CI;CR;${applyRight};;AU)(A;CI;LCRPRC;;;AU)(A;CI;LCRPRC;;;ED)(A;CI;CCDCLCRPWPRC;;;S-1-5-21-1-2-3-1103)(A;CI;${full};;;SY)`,
  );
  const html = (await reportGpo(gpo, 'html')).value;
  const [, table = ''] = /<h2>Delegation<\/h2>(.*?)<\/table>/s.exec(html) ?? [];
  const rows = [...table.matchAll(/<tr><td>([^<]*)<\/td><td>([^<]*)<\/td>/g)].map(([, ...cells]) => cells);
  expect(rows).toEqual([
    ['NT AUTHORITY\\Authenticated Users', 'Read (from Security Filtering)'],
    ['NT AUTHORITY\\ENTERPRISE DOMAIN CONTROLLERS', 'Read'],
    ['CONTOSO\\ann', 'Edit settings'],
    ['NT AUTHORITY\\SYSTEM', 'Edit settings, delete, modify security'],
  ]);
});
