import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readBackup, writeBackup } from '../../lib/mock/format';
import { backupGpo } from '../../lib/mock/model/backup';
import {
  deleteBackup,
  getBackup,
  listBackupDirectory,
  openBackup,
  searchBackups,
} from '../../lib/mock/model/backup-directory';
import type { ForestState } from '../../lib/mock/model/forest-state';
import { restoreGpo } from '../../lib/mock/model/restore';
import { snapshotGpo } from '../../lib/mock/model/snapshot';
import { severityOf } from '../../lib/mock/model/status';
import { baselineId, errorOf, forestOf, temporaryDirectories, twoDomains } from './support';

const directories = temporaryDirectories();
const baseline = (forest: ForestState) => forest.rootDomain.getGpo(baselineId);

describe('a backup', () => {
  test('holds the GPO and is entered with time, comment and controller', async () => {
    const forest = forestOf(twoDomains);
    const directory = directories();
    const { value, messages } = await backupGpo(baseline(forest), directory, { comment: 'nightly' });
    expect(messages).toEqual([]);
    const { record, content, report } = await readBackup(value.folder);
    expect(record).toMatchObject({
      gpoGuid: baselineId,
      gpoDomain: 'contoso.com',
      gpoDomainGuid: '{11111111-1111-4111-8111-111111111111}',
      gpoDomainController: 'DC1.contoso.com',
      comment: 'nightly',
      gpoDisplayName: 'Baseline',
    });
    expect(content.files.map((file) => file.path).sort()).toEqual(
      baseline(forest)
        .content.files.map((file) => file.path)
        .sort(),
    );
    expect(content.principals.map((p) => [p.samAccountName, p.fromDacl])).toEqual([
      ['Administrators', false],
      ['ann', false],
      ['Remote Desktop Users', false],
      ['operators', false],
      ['Domain Admins', true],
      ['Enterprise Admins', true],
    ]);
    expect(content.filePaths).toEqual(['\\\\files.contoso.com\\scripts\\start.cmd']);
    expect(report).toContain('<Name>Baseline</Name>');
  });

  test('takes a step for each block of extensions and three more; the last is the return', async () => {
    const forest = forestOf(twoDomains);
    const seen: number[][] = [];
    const { steps } = await backupGpo(
      baseline(forest),
      directories(),
      {},
      {
        progress: (step, total) => {
          seen.push([step, total]);
        },
      },
    );
    expect(steps).toBe(baseline(forest).content.extensions.length + 3);
    expect(seen).toEqual(Array.from({ length: steps - 1 }, (_, i) => [i + 1, steps]));
  });

  test('cancelled or failing at any step leaves nothing', async () => {
    const forest = forestOf(twoDomains);
    const directory = directories();
    const { steps } = await backupGpo(baseline(forest), directories());
    for (let at = 1; at < steps; at++) {
      const controller = new AbortController();
      const cancelled = await errorOf(() =>
        backupGpo(
          baseline(forest),
          directory,
          {},
          {
            signal: controller.signal,
            progress: (step) => {
              if (step === at) controller.abort(new Error('enough'));
            },
          },
        ),
      );
      expect(cancelled.hresult).toBe(0x800704c7);
      expect(cancelled.message).toMatch(/backup of GPO "Baseline".*was cancelled; nothing was left/);
      expect(cancelled.cause).toEqual(new Error('enough'));
      const failed = await errorOf(() =>
        backupGpo(
          baseline(forest),
          directory,
          {},
          {
            progress: async (step) => {
              if (step === at) throw Object.assign(new Error('injected'), { hresult: 0x80070005 });
            },
          },
        ),
      );
      expect(failed.hresult).toBe(0x80070005);
      expect(failed.message).toMatch(/failed: injected; nothing was left/);
      expect(readdirSync(directory)).toEqual([]);
    }
    await expect(backupGpo(baseline(forest), directory, {}, { signal: AbortSignal.abort() })).rejects.toThrow(
      'cancelled',
    );
  });

  test.each([
    [
      'a missing directory',
      (root: string) => path.join(root, 'none'),
      0x80070003,
      /none does not exist; create it/,
    ],
    ['a file', (root: string) => path.join(root, 'file'), 0x8007010b, /is a file/],
  ])('into %s is refused', async (_, place, hresult, message) => {
    const root = directories();
    writeFileSync(path.join(root, 'file'), '');
    const error = await errorOf(() => backupGpo(baseline(forestOf(twoDomains)), place(root)));
    expect(error.hresult).toBe(hresult);
    expect(error.message).toMatch(message);
  });

  test('is completed without a report, and says so, when the report cannot be made', async () => {
    const forest = forestOf(twoDomains);
    const gpo = baseline(forest);
    gpo.replaceFile('Machine\\registry.pol', Buffer.from('not one'));
    const { value, messages } = await backupGpo(gpo, directories());
    expect(messages).toHaveLength(1);
    expect(messages[0]!.operationCode).toBe(0x80230b11);
    expect(severityOf(messages[0]!.operationCode)).toBe('warning');
    expect((await readBackup(value.folder)).report).toBeUndefined();
  });

  test('of a deleted GPO is refused; one that is deleted meanwhile is backed up as it was', async () => {
    const forest = forestOf(twoDomains);
    const gpo = baseline(forest);
    const { value } = await backupGpo(
      gpo,
      directories(),
      {},
      {
        progress: (step) => {
          if (step === 1) forest.rootDomain.deleteGpo(gpo);
        },
      },
    );
    expect((await readBackup(value.folder)).content.files).toHaveLength(4);
    expect((await errorOf(() => backupGpo(gpo, directories()))).hresult).toBe(0x80072030);
  });

  test('many at once into one directory are all whole', async () => {
    const forest = forestOf(twoDomains);
    const directory = directories();
    const gpos = [...forest.rootDomain.gpos, ...forest.rootDomain.gpos];
    await Promise.all(gpos.map((gpo) => backupGpo(gpo, directory)));
    const { backups, problems } = await listBackupDirectory(directory);
    expect(problems).toEqual([]);
    expect(backups).toHaveLength(gpos.length);
    expect(new Set(backups.map((backup) => backup.record.id)).size).toBe(gpos.length);
    await Promise.all(backups.map(openBackup));
  });
});

describe('a backup directory', () => {
  async function filled() {
    const forest = forestOf(twoDomains);
    const directory = directories();
    for (const gpo of [...forest.rootDomain.gpos, baseline(forest)]) await backupGpo(gpo, directory);
    return directory;
  }

  test('is searched by GPO, name, domain and time', async () => {
    const directory = await filled();
    expect(await searchBackups(directory)).toHaveLength(4);
    const recent = await searchBackups(directory, { mostRecent: true });
    expect(recent).toHaveLength(3);
    const [older, newer] = await searchBackups(directory, { gpoId: baselineId.toLowerCase() });
    expect(recent).toContainEqual(newer);
    expect(older!.record.backupTime < newer!.record.backupTime).toBe(true);
    expect(await searchBackups(directory, { displayName: { contains: 'DEFAULT' } })).toHaveLength(2);
    expect(await searchBackups(directory, { displayName: 'baseline', domain: 'CONTOSO.COM' })).toHaveLength(
      2,
    );
    expect(
      await searchBackups(directory, { displayName: { notContains: 'default' }, mostRecent: true }),
    ).toHaveLength(1);
    expect(await searchBackups(directory, { domain: 'fabrikam.com' })).toEqual([]);
    expect((await errorOf(() => searchBackups(directory, { gpoId: 'x' }))).hresult).toBe(0x80070057);
  });

  test('a backup is got and deleted by its ID', async () => {
    const directory = await filled();
    const [first] = await searchBackups(directory);
    const same = await getBackup(directory, first!.record.id.toLowerCase());
    expect(same).toEqual(first);
    await deleteBackup(same);
    expect(await searchBackups(directory)).toHaveLength(3);
    expect((await errorOf(() => getBackup(directory, first!.record.id))).message).toMatch(
      /there is no backup .* in /,
    );
    expect((await errorOf(() => getBackup(directory, first!.record.id))).hresult).toBe(0x80070002);
    expect((await errorOf(() => deleteBackup(same))).hresult).toBe(0x80070002);
    expect((await errorOf(() => restoreGpo(forestOf(twoDomains).rootDomain, same))).message).toMatch(
      /backup .* of GPO/,
    );
  });

  test('what is broken is told by name and hides nothing else', async () => {
    const directory = await filled();
    const [first] = await searchBackups(directory);
    writeFileSync(path.join(first!.folder, 'bkupInfo.xml'), '<BackupInst');
    expect(await searchBackups(directory)).toHaveLength(3);
    expect((await errorOf(() => getBackup(directory, first!.record.id))).message).toMatch(
      /cannot be read.*bkupInfo\.xml/,
    );
  });

  test('that does not exist', async () => {
    const error = await errorOf(() => searchBackups('/nowhere/at/all'));
    expect([error.hresult, error.message]).toEqual([
      0x80070003,
      'the backup directory /nowhere/at/all does not exist; create it first',
    ]);
  });
});

describe('a restore', () => {
  test('backup, delete, restore is the identity, times and the domain aside', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((name) => name.trim() !== '' && !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(name));
    const file = fc.tuple(
      fc.constantFrom('Machine\\a.bin', 'Machine\\x\\b.txt', 'User\\c', 'GPO.cmt'),
      fc.uint8Array({ maxLength: 40 }),
    );
    const description = fc.record({
      displayName: text,
      computerEnabled: fc.boolean(),
      userEnabled: fc.boolean(),
      computerVersion: fc.nat({ max: 0xffff }),
      userVersion: fc.nat({ max: 0xffff }),
      files: fc.array(file, { maxLength: 4 }).map((files) => Object.fromEntries(files)),
    });
    await fc.assert(
      fc.asyncProperty(description, async (gpoDescription) => {
        const forest = forestOf({ domains: [{ name: 'a.b', gpos: [gpoDescription] }] });
        const domain = forest.rootDomain;
        const gpo = domain.gpos.at(-1)!;
        const directory = directories();
        const before = snapshotGpo(gpo);
        const { value: backup } = await backupGpo(gpo, directory);
        domain.deleteGpo(gpo);
        const { value: restored, messages } = await restoreGpo(domain, backup);
        const after = snapshotGpo(restored);
        expect(messages).toEqual([]);
        const comparable = (gpo: typeof before) => ({
          ...gpo,
          files: sorted(gpo.files),
          directories: [...gpo.directories].sort(),
          created: '',
          modified: '',
        });
        expect(comparable(after)).toEqual(comparable(before));
        rmSync(directory, { recursive: true });
      }),
      { numRuns: 25 },
    );
  });

  test('of a GPO that is there replaces settings, name, permissions and filter, keeps links, and counts the versions up', async () => {
    const forest = forestOf(twoDomains);
    const gpo = baseline(forest);
    const servers = forest.rootDomain.getSom('OU=Servers,DC=contoso,DC=com');
    const before = snapshotGpo(gpo);
    const { value: backup } = await backupGpo(gpo, directories());
    gpo.rename('Changed');
    gpo.setWmiFilter(undefined);
    gpo.setUserEnabled(false);
    gpo.replaceFile('User\\extra', new Uint8Array([1]));
    servers.links[0]!.enforced = false;
    const { value: restored } = await restoreGpo(forest.rootDomain, backup);
    expect(restored).toBe(gpo);
    const after = snapshotGpo(gpo);
    expect({ ...after, files: sorted(after.files) }).toEqual({
      ...before,
      files: sorted(before.files),
      modified: after.modified,
      computerDsVersion: 2,
      computerSysvolVersion: 2,
      userDsVersion: 3,
      userSysvolVersion: 3,
      directories: after.directories,
    });
    expect(servers.links).toEqual([
      { gpoId: baselineId, gpoDomain: 'contoso.com', enabled: true, enforced: false },
    ]);
  });

  test('into another domain is refused and points to the import', async () => {
    const forest = forestOf(twoDomains);
    const { value: backup } = await backupGpo(baseline(forest), directories());
    const error = await errorOf(() => restoreGpo(forest.getDomain('fabrikam.com'), backup));
    expect(error.hresult).toBe(0x80070057);
    expect(error.message).toMatch(
      /"Baseline" was made in contoso\.com and can only be restored there, not into fabrikam\.com.*import/,
    );
    expect(forest.getDomain('fabrikam.com').findGpo(baselineId)).toBeUndefined();
  });

  test('into another domain of the same name is refused', async () => {
    const { value: backup } = await backupGpo(baseline(forestOf(twoDomains)), directories());
    const error = await errorOf(() => restoreGpo(forestOf().rootDomain, backup));
    expect(error.message).toMatch(/another domain of the name contoso\.com.*import/);
    expect(error.messages[0]!.operationCode).toBe(0x802309c6);
  });

  test('warns of a filter and of principals that are not there, and goes on', async () => {
    const { value: backup } = await backupGpo(baseline(forestOf(twoDomains)), directories());
    const { guid } = forestOf(twoDomains).rootDomain;
    const bare = forestOf({ domains: [{ name: 'contoso.com', guid }] });
    const { value: gpo, messages } = await restoreGpo(bare.rootDomain, backup);
    expect(gpo.wmiFilter).toBeUndefined();
    expect(gpo.content.wmiFilter).toBe('');
    expect(messages.map((message) => severityOf(message.operationCode))).toEqual(
      messages.map(() => 'warning'),
    );
    expect(messages.map((message) => message.operationCode.toString(16))).toEqual([
      '80230af5',
      '80230af5',
      '80230af5',
      '80230afd',
    ]);
    expect(messages.at(-1)!.message).toMatch(/WMI filter "Servers only"/);
    expect(gpo.security.dacl?.some((ace) => ace.sid === 'S-1-5-21-1-2-3-1104')).toBe(true);
  });

  test('that is cancelled or fails at any step changes nothing', async () => {
    const forest = forestOf(twoDomains);
    const gpo = baseline(forest);
    const { value: backup } = await backupGpo(gpo, directories());
    gpo.rename('Changed');
    const before = forest.snapshot();
    const steps = gpo.content.extensions.length + 3;
    for (let at = 1; at < steps; at++) {
      const controller = new AbortController();
      const cancelled = await errorOf(() =>
        restoreGpo(forest.rootDomain, backup, {
          signal: controller.signal,
          progress: (step) => void (step === at && controller.abort()),
        }),
      );
      expect(cancelled.message).toMatch(/cancelled; nothing was changed/);
      const failed = await errorOf(() =>
        restoreGpo(forest.rootDomain, backup, {
          progress: (step) => {
            if (step === at) throw new Error('injected');
          },
        }),
      );
      expect([failed.hresult, failed.message]).toEqual([
        0x80004005,
        expect.stringMatching(/injected; nothing was changed/),
      ]);
      expect(forest.snapshot()).toEqual(before);
    }
  });

  test('of a damaged backup says which part is damaged', async () => {
    const forest = forestOf(twoDomains);
    const { value: backup } = await backupGpo(baseline(forest), directories());
    rmSync(path.join(backup.folder, 'Backup.xml'));
    const error = await errorOf(() => restoreGpo(forest.rootDomain, backup));
    expect(error.hresult).toBe(0x80070002);
    expect(error.message).toMatch(/Backup\.xml/);

    const other = directories();
    mkdirSync(other, { recursive: true });
    const good = await openBackup((await backupGpo(baseline(forest), directories())).value);
    const broken = {
      ...good,
      content: { ...good.content, securityDescriptor: good.content.securityDescriptor.slice(0, 40) },
    };
    const folder = await writeBackup(other, broken);
    const damaged = await errorOf(() =>
      restoreGpo(forest.rootDomain, { record: good.record, folder, directory: other }),
    );
    expect(damaged.message).toMatch(/security descriptor .* is damaged.*nothing was changed/);
  });
});

const sorted = (files: Record<string, string>): [string, string][] =>
  Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
