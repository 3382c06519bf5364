import type { GpoContent } from '../../lib/backups/types';
import { elementText, type XmlElement } from '../../lib/files/xml/tree';
import { madeSections } from '../../lib/report/made-sections';
import { anyChild, anyText } from '../../lib/report/report-facts';
import { policyExtensions } from '../../lib/settings/extensions';
import { preferenceKinds } from '../../lib/settings/preferences';
import { forestOf, templatePath } from '../forest/support';

/** The content of a GPO that is described by its files. */
function contentOf(files: Record<string, string>, computerExtensions?: string): GpoContent {
  const lists = computerExtensions === undefined ? {} : { computerExtensions };
  const gpos = [{ displayName: 'x', files, ...lists }];
  return forestOf({ domains: [{ name: 'lab.test', defaultPolicies: false, gpos }] }).rootDomain.gpos[0]!
    .content;
}
const sections = (content: GpoContent, half: 'Computer' | 'User' = 'Computer'): XmlElement[] =>
  madeSections({ content, names: () => undefined, warn: () => undefined }, half);
const titles = (made: readonly XmlElement[]): (string | undefined)[] =>
  made.map((section) => anyText(section, 'Name'));
const children = (of: XmlElement | undefined): XmlElement[] =>
  (of?.children ?? []).filter((node): node is XmlElement => node.kind === 'element');
/** An element in short: `Audit{Name=AuditSystemEvents SuccessAttempts=true}`. */
const short = (element: XmlElement): string =>
  children(element).length === 0
    ? `${element.localName}=${elementText(element)}`
    : `${element.localName}{${children(element).map(short).join(' ')}}`;

const template = (...lines: string[]): Record<string, string> => ({
  [templatePath]: ['[Unicode]', 'Unicode=yes', ...lines, ''].join('\r\n'),
});
const security = (...lines: string[]): string[] =>
  children(anyChild(sections(contentOf(template(...lines)))[0], 'Extension')).map(short);

const preferences = (root: string, item: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><${root} clsid="{0}"><${item} clsid="{1}" name="a"><Properties action="U"/></${item}></${root}>`;

describe('the Security section', () => {
  test('has account policies and security options as GPMC writes them', () => {
    expect(
      security(
        '[System Access]',
        'MinimumPasswordLength = 14',
        'PasswordComplexity = 1',
        'LockoutDuration = -1',
        'RequireLogonToChangePassword = 0',
        'ForceLogoffWhenHourExpire = 1',
        'NewGuestName = "Visitor"',
        'LSAAnonymousNameLookup = 0',
        '[Kerberos Policy]',
        'MaxTicketAge = 10',
        'TicketValidateClient = 1',
      ),
    ).toEqual([
      'Account{Name=MinimumPasswordLength SettingNumber=14 Type=Password}',
      'Account{Name=PasswordComplexity SettingBoolean=true Type=Password}',
      'Account{Name=LockoutDuration SettingNumber=4294967295 Type=Account Lockout}',
      'SecurityOptions{SystemAccessPolicyName=ForceLogoffWhenHourExpire SettingNumber=1}',
      'SecurityOptions{SystemAccessPolicyName=NewGuestName SettingString="Visitor"}',
      'SecurityOptions{SystemAccessPolicyName=LSAAnonymousNameLookup SettingNumber=0}',
      'Account{Name=MaxTicketAge SettingNumber=10 Type=Kerberos}',
      'Account{Name=TicketValidateClient SettingBoolean=true Type=Kerberos}',
    ]);
  });

  test('has audit policy, event logs, registry values, and the security of services and keys', () => {
    expect(
      security(
        '[Event Audit]',
        'AuditSystemEvents = 3',
        'AuditLogonEvents = 2',
        '[Application Log]',
        'MaximumLogSize = 32768',
        '[Registry Values]',
        'MACHINE\\A\\n=4,1',
        'MACHINE\\A\\s=1,"1"',
        'MACHINE\\A\\m=7,one,two","three,',
        '[Registry Keys]',
        '"MACHINE\\SOFTWARE\\Demo",0,"D:PAR(A;CI;KA;;;BA)"',
        '[Service General Setting]',
        '"WinRM",2,""',
      ),
    ).toEqual([
      'Audit{Name=AuditSystemEvents SuccessAttempts=true FailureAttempts=true}',
      'Audit{Name=AuditLogonEvents SuccessAttempts=false FailureAttempts=true}',
      'SecurityOptions{KeyName=MACHINE\\A\\n SettingNumber=1}',
      'SecurityOptions{KeyName=MACHINE\\A\\s SettingString="1"}',
      'SecurityOptions{KeyName=MACHINE\\A\\m SettingStrings{Value=one Value=two,three Value=}}',
      'EventLog{Name=MaximumLogSize Log=Application SettingNumber=32768}',
      'SystemServices{Name=WinRM StartupMode=Automatic SecurityDescriptor{PermissionsPresent=false AuditingPresent=false}}',
      'Registry{Path=MACHINE\\SOFTWARE\\Demo SecurityDescriptor{SDDL=D:PAR(A;CI;KA;;;BA) PermissionsPresent=true AuditingPresent=false} Mode=Propogate}',
    ]);
  });

  test('has a SID without a name where nobody knows one, and a name that stands in the file alone', () => {
    expect(security('[Privilege Rights]', 'SeSystemtimePrivilege = *S-1-5-21-9-9-9-1105,Invités')).toEqual([
      'UserRightsAssignment{Name=SeSystemTimePrivilege Member{SID=S-1-5-21-9-9-9-1105} Member{Name=Invités}}',
    ]);
  });
});

test('an extension is there exactly if the GPO’s list names it', () => {
  const files = {
    ...template('[Privilege Rights]', 'SeX = *S-1-1-0'),
    'Machine\\Microsoft\\Windows NT\\Audit\\audit.csv': 'heading\r\n,System,Logon,{0cce9215},Success,,1\r\n',
    'Machine\\Preferences\\Files\\Files.xml': preferences('Files', 'File'),
  };
  expect(titles(sections(contentOf(files)))).toEqual(['Security', 'Files', 'Advanced Audit Configuration']);
  expect(titles(sections(contentOf(files, '')))).toEqual([]);
  const { security: id, softwareInstallation, registry } = policyExtensions;
  expect(titles(sections(contentOf(files, `[${id}{0}]`)))).toEqual(['Security']);
  const empty = sections(contentOf({}, `[${id}{0}][${softwareInstallation}{0}][${registry}{0}]`));
  expect(titles(empty)).toEqual(['Security', 'Software Installation', 'Registry']);
  expect(empty.flatMap((section) => children(anyChild(section, 'Extension')))).toEqual([]);
});

test.each([
  ['Registry', 'RegistrySettings', 'Registry', 'RegistrySettings', 'Windows Registry'],
  ['Groups', 'Groups', 'Group', 'LocalUsersAndGroups', 'Local Users and Groups'],
  ['ScheduledTasks', 'ScheduledTasks', 'TaskV2', 'ScheduledTasks', 'Scheduled Tasks'],
  ['Services', 'NTServices', 'NTService', 'NTServices', 'Services'],
  ['Files', 'Files', 'File', 'FilesSettings', 'Files'],
  ['Folders', 'Folders', 'Folder', 'Folders', 'Folders'],
  ['Shortcuts', 'Shortcuts', 'Shortcut', 'ShortcutSettings', 'Shortcuts'],
  ['Drives', 'Drives', 'Drive', 'DriveMapSettings', 'Drive Maps'],
  [
    'EnvironmentVariables',
    'EnvironmentVariables',
    'EnvironmentVariable',
    'EnvironmentVariables',
    'Environment Variables',
  ],
  ['InternetSettings', 'InternetSettings', 'IE10', 'InternetOptions', 'Internet Options'],
  ['IniFiles', 'IniFiles', 'Ini', 'IniFiles', 'Ini Files'],
  ['Printers', 'Printers', 'SharedPrinter', 'Printers', 'Printers'],
  ['PowerOptions', 'PowerOptions', 'PowerScheme', 'PowerOptions', 'Power Options'],
])('preferences of %s have GPMC’s names', (folder, root, item, element, title) => {
  for (const half of ['Machine', 'User'] as const) {
    const path = `${half}\\Preferences\\${folder}\\${folder}.xml`;
    const made = sections(
      contentOf({ [path]: preferences(root, item) }),
      half === 'User' ? 'User' : 'Computer',
    );
    expect(titles(made)).toEqual([title]);
    const [settings] = children(anyChild(made[0], 'Extension'));
    const properties = folder === 'Registry' ? 'Properties{Values=}' : 'Properties=';
    expect(short(settings!)).toBe(`${element}{${item}{GPOSettingOrder=1 ${properties} Filters=}}`);
  }
});

describe('extension lists', () => {
  const list = (...paths: string[]): string =>
    contentOf(Object.fromEntries(paths.map((path) => [path, '<A/>']))).machineExtensionGuids;
  const file = (folder: string): string => `Machine\\Preferences\\${folder}\\${folder}.xml`;

  test('begin with the tools of all preferences, sorted, and name each kind with its own', () => {
    expect(list(file('ScheduledTasks'))).toBe(
      '[{00000000-0000-0000-0000-000000000000}{CAB54552-DEEA-4691-817E-ED4A4D1AFC72}]' +
        '[{AADCED64-746C-4633-A97C-D61349046527}{CAB54552-DEEA-4691-817E-ED4A4D1AFC72}]',
    );
    expect(list('Machine\\registry.pol', file('Services'), file('Files'))).toBe(
      '[{00000000-0000-0000-0000-000000000000}{3BAE7E51-E3F4-41D0-853D-9BB9FD47605F}{CC5746A9-9B74-4BE5-AE2E-64379C86E0E4}]' +
        '[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]' +
        '[{7150F9BF-48AD-4DA4-A49C-29EF4A8369BA}{3BAE7E51-E3F4-41D0-853D-9BB9FD47605F}]' +
        '[{91FBB303-0CD5-4055-BF42-E512A681B325}{CC5746A9-9B74-4BE5-AE2E-64379C86E0E4}]',
    );
    expect(list('Machine\\Applications\\{1}.aas')).toBe(
      '[{C6DC5466-785A-11D2-84D0-00C04FB169F7}{942A8E4F-A261-11D1-A760-00C04FB9603F}]',
    );
    for (const { folder, extension, tool } of preferenceKinds)
      expect(list(file(folder))).toBe(`[{00000000-0000-0000-0000-000000000000}${tool}][${extension}${tool}]`);
  });

  test('grow when a file is added, and keep what they have', () => {
    const gpo = forestOf().rootDomain.createGpo();
    gpo.replaceFile(file('Services'), Buffer.from('<NTServices/>'));
    gpo.replaceFile(file('Files'), Buffer.from('<Files/>'));
    gpo.replaceFile('Machine\\registry.pol', Buffer.from('5052656701000000', 'hex'));
    expect(gpo.content.machineExtensionGuids).toBe(
      list('Machine\\registry.pol', file('Services'), file('Files')),
    );
    expect(gpo.content.userExtensionGuids).toBe('');
  });
});

test('scripts say whether PowerShell’s run first where psscripts.ini does', () => {
  const content = contentOf({
    'Machine\\Scripts\\scripts.ini': '\r\n[Startup]\r\n0CmdLine=a.cmd\r\n0Parameters=/q\r\n',
    'Machine\\Scripts\\psscripts.ini':
      '\r\n[ScriptsConfig]\r\nStartExecutePSFirst=true\r\nEndExecutePSFirst=false\r\n[Startup]\r\n0CmdLine=b.ps1\r\n0Parameters=\r\n[Shutdown]\r\n0CmdLine=c.ps1\r\n0Parameters=\r\n',
  });
  expect(children(anyChild(sections(content)[0], 'Extension')).map(short)).toEqual([
    'Script{Command=a.cmd Parameters=/q Type=Startup Order=0 RunOrder=PSNotConfigured}',
    'Script{Command=b.ps1 Parameters= Type=Startup Order=0 RunOrder=RunPSFirst}',
    'Script{Command=c.ps1 Parameters= Type=Shutdown Order=0 RunOrder=RunPSSecond}',
  ]);
});
