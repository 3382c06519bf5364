// Where the drill takes place: your domain on Windows, else a mock forest.
import { MockForest } from 'gpmc/mock';

/** So slow that a person can watch the progress: milliseconds for each step. */
const WATCHABLE = 60;

/**
 * The forest for the drill.
 *
 * @returns mock: the forest, or undefined for the real one; domains: their names, undefined for the own domain
 */
export async function openForest({ backups, domain, fast, mock }) {
  if (process.platform === 'win32' && backups === undefined && !mock) {
    return { mock: undefined, domains: [domain], description: 'The domain of this computer.' };
  }
  const options = { latency: fast ? 0 : WATCHABLE };
  const forest =
    backups === undefined ? demonstration(options) : await MockForest.fromBackups(backups, options);
  const names = forest.snapshot().domains.map(({ name }) => name);
  return {
    mock: forest,
    domains: domain === undefined ? names : [domain],
    description:
      backups === undefined ? 'A mock forest.' : `A mock forest, loaded from the backups in ${backups}.`,
  };
}

/** A small company: six GPOs of its own besides the two of every domain. */
function demonstration(options) {
  const privileges = (...lines) =>
    `[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n[Privilege Rights]\r\n${lines.join('\r\n')}\r\n`;
  return new MockForest(
    {
      domains: [
        {
          name: 'contoso.com',
          principals: [
            { name: 'Helpdesk', type: 'GlobalGroup' },
            { name: 'ann', type: 'User', memberOf: ['Helpdesk'] },
            { name: 'WEB01', type: 'Computer', ou: 'Servers' },
          ],
          wmiFilters: [
            {
              name: 'Workstations',
              queries: ['SELECT * FROM Win32_OperatingSystem WHERE ProductType = "1"'],
            },
          ],
          gpos: [
            {
              displayName: 'Baseline: password and audit',
              description: 'Reviewed every quarter.',
              files: {
                'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf': privileges(
                  'SeBackupPrivilege = *S-1-5-32-544',
                ),
                'Machine\\Microsoft\\Windows NT\\Audit\\audit.csv':
                  'Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n' +
                  ',System,Audit Logon,{0cce9215-69ae-11d9-bed3-505054503030},Success and Failure,,3\r\n',
              },
            },
            {
              displayName: 'Servers: remote desktop for the helpdesk',
              files: {
                'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf': privileges(
                  'SeRemoteInteractiveLogonRight = *S-1-5-32-544,CONTOSO\\Helpdesk',
                ),
              },
              permissions: [{ trustee: 'CONTOSO\\Helpdesk', permission: 'read' }],
            },
            { displayName: 'Workstations: power', wmiFilter: 'Workstations', userEnabled: false },
            {
              displayName: 'Logon script',
              files: {
                'User\\Scripts\\scripts.ini':
                  '\r\n[Logon]\r\n0CmdLine=\\\\fs1.contoso.com\\netlogon\\logon.cmd\r\n0Parameters=\r\n',
              },
            },
            { displayName: 'Old printers', computerEnabled: false, userEnabled: false },
            // Display names need not be unique, and may hold anything.
            { displayName: 'Old printers' },
          ],
          ous: [
            { name: 'Servers', links: [{ gpo: 'Servers: remote desktop for the helpdesk', enforced: true }] },
            { name: 'Workstations', links: [{ gpo: 'Workstations: power' }, { gpo: 'Logon script' }] },
          ],
          links: [{ gpo: 'Baseline: password and audit' }],
        },
      ],
    },
    options,
  );
}
