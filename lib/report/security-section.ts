import type { SysvolFile } from '../backups/types';
import type { XmlElement } from '../files/xml/tree';
import { displayNameOf, type PrincipalDirectory } from '../security/principal-directory';
import { decodeSettingsText } from '../settings/gpo-files';
import { iniSection } from '../settings/template-text';
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

const pair = (line: string): [name: string, value: string] => {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
};

/** GptTmpl.inf: account policies, security options, user rights, restricted groups and services. */
export function securitySection(
  file: SysvolFile,
  directory: PrincipalDirectory,
  number: number,
): XmlElement | undefined {
  const { text } = decodeSettingsText(file.data);
  const builder = new ExtensionBuilder('Security', 'SecuritySettings', 'Security', number);
  const principal = (name: string, token: string): XmlElement => {
    const spelled = token.trim().replace(/^\*(?=S-1-)/i, '');
    const sid = /^S-1-/i.test(spelled) ? spelled : undefined;
    const shown =
      sid === undefined ? spelled : directory.bySid(sid) ? displayNameOf(directory, sid) : undefined;
    return builder.make(
      name,
      sid && element(typesNamespace, 'SID', sid),
      shown && element(typesNamespace, 'Name', shown),
    );
  };
  const members = (list: string): string[] => list.split(',').filter((token) => token.trim() !== '');

  for (const [name, value] of iniSection(text, 'System Access').map(pair)) {
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
  for (const [name, value] of iniSection(text, 'Kerberos Policy').map(pair)) {
    builder.add(
      'Account',
      builder.make('Name', name),
      builder.make('SettingNumber', value),
      builder.make('Type', 'Kerberos'),
    );
  }
  for (const [key, value] of iniSection(text, 'Registry Values').map(pair)) {
    const [type, ...rest] = value.split(',');
    const data = rest.join(',');
    builder.add(
      'SecurityOptions',
      builder.make('KeyName', key),
      builder.make(type === '4' ? 'SettingNumber' : 'SettingString', data),
    );
  }
  for (const [right, list] of iniSection(text, 'Privilege Rights').map(pair)) {
    builder.add(
      'UserRightsAssignment',
      builder.make('Name', right),
      ...members(list).map((token) => principal('Member', token)),
    );
  }
  const groups = new Map<string, XmlElement[]>();
  for (const [name, list] of iniSection(text, 'Group Membership').map(pair)) {
    const match = /^(.*)__(Members|Memberof)$/i.exec(name);
    if (!match) continue;
    const kind = match[2]!.toLowerCase() === 'members' ? 'Member' : 'Memberof';
    groups.set(match[1]!, [
      ...(groups.get(match[1]!) ?? []),
      ...members(list).map((token) => principal(kind, token)),
    ]);
  }
  for (const [group, entries] of groups)
    builder.add('RestrictedGroups', principal('GroupName', group), ...entries);
  for (const line of iniSection(text, 'Service General Setting')) {
    const [name = '', mode = '', ...sddl] = line.split(',').map((part) => part.replace(/^"|"$/g, ''));
    builder.add(
      'SystemServices',
      builder.make('Name', name),
      builder.make('StartupMode', startupModes[mode] ?? mode),
      builder.make('SDDL', sddl.join(',') || undefined),
    );
  }
  return builder.finish();
}
