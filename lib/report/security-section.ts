import type { SysvolFile } from '../backups/types';
import { decodeFile } from '../files/file-kinds';
import type { XmlElement } from '../files/xml/tree';
import { displayNameOf, type PrincipalDirectory } from '../security/principal-directory';
import { SecurityTemplate } from '../settings/security-template';
import { ExtensionBuilder, element, typesNamespace } from './xml-builder';

const passwordPolicies = [
  'MinimumPasswordAge',
  'MaximumPasswordAge',
  'MinimumPasswordLength',
  'PasswordComplexity',
  'PasswordHistorySize',
  'ClearTextPassword',
];
const lockoutPolicies = [
  'LockoutBadCount',
  'ResetLockoutCount',
  'LockoutDuration',
  'AllowAdministratorLockout',
];
const booleans = [
  'PasswordComplexity',
  'ClearTextPassword',
  'AllowAdministratorLockout',
  'ForceLogoffWhenHourExpire',
];
const startupModes: Readonly<Record<string, string>> = { '2': 'Automatic', '3': 'Manual', '4': 'Disabled' };

/** GptTmpl.inf: account policies, security options, user rights, restricted groups and services. */
export function securitySection(
  file: SysvolFile,
  directory: PrincipalDirectory,
  number: number,
): XmlElement | undefined {
  const template = SecurityTemplate.parse(decodeFile(file).text);
  const builder = new ExtensionBuilder('Security', 'SecuritySettings', 'Security', number);
  const principal = (name: string, token: string): XmlElement => {
    const sid = /^S-1-/i.test(token) ? token : undefined;
    const shown =
      sid === undefined ? token : directory.bySid(sid) ? displayNameOf(directory, sid) : undefined;
    return builder.make(
      name,
      sid && element(typesNamespace, 'SID', sid),
      shown && element(typesNamespace, 'Name', shown),
    );
  };

  for (const { name, value } of template.values('System Access')) {
    const account = passwordPolicies.includes(name)
      ? 'Password'
      : lockoutPolicies.includes(name)
        ? 'Account Lockout'
        : undefined;
    const kind = booleans.includes(name)
      ? 'SettingBoolean'
      : /^-?\d+$/.test(value)
        ? 'SettingNumber'
        : 'SettingString';
    const shown = builder.make(kind, kind === 'SettingBoolean' ? value !== '0' : value);
    if (account) builder.add('Account', builder.make('Name', name), shown, builder.make('Type', account));
    else builder.add('SecurityOptions', builder.make('SystemAccessPolicyName', name), shown);
  }
  for (const { name, value } of template.values('Kerberos Policy')) {
    builder.add(
      'Account',
      builder.make('Name', name),
      builder.make('SettingNumber', value),
      builder.make('Type', 'Kerberos'),
    );
  }
  for (const { name, value } of template.values('Registry Values')) {
    const [type, ...rest] = value.split(',');
    const data = rest.join(',');
    builder.add(
      'SecurityOptions',
      builder.make('KeyName', name),
      builder.make(type === '4' ? 'SettingNumber' : 'SettingString', data),
    );
  }
  for (const { right, principals } of template.userRights()) {
    builder.add(
      'UserRightsAssignment',
      builder.make('Name', right),
      ...principals.map((token) => principal('Member', token)),
    );
  }
  const groups = new Map<string, XmlElement[]>();
  for (const { group, kind, principals } of template.restrictedGroups()) {
    const entries = principals.map((token) => principal(kind === 'Members' ? 'Member' : 'Memberof', token));
    groups.set(group, [...(groups.get(group) ?? []), ...entries]);
  }
  for (const [group, entries] of groups)
    builder.add('RestrictedGroups', principal('GroupName', group), ...entries);
  for (const { name, mode, sddl } of template.objectSecurity('Service General Setting')) {
    builder.add(
      'SystemServices',
      builder.make('Name', name),
      builder.make('StartupMode', startupModes[mode] ?? mode),
      builder.make('SDDL', sddl || undefined),
    );
  }
  return builder.finish();
}
