import type { ForestDescription } from '../../lib/mock';

/** Two domains with something of everything. */
export const description: ForestDescription = {
  domains: [
    {
      name: 'contoso.com',
      controllers: ['DC1', 'DC2'],
      principals: [
        { name: 'ann', type: 'User' },
        { name: 'ops', type: 'GlobalGroup' },
        { name: 'WEB1$', type: 'Computer', ou: 'Servers' },
      ],
      wmiFilters: [
        { name: 'Servers', description: 'Only servers', queries: ['select * from Win32_OperatingSystem'] },
      ],
      starterGpos: [{ name: 'Starter', files: { 'User\\Scripts\\scripts.ini': '[Logon]\r\n' } }],
      gpos: [{ displayName: 'Baseline' }, { displayName: 'Servers' }],
      ous: [{ name: 'Servers', links: [{ gpo: 'Servers', enforced: true }], ous: [{ name: 'Web' }] }],
      links: [{ gpo: 'Baseline' }],
    },
    { name: 'fabrikam.com' },
  ],
  sites: [{ name: 'Main', links: [{ gpo: 'Baseline' }] }, { name: 'Branch' }],
};
