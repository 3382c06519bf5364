import { displayNameOf, PrincipalDirectory, toBackupPrincipal } from '../../lib/security/principal-directory';
import { isListed, virtualAccountSid } from '../../lib/security/virtual-accounts';

const service = 'S-1-5-80-3139157870-2983391045-3678747466-658725712-1809340420';

test.each([
  ['S-1-5-113', 'NT AUTHORITY\\Local account'],
  ['S-1-5-114', 'NT AUTHORITY\\Local account and member of Administrators group'],
  ['S-1-5-90-0', 'Window Manager\\Window Manager Group'],
  ['S-1-5-32-569', 'BUILTIN\\Cryptographic Operators'],
  ['S-1-15-2-1', 'APPLICATION PACKAGE AUTHORITY\\ALL APPLICATION PACKAGES'],
  [service, 'NT SERVICE\\WdiServiceHost'],
  ['S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415', 'IIS APPPOOL\\DefaultAppPool'],
])('%s is called %s, and is found by that name', (sid, name) => {
  const directory = new PrincipalDirectory();
  expect(displayNameOf(directory, sid)).toBe(name);
  expect(directory.find(name)?.sid).toBe(sid);
});

test('the SID of a service is found by any name', () => {
  expect(virtualAccountSid('NT Service', 'wdiservicehost')).toBe(service);
  expect(virtualAccountSid('BUILTIN', 'Users')).toBeUndefined();
  expect(new PrincipalDirectory().find('NT SERVICE\\Own Service')?.sid).toMatch(/^S-1-5-80(-\d+){5}$/);
});

test.each([
  [service, false],
  ['S-1-5-80-0', false],
  ['S-1-5-82-1-2-3-4-5', false],
  ['S-1-5-90-0', false],
  ['S-1-15-2-1', false],
  ['NT SERVICE\\x', false],
  ['S-1-5-113', true],
  ['S-1-5-20', true],
  ['S-1-5-32-544', true],
  ['S-1-5-21-1-2-3-80', true],
  ['S-1-1-0', true],
  ['CONTOSO\\ann', true],
  ['Gäste', true],
])('whether GPMC lists %s: %s', (principal, listed) => {
  expect(isListed(principal)).toBe(listed);
});

test('well-known principals are called what the Windows of a domain calls them', () => {
  const directory = new PrincipalDirectory();
  directory.homeDomain = 'contoso.com';
  directory.translate('lab.test', 'S-1-5-32-546', { authority: 'VORDEFINIERT', name: 'Gäste' });
  directory.translate('lab.test', 'S-1-5-32-546', { authority: 'BUILTIN', name: 'Invités' });
  expect(displayNameOf(directory, 'S-1-5-32-546', 'LAB.test')).toBe('VORDEFINIERT\\Gäste');
  expect(displayNameOf(directory, 'S-1-5-32-546')).toBe('BUILTIN\\Guests');
  expect(toBackupPrincipal(directory, 'S-1-5-32-546', 'lab.test', false).samAccountName).toBe('Gäste');
  expect(directory.find('VORDEFINIERT\\gäste')?.sid).toBe('S-1-5-32-546');
  expect(directory.accounts()).toEqual([]);
});

test('a name from a better source holds, with the groups and the type that were known', () => {
  const directory = new PrincipalDirectory();
  const account = (name: string, source: 'assumed' | 'report' | 'backup') =>
    directory.add({
      sid: 'S-1-5-21-1-2-3-512',
      name,
      type: source === 'report' ? 'Unknown' : 'GlobalGroup',
      authority: 'LAB',
      dnsDomain: 'lab.test',
      wellKnown: false,
      source,
      dn: '',
      memberOf: source === 'assumed' ? ['S-1-5-21-1-2-3-1'] : [],
    });
  account('Domain Admins', 'assumed');
  expect(account('Admins', 'report').type).toBe('GlobalGroup');
  expect(account('Domänen-Admins', 'backup').memberOf).toEqual(['S-1-5-21-1-2-3-1']);
  expect(account('later', 'report').name).toBe('Domänen-Admins');
  expect(directory.find('LAB\\Domain Admins')).toBeUndefined();
  expect(directory.find('LAB\\Domänen-Admins')?.sid).toBe('S-1-5-21-1-2-3-512');
});
