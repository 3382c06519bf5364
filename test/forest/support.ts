import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HresultError } from '../../lib/hresult/hresult-error';
import { buildForest } from '../../lib/mock/build/build-forest';
import type { ForestDescription } from '../../lib/mock/build/description';
import { validateDescription } from '../../lib/mock/build/validate-description';
import type { ClockAndGuids } from '../../lib/mock/state/clock-and-guids';
import { ForestState } from '../../lib/mock/state/forest-state';

/** Times that go on by one second a look, and GUIDs that count. */
function fixedClockAndGuids(): ClockAndGuids {
  let time = Date.UTC(2024, 0, 1);
  let count = 0;
  return {
    now: () => {
      time += 1000;
      return new Date(time);
    },
    newGuid: () => {
      count += 1;
      return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
    },
  };
}

export function forestOf(description: ForestDescription = {}, source = fixedClockAndGuids()): ForestState {
  validateDescription(description);
  const forest = new ForestState(source);
  buildForest(forest, description);
  return forest;
}

/** A temporary directory for each test of a file. */
export function temporaryDirectories(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
  });
  return () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'gpmc-model-'));
    made.push(directory);
    return directory;
  };
}

/** The error a function throws or a promise rejects with. */
export async function errorOf(action: () => unknown): Promise<HresultError> {
  try {
    await action();
  } catch (error) {
    return error as HresultError;
  }
  throw new Error('nothing was thrown');
}

export const baselineTemplate = [
  '[Unicode]',
  'Unicode=yes',
  '[System Access]',
  'MinimumPasswordLength = 14',
  '[Privilege Rights]',
  'SeBackupPrivilege = *S-1-5-32-544,CONTOSO\\ann',
  '[Group Membership]',
  '*S-1-5-32-555__Memberof =',
  '*S-1-5-32-555__Members = *S-1-5-21-1-2-3-1104',
  '[Service General Setting]',
  '"WinRM",2,"D:(A;;GA;;;S-1-5-21-1-2-3-1104)(A;;GR;;;BA)"',
  '[Version]',
  'signature="$CHICAGO$"',
  'Revision=1',
  '',
].join('\r\n');

export const templatePath = 'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf';

/** A domain with a GPO that names principals and a path, and a second domain to take it to. */
export const twoDomains: ForestDescription = {
  domains: [
    {
      name: 'contoso.com',
      sid: 'S-1-5-21-1-2-3',
      guid: '{11111111-1111-4111-8111-111111111111}',
      principals: [
        { name: 'ann', type: 'User', sid: 'S-1-5-21-1-2-3-1103', memberOf: ['operators'] },
        { name: 'operators', type: 'GlobalGroup', sid: 'S-1-5-21-1-2-3-1104' },
      ],
      wmiFilters: [
        {
          name: 'Servers only',
          id: '{22222222-2222-4222-8222-222222222222}',
          queries: ['SELECT * FROM Win32_OperatingSystem'],
        },
      ],
      gpos: [
        {
          displayName: 'Baseline',
          id: '{33333333-3333-4333-8333-333333333333}',
          description: 'What every server has',
          wmiFilter: 'Servers only',
          permissions: [{ trustee: 'operators', permission: 'edit' }],
          files: {
            [templatePath]: baselineTemplate,
            'Machine\\Scripts\\scripts.ini':
              '\r\n[Startup]\r\n0CmdLine=\\\\files.contoso.com\\scripts\\start.cmd\r\n0Parameters=/quiet\r\n',
            'User\\note.txt': 'plain',
          },
        },
      ],
      ous: [{ name: 'Servers', links: [{ gpo: 'Baseline', enforced: true }] }],
    },
    {
      name: 'fabrikam.com',
      sid: 'S-1-5-21-7-8-9',
      principals: [
        { name: 'bob', type: 'User', sid: 'S-1-5-21-7-8-9-1201' },
        { name: 'operators', type: 'GlobalGroup', sid: 'S-1-5-21-7-8-9-1202' },
      ],
    },
  ],
};

export const baselineId = '{33333333-3333-4333-8333-333333333333}';
