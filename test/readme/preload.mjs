// Loaded before an example of the documentation is run: `Gpm.open()` without a mock opens the forest below in place
// of the reader's own domain. Nothing else differs from what the reader would run.
import { Gpm } from 'gpmc';
import { MockForest } from 'gpmc/mock';

const settings = [
  '[Unicode]',
  'Unicode=yes',
  '[Version]',
  'signature="$CHICAGO$"',
  'Revision=1',
  '[Privilege Rights]',
  'SeShutdownPrivilege = CONTOSO\\Helpdesk',
  '',
];
const scripts = ['', '[Logon]', '0CmdLine=\\\\fs1.contoso.com\\netlogon\\logon.cmd', '0Parameters=', ''];

const forest = new MockForest({
  domains: [
    {
      name: 'contoso.com',
      controllers: ['DC1', 'DC2'],
      principals: [
        { name: 'Helpdesk', type: 'GlobalGroup' },
        { name: 'ann', type: 'User', ou: 'Staff', memberOf: ['Helpdesk'] },
        { name: 'PC1', type: 'Computer' },
      ],
      wmiFilters: [{ name: 'Portable', queries: ['SELECT * FROM Win32_Battery'] }],
      ous: [{ name: 'Staff', links: [{ gpo: 'Baseline' }] }],
      gpos: [
        {
          displayName: 'Baseline',
          files: {
            'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf': settings.join('\r\n'),
            'User\\Scripts\\scripts.ini': scripts.join('\r\n'),
          },
        },
        { displayName: 'Laptops' },
      ],
    },
    { name: 'fabrikam.com', principals: [{ name: 'Support', type: 'GlobalGroup' }] },
  ],
});

const open = Gpm.open;
Gpm.open = (options) => open.call(Gpm, options?.mock ? options : { ...options, mock: forest });
