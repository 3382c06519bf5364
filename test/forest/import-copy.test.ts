import type { MigrationMapping } from '../../lib/backups/types';
import { backupGpo } from '../../lib/mock/operations/backup';
import { copyGpo } from '../../lib/mock/operations/copy';
import { importGpo } from '../../lib/mock/operations/import';
import type { GpoState } from '../../lib/mock/state/gpo-state';
import { snapshotGpo } from '../../lib/mock/state/snapshot';
import { gpoPermissions } from '../../lib/security/permissions';
import { baselineId, errorOf, forestOf, templatePath, temporaryDirectories, twoDomains } from './support';

const directories = temporaryDirectories();

async function prepared() {
  const forest = forestOf(twoDomains);
  const source = forest.rootDomain.getGpo(baselineId);
  const { value: backup } = await backupGpo(source, directories());
  const target = forest.getDomain('fabrikam.com').createGpo('Target');
  target.replaceFile('User\\old.txt', Buffer.from('old'));
  return { forest, source, backup, target };
}

const template = (gpo: GpoState): string => textOf(gpo, templatePath).replace('\ufeff', '');
function textOf(gpo: GpoState, path: string): string {
  return Buffer.from(gpo.content.files.find((file) => file.path === path)!.data).toString('utf16le');
}

const set = (type: MigrationMapping['type'], source: string, value: string): MigrationMapping => ({
  type,
  source,
  destination: { kind: 'set', value },
});
const everything: MigrationMapping[] = [
  set('User', 'ann@contoso.com', 'FABRIKAM\\bob'),
  { type: 'GlobalGroup', source: 'CONTOSO\\operators', destination: { kind: 'byRelativeName' } },
  { type: 'Unknown', source: 'Administrators', destination: { kind: 'sameAsSource' } },
  { type: 'Unknown', source: 'Remote Desktop Users', destination: { kind: 'sameAsSource' } },
  set('UNCPath', '\\\\FILES.contoso.com\\scripts', '\\\\srv.fabrikam.com\\s'),
];

describe('an import', () => {
  test('erases what was there and takes the settings over; GUID, name, permissions, links and filter stay', async () => {
    const { source, backup, target } = await prepared();
    const before = snapshotGpo(target);
    const { value, messages } = await importGpo(target, backup);
    expect(value).toBe(target);
    const after = snapshotGpo(target);
    for (const key of [
      'id',
      'displayName',
      'domain',
      'security',
      'wmiFilter',
      'created',
      'userEnabled',
    ] as const)
      expect(after[key]).toEqual(before[key]);
    expect(target.content.files.map((file) => file.path).sort()).toEqual(
      source.content.files.map((file) => file.path).sort(),
    );
    expect(after.computerExtensions).toBe(source.content.machineExtensionGuids);
    expect(after.description).toBe('What every server has');
    expect([after.computerDsVersion, after.userDsVersion]).toEqual([1, 2]);
    expect(messages).toEqual([]); // the forest can resolve the other domain's principals
    expect(target.content.extensions[0]!.objects[0]!.sourceExpandedPath).toContain(
      `\\\\DC1.fabrikam.com\\sysvol\\fabrikam.com\\Policies\\${target.id}`,
    );
  });

  test('maps principals and paths by the table', async () => {
    const { backup, target } = await prepared();
    const { messages } = await importGpo(target, backup, { migrationTable: everything, tableOnly: true });
    expect(messages).toEqual([]);
    expect(template(target)).toContain('SeBackupPrivilege = *S-1-5-32-544,*S-1-5-21-7-8-9-1201\r\n');
    expect(template(target)).toContain('*S-1-5-32-555__Members = *S-1-5-21-7-8-9-1202\r\n');
    expect(template(target)).toContain('"WinRM",2,"D:(A;;GA;;;S-1-5-21-7-8-9-1202)(A;;GR;;;BA)"');
    expect(template(target)).toContain('MinimumPasswordLength = 14');
    expect(textOf(target, 'Machine\\Scripts\\scripts.ini')).toContain(
      '0CmdLine=\\\\srv.fabrikam.com\\s\\start.cmd\r\n0Parameters=/quiet',
    );
    expect(target.content.principals.map((p) => p.upn || p.samAccountName)).toEqual([
      'Administrators',
      'bob@fabrikam.com',
      'Remote Desktop Users',
      'operators@fabrikam.com',
    ]);
    expect(target.content.filePaths).toEqual(['\\\\srv.fabrikam.com\\s']);
  });

  test('takes out what the table maps to nothing', async () => {
    const { backup, target } = await prepared();
    const none = (source: string): MigrationMapping => ({
      type: 'Unknown',
      source,
      destination: { kind: 'none' },
    });
    await importGpo(target, backup, { migrationTable: [none('CONTOSO\\ann'), none('S-1-5-21-1-2-3-1104')] });
    expect(template(target)).toContain('SeBackupPrivilege = *S-1-5-32-544\r\n');
    expect(template(target)).toMatch(/Members = ?\r\n/);
    expect(template(target)).toContain('"WinRM",2,"D:(A;;GR;;;BA)"');
  });

  test.each([
    ['a principal', everything.slice(1), /no entry for "ann@contoso\.com"/],
    ['a path', everything.slice(0, 4), /no entry for "\\\\files\.contoso\.com\\scripts"/],
    ['everything', [], /no entry for "Administrators"/],
  ])(
    'with "table only" is refused before anything is erased when the table misses %s',
    async (_, migrationTable, message) => {
      const { backup, target } = await prepared();
      const before = snapshotGpo(target);
      const error = await errorOf(() => importGpo(target, backup, { migrationTable, tableOnly: true }));
      expect(error.hresult).toBe(0xc0230b1c);
      expect(error.message).toMatch(message);
      expect(error.message).toMatch(/has no entry for .*; nothing was changed/);
      expect(snapshotGpo(target)).toEqual(before);
    },
  );

  test('is refused when the table leaves a path without a destination', async () => {
    const { backup, target } = await prepared();
    const table: MigrationMapping[] = [
      { type: 'UNCPath', source: '\\\\files.contoso.com\\scripts', destination: { kind: 'none' } },
    ];
    expect((await errorOf(() => importGpo(target, backup, { migrationTable: table }))).hresult).toBe(
      0xc0230b15,
    );
  });

  test('warns of principals that nobody can resolve, one by one, and goes on', async () => {
    const { backup } = await prepared();
    const stranger = forestOf({ domains: [{ name: 'other.org' }] });
    const gpo = stranger.rootDomain.createGpo();
    const table = [set('User', 'ann@contoso.com', 'OTHER\\nobody')];
    const { messages } = await importGpo(gpo, backup, { migrationTable: table });
    expect(messages.map((message) => message.operationCode)).toEqual(messages.map(() => 0x80230af5));
    expect(messages.map((message) => message.message.split('"')[1])).toEqual([
      'OTHER\\nobody',
      'S-1-5-21-1-2-3-1104',
      'S-1-5-21-1-2-3-1104',
    ]);
    expect(new Set(messages.map((message) => message.settingsName))).toEqual(
      new Set(['User rights and groups', 'WinRM']),
    );
    expect(template(gpo)).toContain('SeBackupPrivilege = *S-1-5-32-544,OTHER\\nobody');
  });

  test('that ends half way says that the old settings are gone', async () => {
    const { backup, target } = await prepared();
    const controller = new AbortController();
    const early = await errorOf(() =>
      importGpo(
        target,
        backup,
        {},
        { signal: controller.signal, progress: (step) => void (step === 1 && controller.abort()) },
      ),
    );
    expect(early.message).toMatch(/cancelled; nothing was changed/);
    expect(target.content.files.map((file) => file.path)).toEqual(['User\\old.txt']);

    const failed = await errorOf(() =>
      importGpo(
        target,
        backup,
        {},
        {
          progress: (step) => {
            if (step === 2) throw Object.assign(new Error('injected'), { hresult: 0x8007000d });
          },
        },
      ),
    );
    expect(failed.hresult).toBe(0x8007000d);
    expect(failed.message).toMatch(/injected; the settings the GPO had are erased; import again or restore/);
    expect(target.content.files).toEqual([]);
    const later = new AbortController();
    const late = await errorOf(() =>
      importGpo(
        target,
        backup,
        {},
        { signal: later.signal, progress: (step) => void (step === 3 && later.abort()) },
      ),
    );
    expect(late.message).toMatch(/cancelled; the settings the GPO had are erased/);
  });

  test('into a GPO that is deleted meanwhile fails', async () => {
    const { forest, backup, target } = await prepared();
    const error = await errorOf(() =>
      importGpo(
        target,
        backup,
        {},
        { progress: (step) => void (step === 1 && forest.getDomain('fabrikam.com').deleteGpo(target)) },
      ),
    );
    expect(error.hresult).toBe(0x80072030);
    expect((await errorOf(() => importGpo(target, backup))).hresult).toBe(0x80072030);
  });

  test('two at once: the GPO is what one of them made, not a mixture', async () => {
    const { forest, backup, target } = await prepared();
    const plain = forest.rootDomain.createGpo('Plain');
    plain.replaceFile('User\\plain.txt', Buffer.from('plain'));
    const { value: other } = await backupGpo(plain, directories());
    await Promise.all([importGpo(target, backup), importGpo(target, other)]);
    const paths = target.content.files.map((file) => file.path).sort();
    expect([
      ['User\\plain.txt'],
      forest.rootDomain
        .getGpo(baselineId)
        .content.files.map((file) => file.path)
        .sort(),
    ]).toContainEqual(paths);
  });
});

describe('a copy', () => {
  test('within the domain has a GUID and a name of its own, the settings and the filter, and no link', async () => {
    const { forest, source } = await prepared();
    const { value: copy, messages } = await copyGpo(source, forest.rootDomain);
    expect(messages).toEqual([]);
    expect(copy.displayName).toBe('Copy of Baseline');
    expect(copy.id).not.toBe(source.id);
    expect(snapshotGpo(copy).files).toEqual(snapshotGpo(source).files);
    expect(copy.wmiFilter).toBe(source.wmiFilter);
    expect(forest.rootDomain.ous.flatMap((ou) => ou.links).some((link) => link.gpoId === copy.id)).toBe(
      false,
    );
    expect(gpoPermissions(copy.security).some((line) => line.level === 'edit')).toBe(false);
  });

  test('into another domain drops the filter and says so', async () => {
    const { forest, source } = await prepared();
    const { value: copy, messages } = await copyGpo(source, forest.getDomain('fabrikam.com'), {
      displayName: 'Taken over',
    });
    expect([copy.displayName, copy.domain.name, copy.content.wmiFilter]).toEqual([
      'Taken over',
      'fabrikam.com',
      '',
    ]);
    expect(messages.map((message) => message.operationCode)).toEqual([0x40230afc]);
  });

  test('takes the permissions along, mapped by the table', async () => {
    const { forest, source } = await prepared();
    const table = [
      ...everything,
      set('GlobalGroup', 'Domain Admins@contoso.com', 'Domain Admins@fabrikam.com'),
      {
        type: 'UniversalGroup' as const,
        source: 'Enterprise Admins@contoso.com',
        destination: { kind: 'none' as const },
      },
    ];
    const { value: copy } = await copyGpo(source, forest.getDomain('fabrikam.com'), {
      copyAcl: true,
      migrationTable: table,
      tableOnly: true,
    });
    const sids = new Set(copy.security.dacl!.map((ace) => ace.sid));
    expect(sids).toEqual(
      new Set(['S-1-5-11', 'S-1-5-21-7-8-9-512', 'S-1-5-9', 'S-1-5-18', 'S-1-3-0', 'S-1-5-21-7-8-9-1202']),
    );
    const error = await errorOf(() =>
      copyGpo(source, forest.getDomain('fabrikam.com'), {
        copyAcl: true,
        migrationTable: everything,
        tableOnly: true,
      }),
    );
    expect([error.hresult, error.message]).toEqual([
      0xc0230b1c,
      expect.stringMatching(/"Domain Admins@contoso\.com".*no GPO was made/),
    ]);
  });

  test('a table that maps every permission to nothing is refused', async () => {
    const { forest, source } = await prepared();
    source.setSecurity({
      control: 0x8004,
      dacl: source.security.dacl!.filter((ace) => ace.sid === 'S-1-5-21-1-2-3-512'),
    });
    const table: MigrationMapping[] = [
      { type: 'GlobalGroup', source: 'CONTOSO\\Domain Admins', destination: { kind: 'none' } },
    ];
    const error = await errorOf(() =>
      copyGpo(source, forest.rootDomain, { copyAcl: true, migrationTable: table }),
    );
    expect(error.hresult).toBe(0xc0230b1d);
  });

  test('that is cancelled or fails at any step makes no GPO', async () => {
    const { forest, source } = await prepared();
    const count = forest.rootDomain.gpos.length;
    for (let at = 1; at < source.content.extensions.length + 3; at++) {
      const controller = new AbortController();
      const error = await errorOf(() =>
        copyGpo(
          source,
          forest.rootDomain,
          {},
          { signal: controller.signal, progress: (step) => void (step === at && controller.abort()) },
        ),
      );
      expect([error.hresult, error.message]).toEqual([0x800704c7, 'it was cancelled; no GPO was made']);
    }
    expect(forest.rootDomain.gpos).toHaveLength(count);
  });
});
