/** SIDs that mean the same in every domain, with the authority and name Windows shows for them. */
export const wellKnownPrincipals: readonly (readonly [sid: string, authority: string, name: string])[] = [
  ['S-1-1-0', '', 'Everyone'],
  ['S-1-3-0', '', 'CREATOR OWNER'],
  ['S-1-3-1', '', 'CREATOR GROUP'],
  ['S-1-5-2', 'NT AUTHORITY', 'NETWORK'],
  ['S-1-5-3', 'NT AUTHORITY', 'BATCH'],
  ['S-1-5-4', 'NT AUTHORITY', 'INTERACTIVE'],
  ['S-1-5-6', 'NT AUTHORITY', 'SERVICE'],
  ['S-1-5-7', 'NT AUTHORITY', 'ANONYMOUS LOGON'],
  ['S-1-5-9', 'NT AUTHORITY', 'ENTERPRISE DOMAIN CONTROLLERS'],
  ['S-1-5-10', 'NT AUTHORITY', 'SELF'],
  ['S-1-5-11', 'NT AUTHORITY', 'Authenticated Users'],
  ['S-1-5-13', 'NT AUTHORITY', 'TERMINAL SERVER USER'],
  ['S-1-5-14', 'NT AUTHORITY', 'REMOTE INTERACTIVE LOGON'],
  ['S-1-5-18', 'NT AUTHORITY', 'SYSTEM'],
  ['S-1-5-19', 'NT AUTHORITY', 'LOCAL SERVICE'],
  ['S-1-5-20', 'NT AUTHORITY', 'NETWORK SERVICE'],
  ['S-1-5-32-544', 'BUILTIN', 'Administrators'],
  ['S-1-5-32-545', 'BUILTIN', 'Users'],
  ['S-1-5-32-546', 'BUILTIN', 'Guests'],
  ['S-1-5-32-547', 'BUILTIN', 'Power Users'],
  ['S-1-5-32-548', 'BUILTIN', 'Account Operators'],
  ['S-1-5-32-549', 'BUILTIN', 'Server Operators'],
  ['S-1-5-32-550', 'BUILTIN', 'Print Operators'],
  ['S-1-5-32-551', 'BUILTIN', 'Backup Operators'],
  ['S-1-5-32-552', 'BUILTIN', 'Replicator'],
  ['S-1-5-32-554', 'BUILTIN', 'Pre-Windows 2000 Compatible Access'],
  ['S-1-5-32-555', 'BUILTIN', 'Remote Desktop Users'],
  ['S-1-5-32-556', 'BUILTIN', 'Network Configuration Operators'],
  ['S-1-5-32-558', 'BUILTIN', 'Performance Monitor Users'],
  ['S-1-5-32-559', 'BUILTIN', 'Performance Log Users'],
  ['S-1-5-32-562', 'BUILTIN', 'Distributed COM Users'],
  ['S-1-5-32-568', 'BUILTIN', 'IIS_IUSRS'],
  ['S-1-5-32-573', 'BUILTIN', 'Event Log Readers'],
  ['S-1-5-32-578', 'BUILTIN', 'Hyper-V Administrators'],
  ['S-1-5-32-580', 'BUILTIN', 'Remote Management Users'],
];

/** Accounts every domain is created with: relative id, name, type, and whether only the forest's root has it. */
export const domainAccounts = [
  [500, 'Administrator', 'User', false],
  [501, 'Guest', 'User', false],
  [512, 'Domain Admins', 'GlobalGroup', false],
  [513, 'Domain Users', 'GlobalGroup', false],
  [514, 'Domain Guests', 'GlobalGroup', false],
  [515, 'Domain Computers', 'GlobalGroup', false],
  [516, 'Domain Controllers', 'GlobalGroup', false],
  [518, 'Schema Admins', 'UniversalGroup', true],
  [519, 'Enterprise Admins', 'UniversalGroup', true],
  [520, 'Group Policy Creator Owners', 'GlobalGroup', false],
] as const;

/** The GPOs every domain is created with, which cannot be deleted. */
export const defaultDomainPolicyId = '{31B2F340-016D-11D2-945F-00C04FB984F9}';
export const defaultDomainControllersPolicyId = '{6AC1786C-016F-11D2-945F-00C04FB984F9}';
