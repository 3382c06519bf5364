import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ComObject } from '../../lib/addon/com-object';
import type { ForestDescription } from '../../lib/mock';
import { type Client, temporaryFolder, withForest } from './support';

const folder = temporaryFolder();
const baseline = '{AAAAAAAA-0000-0000-0000-000000000001}';
const description: ForestDescription = {
  domains: [
    {
      name: 'contoso.com',
      gpos: [
        { displayName: 'Baseline', id: baseline, files: { 'User\\Scripts\\scripts.ini': '[Logon]\r\n' } },
        { displayName: 'Other' },
      ],
    },
    { name: 'fabrikam.com', gpos: [{ displayName: 'Theirs' }] },
  ],
};

/** A new folder with two backups of one GPO and one of another. */
async function withBackups({ apartment, root, gpo }: Client) {
  const directory = path.join(folder.path, `${Math.random()}`);
  mkdirSync(directory);
  const made: ComObject<'IGPMBackup'>[] = [];
  for (const [name, comment] of [
    ['Baseline', 'first'],
    ['Other', ''],
    ['Baseline', 'second'],
  ] as const) {
    const [result] = await apartment.call(await gpo(name), 'IGPMGPO::Backup', directory, comment);
    made.push(
      (await apartment.readResult(result as ComObject<'IGPMResult'>)).value as ComObject<'IGPMBackup'>,
    );
  }
  const [dir] = await apartment.call(root, 'IGPM::GetBackupDir', directory);
  return {
    directory,
    dir,
    made: made as [ComObject<'IGPMBackup'>, ComObject<'IGPMBackup'>, ComObject<'IGPMBackup'>],
  };
}

describe('a backup directory', () => {
  const read = ['IGPMBackup::get_GPODisplayName', 'IGPMBackup::get_Comment'] as const;

  test('is searched with and without criteria', () =>
    withForest(description, async (client) => {
      const { apartment, root } = client;
      const { dir, directory } = await withBackups(client);
      expect(await apartment.call(dir, 'IGPMBackupDir::get_BackupDirectory')).toEqual([directory]);
      const search = async (...criteria: [number, number, unknown][]) => {
        const [wanted] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
        for (const criterion of criteria) {
          await apartment.call(wanted, 'IGPMSearchCriteria::Add', ...(criterion as [never, never, never]));
        }
        const rows = await apartment.callAndReadEach(dir, 'IGPMBackupDir::SearchBackups', [wanted], read);
        return rows.map(({ values }) => values.join(' ').trim()).sort();
      };
      expect(await search()).toEqual(['Baseline first', 'Baseline second', 'Other']);
      expect(await search([2, 1, 'base'])).toEqual(['Baseline first', 'Baseline second']);
      expect(await search([4, 3, baseline])).toEqual(['Other']);
      expect(await search([4, 0, baseline], [9, 0, true])).toHaveLength(1);
      expect(await search([9, 0, true])).toHaveLength(2);
      const [fabrikam] = await apartment.call(root, 'IGPM::GetDomain', 'fabrikam.com', '', 0);
      expect(await search([8, 0, fabrikam])).toEqual([]);
      expect(await search([8, 0, 'CONTOSO.com'])).toHaveLength(3);
      expect(await search([8, 3, 'contoso.com'])).toEqual([]);
      expect(await search([8, 3, 'gone.example'])).toHaveLength(3);
      expect(await search([8, 3, fabrikam])).toHaveLength(3);
      await expect(search([8, 0, 7])).rejects.toMatchObject({ hresult: 0x80070057 });
      await expect(search([7, 1, await client.gpo('Other')])).rejects.toMatchObject({
        message: expect.stringContaining('somLinks cannot be used to search for backups'),
      });
    }));

  test('gives a backup by its id, and says which is not there', () =>
    withForest(description, async (client) => {
      const { apartment } = client;
      const { dir, made, directory } = await withBackups(client);
      const [id] = await apartment.call(made[0], 'IGPMBackup::get_ID');
      const [found] = await apartment.call(dir, 'IGPMBackupDir::GetBackup', id);
      const { values } = await apartment.read(found, [
        'IGPMBackup::get_ID',
        'IGPMBackup::get_GPOID',
        'IGPMBackup::get_GPODomain',
        'IGPMBackup::get_GPODisplayName',
        'IGPMBackup::get_Comment',
        'IGPMBackup::get_BackupDir',
      ]);
      expect(values).toEqual([id, baseline, 'contoso.com', 'Baseline', 'first', directory]);
      await expect(apartment.call(dir, 'IGPMBackupDir::GetBackup', baseline)).rejects.toMatchObject({
        hresult: 0x80070002,
        message: expect.stringContaining('there is no such backup'),
      });
      await expect(apartment.call(dir, 'IGPMBackupDir::GetBackup', 'x')).rejects.toMatchObject({
        hresult: 0x80070057,
      });
    }));

  test('has to exist', () =>
    withForest(description, async ({ apartment, root }) => {
      await expect(
        apartment.call(root, 'IGPM::GetBackupDir', path.join(folder.path, 'missing')),
      ).rejects.toMatchObject({ hresult: 0x80070003, message: expect.stringContaining('does not exist') });
    }));

  test('of the newer kind gives backups of GPOs, and none of starter GPOs', () =>
    withForest(description, async (client) => {
      const { apartment, root } = client;
      const { directory, made } = await withBackups(client);
      const [dir] = await apartment.call(root, 'IGPM2::GetBackupDirEx', directory, 0);
      expect(
        (await apartment.read(dir, ['IGPMBackupDirEx::get_BackupDir', 'IGPMBackupDirEx::get_BackupType']))
          .values,
      ).toEqual([directory, 0]);
      const [id] = await apartment.call(made[1], 'IGPMBackup::get_ID');
      const [backup] = await apartment.call(dir, 'IGPMBackupDirEx::GetBackup', id);
      expect(await apartment.call(backup as ComObject, 'IGPMBackup::get_GPODisplayName')).toEqual(['Other']);
      const [found] = await apartment.call(dir, 'IGPMBackupDirEx::SearchBackups', null as never);
      expect(await apartment.call(found as ComObject, 'IGPMBackupCollection::get_Count')).toEqual([3]);

      const [starters] = await apartment.call(root, 'IGPM2::GetBackupDirEx', directory, 1);
      const [none] = await apartment.call(starters, 'IGPMBackupDirEx::SearchBackups', null as never);
      expect(await apartment.call(none as ComObject, 'IGPMStarterGPOBackupCollection::get_Count')).toEqual([
        0,
      ]);
      await expect(apartment.call(starters, 'IGPMBackupDirEx::GetBackup', id)).rejects.toMatchObject({
        hresult: 0x80070002,
      });
      await expect(
        apartment.call(root, 'IGPM2::GetBackupDirEx', directory, 2 as never),
      ).rejects.toMatchObject({
        message: expect.stringContaining('2 is no type of backup'),
      });
    }));
});

describe('a backup', () => {
  test('is deleted with its folder', () =>
    withForest(description, async (client) => {
      const { apartment } = client;
      const { dir, directory, made } = await withBackups(client);
      const [id] = await apartment.call(made[0], 'IGPMBackup::get_ID');
      await apartment.call(made[0], 'IGPMBackup::Delete');
      expect(existsSync(path.join(directory, id))).toBe(false);
      const [rest] = await apartment.call(dir, 'IGPMBackupDir::SearchBackups', null as never);
      expect(await apartment.call(rest, 'IGPMBackupCollection::get_Count')).toEqual([2]);
    }));

  test('is reported on', () =>
    withForest(description, async (client) => {
      const { apartment, start } = client;
      const { directory, made } = await withBackups(client);
      const report = start(made[0], 'IGPMBackup::GenerateReport', 1);
      await report.released();
      expect(report.told.at(-1)?.value).toContain('Baseline');
      const file = path.join(directory, 'report.htm');
      await apartment.call(made[0], 'IGPMBackup::GenerateReportToFile', 1, file);
      expect(readFileSync(file).toString('utf16le')).toContain('Baseline');
    }));

  test('is restored, also a GPO that was deleted', () =>
    withForest(description, async (client) => {
      const { apartment, domain, gpo, start, forest } = client;
      const { made } = await withBackups(client);
      await apartment.call(await gpo('Baseline'), 'IGPMGPO::Delete');
      const restore = start(domain, 'IGPMDomain::RestoreGPO', made[0], 0);
      await restore.released();
      const restored = restore.told.at(-1)?.value as ComObject;
      expect(await apartment.call(restored, 'IGPMGPO::get_ID')).toEqual([baseline]);
      expect(forest.snapshot().domains[0]?.gpos.find(({ id }) => id === baseline)?.files).toHaveProperty([
        'User\\Scripts\\scripts.ini',
      ]);
    }));

  test('of another domain is imported, not restored', () =>
    withForest(description, async (client) => {
      const { apartment, root, start } = client;
      const { made } = await withBackups(client);
      const [fabrikam] = await apartment.call(root, 'IGPM::GetDomain', 'fabrikam.com', '', 0);
      const refused = start(fabrikam, 'IGPMDomain::RestoreGPO', made[0], 0);
      await refused.released();
      expect(refused.text).toContain('was made in contoso.com');

      const [target] = await apartment.call(fabrikam, 'IGPMDomain::CreateGPO');
      const before = (await apartment.read(target, ['IGPMGPO::get_UserDSVersionNumber'])).values;
      const imported = start(target, 'IGPMGPO::Import', 0, made[0], undefined);
      await imported.released();
      expect(imported.told.at(-1)?.hresult).toBe(0);
      const after = (await apartment.read(target, ['IGPMGPO::get_UserDSVersionNumber'])).values;
      expect(after).not.toEqual(before);
      const [name] = await apartment.call(target, 'IGPMGPO::get_DisplayName');
      expect(name).toBe('New Group Policy Object');
    }));
});

describe('a migration table', () => {
  test('is filled, changed, saved, loaded, validated and used', () =>
    withForest(description, async (client) => {
      const { apartment, root, gpo, start } = client;
      const { directory, made } = await withBackups(client);
      const [table] = await apartment.call(root, 'IGPM::CreateMigrationTable');
      await apartment.call(table, 'IGPMMigrationTable::Add', 2, await gpo('Baseline'));
      await apartment.call(table, 'IGPMMigrationTable::Add', 0, made[0]);
      const read = [
        'IGPMMapEntry::get_Source',
        'IGPMMapEntry::get_Destination',
        'IGPMMapEntry::get_DestinationOption',
        'IGPMMapEntry::get_EntryType',
      ] as const;
      const [group] = await apartment.call(
        table,
        'IGPMMigrationTable::AddEntry',
        'ops@contoso.com',
        3,
        'ops@fabrikam.com',
      );
      expect((await apartment.read(group, read)).values).toEqual([
        'ops@contoso.com',
        'ops@fabrikam.com',
        3,
        3,
      ]);
      const [share] = await apartment.call(table, 'IGPMMigrationTable::AddEntry', '\\\\a\\b', 5, undefined);
      expect((await apartment.read(share, read)).values).toEqual(['\\\\a\\b', '', 0, 5]);
      const [none] = await apartment.call(
        table,
        'IGPMMigrationTable::UpdateDestination',
        'OPS@contoso.com',
        1,
      );
      expect((await apartment.read(none, read)).values).toEqual(['ops@contoso.com', '', 1, 3]);
      await apartment.call(table, 'IGPMMigrationTable::UpdateDestination', 'ops@contoso.com', 2);

      const file = path.join(directory, 'table.migtable');
      await apartment.call(table, 'IGPMMigrationTable::Save', file);
      const [loaded] = await apartment.call(root, 'IGPM::GetMigrationTable', file);
      const rows = await apartment.callAndReadEach(loaded, 'IGPMMigrationTable::GetEntries', [], read);
      const all = await apartment.callAndReadEach(table, 'IGPMMigrationTable::GetEntries', [], read);
      expect(rows.map(({ values }) => values)).toEqual(all.map(({ values }) => values));
      const [again] = await apartment.call(loaded, 'IGPMMigrationTable::GetEntry', 'ops@contoso.com');
      expect((await apartment.read(again, read)).values[2]).toBe(2);

      const [result] = await apartment.call(loaded, 'IGPMMigrationTable::Validate');
      const validation = await apartment.readResult(result);
      expect(validation.overall).toBe(0);
      expect(validation.messages).toContainEqual(expect.objectContaining({ objectPath: 'ops@contoso.com' }));
      await apartment.call(loaded, 'IGPMMigrationTable::DeleteEntry', 'ops@contoso.com');
      await expect(
        apartment.call(loaded, 'IGPMMigrationTable::GetEntry', 'ops@contoso.com'),
      ).rejects.toMatchObject({ hresult: 0x80070490 });

      for (const given of [table, file]) {
        const imported = start(await gpo('Other'), 'IGPMGPO::Import', 1, made[0], given as never);
        await imported.released();
        expect(imported.told.at(-1)?.hresult).toBe(0);
      }
    }));

  test('refuses what it cannot hold', () =>
    withForest(description, async (client) => {
      const { apartment, root, domain, gpo, start } = client;
      const { made } = await withBackups(client);
      const [table] = await apartment.call(root, 'IGPM::CreateMigrationTable');
      const refused = (text: string) => ({ hresult: 0x80070057, message: expect.stringContaining(text) });
      await expect(apartment.call(table, 'IGPMMigrationTable::Add', 0, domain)).rejects.toMatchObject(
        refused('a GPO or a backup'),
      );
      await expect(
        apartment.call(table, 'IGPMMigrationTable::AddEntry', 'x', 9 as never, undefined),
      ).rejects.toMatchObject(refused('9 is no type'));
      await expect(apartment.call(table, 'IGPMMigrationTable::AddEntry', 'x', 0, 3)).rejects.toMatchObject(
        refused('A destination is'),
      );
      await expect(apartment.call(table, 'IGPMMigrationTable::AddEntry', 'x', 0, ' ')).rejects.toMatchObject(
        refused('is empty'),
      );
      const imported = start(await gpo('Other'), 'IGPMGPO::Import', 1, made[0], undefined);
      await imported.released();
      expect(imported.text).toContain('without a migration table');
      const wrong = start(await gpo('Other'), 'IGPMGPO::Import', 0, made[0], 7);
      await wrong.released();
      expect(wrong.text).toContain('IGPMMigrationTable or the path');
    }));
});
