import { equalIgnoringCase } from '../files/text';
import type { XmlElement } from '../files/xml/tree';
import { isSid } from '../security/sid';
import { eventLogSections, SecurityTemplate } from '../settings/security-template';
import type { PrincipalNames } from './subject';
import { ExtensionBuilder, element, securityNamespace, typesNamespace } from './xml-builder';

/** What kind of account policy a name of `[System Access]` is one of; the others are security options. */
const accountPolicies: Readonly<Record<string, string>> = {
  MinimumPasswordAge: 'Password',
  MaximumPasswordAge: 'Password',
  MinimumPasswordLength: 'Password',
  PasswordComplexity: 'Password',
  PasswordHistorySize: 'Password',
  ClearTextPassword: 'Password',
  LockoutBadCount: 'Account Lockout',
  ResetLockoutCount: 'Account Lockout',
  LockoutDuration: 'Account Lockout',
  AllowAdministratorLockout: 'Account Lockout',
};
/** Account policies that are on or off. Security options are numbers also where they are. */
const booleans = [
  'PasswordComplexity',
  'ClearTextPassword',
  'AllowAdministratorLockout',
  'TicketValidateClient',
];
/** Read by nothing, and shown in no report. */
const neverShown = 'RequireLogonToChangePassword';

const startupModes: Readonly<Record<string, string>> = { '2': 'Automatic', '3': 'Manual', '4': 'Disabled' };

/** How a descriptor is passed on to what lies below; the first is spelled as GPMC spells it. */
const inheritanceModes: Readonly<Record<string, string>> = {
  '0': 'Propogate',
  '1': 'Replace',
  '2': 'Ignore',
};

/** GptTmpl.inf: account policies, audit policy, security options, event logs, user rights, groups and descriptors. */
export function securitySection(texts: readonly string[], names: PrincipalNames, number: number): XmlElement {
  const builder = new ExtensionBuilder('Security', 'SecuritySettings', 'Security', number);
  for (const text of texts) addTemplate(builder, SecurityTemplate.parse(text), names);
  return builder.finish();
}

function addTemplate(builder: ExtensionBuilder, template: SecurityTemplate, names: PrincipalNames): void {
  addAccountPolicies(builder, template);
  for (const { name, value } of template.values('Event Audit')) {
    builder.add(
      'Audit',
      builder.make('Name', name),
      builder.make('SuccessAttempts', (Number(value) & 1) !== 0),
      builder.make('FailureAttempts', (Number(value) & 2) !== 0),
    );
  }
  for (const { right, principals } of template.userRights()) {
    builder.add(
      'UserRightsAssignment',
      builder.make(
        'Name',
        equalIgnoringCase(right, 'SeSystemTimePrivilege') ? 'SeSystemTimePrivilege' : right,
      ),
      principals.map((token) => principal(builder, names, 'Member', token)),
    );
  }
  for (const { name, value } of template.values('Registry Values')) {
    const comma = value.indexOf(',');
    builder.add(
      'SecurityOptions',
      builder.make('KeyName', name),
      registryData(builder, value.slice(0, comma), value.slice(comma + 1)),
    );
  }
  for (const log of eventLogSections) {
    for (const { name, value } of template.values(log)) {
      const which = log.replace(/ Log$/, '');
      builder.add(
        'EventLog',
        builder.make('Name', name),
        builder.make('Log', which),
        builder.make('SettingNumber', value),
      );
    }
  }
  const groups = new Map<string, XmlElement[]>();
  for (const { group, kind, principals } of template.restrictedGroups()) {
    const role = kind === 'Members' ? 'Member' : 'Memberof';
    const entries = groups.get(group) ?? [];
    groups.set(group, entries);
    for (const token of principals) entries.push(principal(builder, names, role, token));
  }
  for (const [group, entries] of groups)
    builder.add('RestrictedGroups', principal(builder, names, 'GroupName', group), entries);
  for (const { name, mode, sddl } of template.objectSecurity('Service General Setting')) {
    builder.add(
      'SystemServices',
      builder.make('Name', name),
      builder.make('StartupMode', startupModes[mode] ?? mode),
      descriptor(builder, sddl),
    );
  }
  for (const [section, kind] of [
    ['Registry Keys', 'Registry'],
    ['File Security', 'File'],
  ] as const) {
    for (const { name, mode, sddl } of template.objectSecurity(section)) {
      builder.add(
        kind,
        builder.make('Path', name),
        descriptor(builder, sddl),
        builder.make('Mode', inheritanceModes[mode] ?? mode),
      );
    }
  }
}

function addAccountPolicies(builder: ExtensionBuilder, template: SecurityTemplate): void {
  const account = (name: string, value: string, type: string): void =>
    builder.add(
      'Account',
      builder.make('Name', name),
      booleans.includes(name)
        ? builder.make('SettingBoolean', value !== '0')
        : builder.make('SettingNumber', value === '-1' ? 0xffff_ffff : value),
      builder.make('Type', type),
    );
  for (const { name, value } of template.values('System Access')) {
    if (equalIgnoringCase(name, neverShown)) continue;
    const type = accountPolicies[name];
    if (type) account(name, value, type);
    else {
      const kind = /^-?\d+$/.test(value) ? 'SettingNumber' : 'SettingString';
      builder.add('SecurityOptions', builder.make('SystemAccessPolicyName', name), builder.make(kind, value));
    }
  }
  for (const { name, value } of template.values('Kerberos Policy')) account(name, value, 'Kerberos');
}

/** The data of a registry value as the file spells it; a list of strings (type 7) string by string. */
function registryData(builder: ExtensionBuilder, type: string, data: string): XmlElement {
  if (type === '4') return builder.make('SettingNumber', data);
  if (type !== '7') return builder.make('SettingString', data);
  return builder.make(
    'SettingStrings',
    listItems(data).map((item) => builder.make('Value', item)),
  );
}

/** The items between commas; a comma that is part of one stands in quotes. */
function listItems(data: string): string[] {
  if (data === '') return [];
  const items = [''];
  let quoted = false;
  for (const character of data) {
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) items.push('');
    else items[items.length - 1] += character;
  }
  return items;
}

/** A SID with its name where it has one, or a name that stands in the file. */
function principal(
  builder: ExtensionBuilder,
  names: PrincipalNames,
  role: string,
  token: string,
): XmlElement {
  const name = isSid(token) ? names(token) : token;
  return builder.make(
    role,
    isSid(token) ? element(typesNamespace, 'SID', token) : undefined,
    name === undefined ? undefined : element(typesNamespace, 'Name', name),
  );
}

/** The security of a service, key or file; the lines of its list are not spelled out. */
function descriptor(builder: ExtensionBuilder, sddl: string): XmlElement {
  return builder.make(
    'SecurityDescriptor',
    sddl === '' ? undefined : element(securityNamespace, 'SDDL', sddl),
    element(securityNamespace, 'PermissionsPresent', /D:/.test(sddl)),
    element(securityNamespace, 'AuditingPresent', false),
  );
}
