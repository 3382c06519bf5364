import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deleteBackup, getBackup, listBackupDirectory, openBackup } from '../../lib/backups/backup-directory';
import { readBackup } from '../../lib/backups/read-backup';
import { encodeUtf16 } from '../../lib/files/text';
import { GPMSearchOperation, GPMSearchProperty } from '../../lib/generated/gpmgmt';
import { hresultSeverity } from '../../lib/hresult/codes';
import { loadBackups } from '../../lib/mock/build/load-backups';
import { backupGpo } from '../../lib/mock/operations/backup';
import { restoreGpo } from '../../lib/mock/operations/restore';
import { searchBackups } from '../../lib/mock/state/backup-search';
import type { Criterion } from '../../lib/mock/state/criteria';
import type { ForestState } from '../../lib/mock/state/forest-state';
import { withLevels } from '../../lib/security/permissions';
import { baselineId, errorOf, forestOf, templatePath, temporaryDirectories, twoDomains } from './support';

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
    expect(content.filePaths).toEqual(['\\\\files.contoso.com\\scripts']);
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
      expect(cancelled.message).toMatch(/^it was cancelled; nothing was left/);
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
      expect(failed.message).toMatch(/^injected; nothing was left/);
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
      /^the backup directory does not exist/,
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
    gpo.report = { xml: '<GPO', state: 'current' };
    const { value, messages } = await backupGpo(gpo, directories());
    expect(messages).toHaveLength(1);
    expect(messages[0]!.operationCode).toBe(0x80230b11);
    expect(hresultSeverity(messages[0]!.operationCode)).toBe('warning');
    expect((await readBackup(value.folder)).report).toBeUndefined();
  });

  test('is completed without a report that would be too large to be read again', async () => {
    const gpo = baseline(forestOf(twoDomains));
    const names = Array.from({ length: 160_000 }, (_, i) => `u${i}`).join(',');
    gpo.replaceFile(templatePath, encodeUtf16(`[Privilege Rights]\r\nSeX = ${names}\r\n`));
    const { value, messages } = await backupGpo(gpo, directories());
    expect(messages).toMatchObject([
      { operationCode: 0x80230b11, message: expect.stringContaining('more than 300000 tags') },
    ]);
    expect((await readBackup(value.folder)).content.files).toHaveLength(gpo.content.files.length);
  });

  test('of a file that no report can show has a report that says so', async () => {
    const gpo = baseline(forestOf(twoDomains));
    gpo.replaceFile('Machine\\registry.pol', Buffer.from('not one'));
    const { value, messages } = await backupGpo(gpo, directories());
    expect(messages).toMatchObject([{ extensionName: 'Registry', operationCode: 0x80230b0b }]);
    expect((await readBackup(value.folder)).report).toMatch(/<Details>Machine\\registry\.pol: .*<\/Details>/);
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

  test('lists no principals that have left the permissions', async () => {
    const forest = forestOf(twoDomains);
    const gpo = baseline(forest);
    const { value: backup } = await backupGpo(gpo, directories());
    const { value: restored } = await restoreGpo(forest.rootDomain, backup);
    const admins = { sid: `${forest.rootDomain.sid}-519`, denied: false, inheritable: true };
    restored.setSecurity(withLevels(restored.security, admins, []));
    const { value: again } = await backupGpo(restored, directories());
    const names = (await readBackup(again.folder)).content.principals.map((p) => p.samAccountName);
    expect(names).toContain('Domain Admins');
    expect(names).not.toContain('Enterprise Admins');
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
  const { opEquals, opContains, opNotContains } = GPMSearchOperation;
  const mostRecent: Criterion = {
    property: GPMSearchProperty.backupMostRecent,
    operation: opEquals,
    value: true,
  };
  const ofGpo = (value: string): Criterion => ({
    property: GPMSearchProperty.gpoID,
    operation: opEquals,
    value,
  });
  const ofDomain = (name: string): Criterion => ({
    property: GPMSearchProperty.gpoDomain,
    operation: opEquals,
    value: { name },
  });
  const named = (value: string, operation: GPMSearchOperation = opEquals): Criterion => ({
    property: GPMSearchProperty.gpoDisplayName,
    operation,
    value,
  });

  async function filled(forest = forestOf(twoDomains)) {
    const directory = directories();
    for (const gpo of [...forest.rootDomain.gpos, baseline(forest)]) await backupGpo(gpo, directory);
    return directory;
  }

  test('is searched by GPO, name, domain and time', async () => {
    const directory = await filled();
    expect(await searchBackups(directory, [])).toHaveLength(4);
    const recent = await searchBackups(directory, [mostRecent]);
    expect(recent).toHaveLength(3);
    const [older, newer] = await searchBackups(directory, [ofGpo(baselineId.toLowerCase())]);
    expect(recent).toContainEqual(newer);
    expect(older!.record.backupTime < newer!.record.backupTime).toBe(true);
    expect(await searchBackups(directory, [named('DEFAULT', opContains)])).toHaveLength(2);
    expect(await searchBackups(directory, [named('baseline'), ofDomain('CONTOSO.COM')])).toHaveLength(2);
    expect(await searchBackups(directory, [named('default', opNotContains), mostRecent])).toHaveLength(1);
    expect(await searchBackups(directory, [ofDomain('fabrikam.com')])).toEqual([]);
  });

  test('a backup is got and deleted by its ID', async () => {
    const directory = await filled();
    const [first] = await searchBackups(directory, []);
    const same = await getBackup(directory, first!.record.id.toLowerCase());
    expect(same).toEqual(first);
    await deleteBackup(same);
    expect(await searchBackups(directory, [])).toHaveLength(3);
    expect((await errorOf(() => getBackup(directory, first!.record.id))).message).toMatch(
      /^there is no such backup$/,
    );
    expect((await errorOf(() => getBackup(directory, first!.record.id))).hresult).toBe(0x80070002);
    expect((await errorOf(() => deleteBackup(same))).hresult).toBe(0x80070002);
    expect((await errorOf(() => restoreGpo(forestOf(twoDomains).rootDomain, same))).message).toMatch(
      /^the folder does not exist/,
    );
  });

  test('a search that could miss a broken backup names it, and those that are whole', async () => {
    const directory = await filled();
    const all = await searchBackups(directory, []);
    const [older, newer] = await searchBackups(directory, [ofGpo(baselineId)]);
    const info = path.join(newer!.folder, 'bkupInfo.xml');
    writeFileSync(info, '<BackupInst');
    for (const search of [[], [mostRecent], [ofGpo(baselineId)], [named('baseline')]]) {
      const error = await errorOf(() => searchBackups(directory, search));
      expect(error.hresult).toBe(0x8007000d);
      expect(error.message).toContain(`${info}: `);
      expect(error.message).toMatch(/^1 of the backups there cannot/);
      expect(error.message).toMatch(/another copy of the backup, or move its folder out of the directory/);
      for (const whole of all.filter((backup) => backup.folder !== newer!.folder)) {
        expect(error.message).toContain(`${whole.record.id} "${whole.record.gpoDisplayName}"`);
        expect((await getBackup(directory, whole.record.id)).folder).toBe(whole.folder);
      }
    }
    expect((await errorOf(() => getBackup(directory, newer!.record.id))).message).toMatch(
      /^bkupInfo\.xml: it is not well-formed XML/,
    );
    // The manifest tells that it is of another GPO.
    expect(await searchBackups(directory, [named('default', opContains)])).toHaveLength(2);
    expect((await getBackup(directory, older!.record.id)).record).toEqual(older!.record);
  });

  test('a broken backup that is not the newest does not hide the newest', async () => {
    const directory = await filled();
    const [older, newer] = await searchBackups(directory, [ofGpo(baselineId)]);
    rmSync(path.join(older!.folder, 'bkupInfo.xml'));
    expect(await searchBackups(directory, [ofGpo(baselineId), mostRecent])).toEqual([newer]);
    expect((await errorOf(() => searchBackups(directory, [ofGpo(baselineId)]))).message).toContain(
      older!.folder,
    );
    rmSync(path.join(directory, 'manifest.xml')); // now nothing tells what it is
    for (const search of [[ofGpo(baselineId), mostRecent], [ofDomain('fabrikam.com')]]) {
      const error = await errorOf(() => searchBackups(directory, search));
      expect(error.message).toContain(older!.folder);
      expect(error.hresult).toBe(0x80070002);
    }
  });

  test('a message about many broken backups stays readable', async () => {
    const directory = await filled();
    for (let i = 0; i < 30; i++) {
      mkdirSync(path.join(directory, `{FFFFFFFF-0000-4000-8000-0000000000${String(i).padStart(2, '0')}}`));
    }
    const { message } = await errorOf(() => searchBackups(directory, []));
    expect(message).toContain('30 of the backups there cannot be read');
    const separators = [...message.matchAll(/\{FFFFFFFF-[^}]*\}(.)bkupInfo/g)].map((match) => match[1]);
    expect(separators).toEqual(new Array(20).fill(path.sep));
    expect(message).toContain('and 10 more, which listBackups of gpmc/backups names');
  });

  test('a manifest that cannot be read stops a search, a backup and a deletion, and nothing else', async () => {
    const forest = forestOf(twoDomains);
    const directory = await filled(forest);
    const [first] = await searchBackups(directory, []);
    const manifest = path.join(directory, 'manifest.xml');
    writeFileSync(manifest, '<Backups');
    const before = readdirSync(directory, { recursive: true });
    for (const attempt of [
      () => searchBackups(directory, []),
      () => searchBackups(directory, [ofDomain('fabrikam.com')]),
      () => backupGpo(baseline(forest), directory),
      () => deleteBackup(first!),
    ]) {
      const { message, hresult } = await errorOf(attempt);
      expect(message).toContain(`${manifest}: `);
      expect(message).toMatch(/repair it, or delete it: the next backup makes it anew/);
      expect(hresult).toBe(0x8007000d);
    }
    expect(readdirSync(directory, { recursive: true })).toEqual(before);
    expect(readFileSync(manifest, 'utf8')).toBe('<Backups');
    const again = await getBackup(directory, first!.record.id);
    expect((await restoreGpo(forest.rootDomain, again)).value.id).toBe(first!.record.gpoGuid);
    const loaded = await loadBackups(forest, directory);
    expect(loaded.gpos).toHaveLength(3);
    expect(loaded.problems.map((problem) => problem.path)).toEqual([manifest]);

    rmSync(manifest);
    await backupGpo(baseline(forest), directory);
    expect(readFileSync(manifest, 'utf8').match(/<BackupInst>/g)).toHaveLength(5);
    expect(await searchBackups(directory, [])).toHaveLength(5);
  });

  test('that does not exist', async () => {
    const error = await errorOf(() => searchBackups('/nowhere/at/all', []));
    expect([error.hresult, error.message]).toEqual([0x80070003, 'the backup directory does not exist']);
  });
});
