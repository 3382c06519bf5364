import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GpmBackup, GpmGpo, type Status } from '../../lib';
import { MockForest } from '../../lib/mock/forest';
import { BASELINE, eachTest, failure } from './support';

const world = eachTest();
const UNKNOWN = '{00000000-1111-2222-3333-444444444444}';

async function backUp(): Promise<{ gpo: GpmGpo; backup: GpmBackup }> {
  const gpo = await world.domain.getGpo(BASELINE);
  const { value: backup } = await gpo.backup(world.directory, { comment: 'nightly' });
  return { gpo, backup };
}

describe('a backup', () => {
  test('is made with progress, and is found again', async () => {
    const gpo = await world.domain.getGpo(BASELINE);
    const statuses: Status[] = [];
    const operation = gpo.backup(world.directory, { comment: 'nightly' });
    operation.on('status', (status) => statuses.push(status));
    const { value: backup, hresult } = await operation;
    expect(hresult).toBe(0);
    expect(backup).toBeInstanceOf(GpmBackup);
    expect({ ...backup }).toEqual({
      id: expect.stringMatching(/^\{[0-9A-F-]{36}\}$/),
      gpoId: BASELINE,
      gpoDomain: 'contoso.com',
      gpoDisplayName: 'Baseline',
      timestamp: expect.any(Date),
      comment: 'nightly',
      directory: world.directory,
    });
    expect(statuses.length).toBeGreaterThan(1);
    expect(statuses.filter(({ done }) => done)).toEqual([statuses.at(-1)]);
    expect(operation.last).toBe(statuses.at(-1));
    const dir = await world.gpm.getBackupDir(path.relative(process.cwd(), world.directory));
    expect(dir.directory).toBe(world.directory);
    expect({ ...(await dir.getBackup(backup.id)) }).toEqual({ ...backup });
  });

  test('is followed by a loop', async () => {
    const gpo = await world.domain.getGpo(BASELINE);
    const seen: number[] = [];
    for await (const { fraction } of gpo.backup(world.directory)) seen.push(fraction);
    expect(seen.at(-1)).toBe(1);
  });

  test('reports, restores and is deleted', async () => {
    const { gpo, backup } = await backUp();
    const { value: html } = await backup.generateReport('html');
    expect(html).toContain('Baseline');
    const { value: xml } = await gpo.generateReport('xml');
    expect(xml).toContain('Baseline');
    await gpo.delete();
    const { value: restored } = await world.domain.restoreGpo(backup, { validateDc: false });
    expect(restored).toBeInstanceOf(GpmGpo);
    expect(restored).toMatchObject({ id: BASELINE, displayName: 'Baseline' });
    await backup.delete();
    const dir = await world.gpm.getBackupDir(world.directory);
    expect(await dir.searchBackups()).toEqual([]);
  });

  test('is searched for', async () => {
    const { gpo, backup } = await backUp();
    const { value: second } = await gpo.backup(world.directory);
    const fabrikam = await world.gpm.getDomain('fabrikam.com');
    const [policy] = await fabrikam.searchGpos({ displayName: 'Default Domain Policy' });
    const { value: third } = await (policy as GpmGpo).backup(world.directory);
    const dir = await world.gpm.getBackupDir(world.directory);
    const ids = async (search: Parameters<typeof dir.searchBackups>[0]) =>
      (await dir.searchBackups(search)).map(({ id }) => id).sort();
    expect(await ids({})).toEqual([backup.id, second.id, third.id].sort());
    expect(await ids({ gpoId: BASELINE })).toEqual([backup.id, second.id].sort());
    expect(await ids({ mostRecent: true })).toHaveLength(2);
    expect(await ids({ gpoDisplayName: { contains: 'Domain' } })).toEqual([third.id]);
    expect(await ids({ gpoDomain: 'FABRIKAM.com', mostRecent: true })).toEqual([third.id]);
    expect(await ids({ gpoDomain: world.domain, mostRecent: true })).toHaveLength(1);
    await expect(dir.searchBackups({ gpoDomain: 7 as never })).rejects.toThrow(
      'gpoDomain must be a string, not 7.',
    );
  });
});

describe('import and copy', () => {
  test('with a migration table', async () => {
    const { gpo, backup } = await backUp();
    const table = await world.gpm.createMigrationTable();
    await table.add(backup, { processSecurity: true });
    const [entry] = await table.getEntries();
    expect(entry).toMatchObject({ type: 'globalGroup', destinationOption: 'sameAsSource' });
    const changed = await table.updateDestination((entry as { source: string }).source, 'CONTOSO\\ann');
    expect(changed).toMatchObject({ destination: 'CONTOSO\\ann', destinationOption: 'set' });
    const file = path.join(world.directory, 'table.migtable');
    await table.save(file);
    const loaded = await world.gpm.getMigrationTable(file);
    expect(await loaded.getEntries()).toEqual(await table.getEntries());
    const target = await world.domain.createGpo({ displayName: 'Target' });
    const { value: imported } = await target.import(backup, { migrationTable: loaded });
    expect(imported).toMatchObject({ id: target.id, displayName: 'Target' });
    const { value: copy } = await gpo.copyTo(world.domain, {
      displayName: 'Copy',
      processSecurity: true,
      migrationTable: loaded,
    });
    expect(copy.displayName).toBe('Copy');
    expect(copy.id).not.toBe(gpo.id);
  });

  test('entries are added, found, and removed', async () => {
    const table = await world.gpm.createMigrationTable();
    await table.addEntry('CONTOSO\\ann', 'user', { option: 'none' });
    await table.addEntry('\\\\server\\share', 'uncPath', '\\\\other\\share');
    expect(await table.getEntry('CONTOSO\\ann')).toEqual({
      source: 'CONTOSO\\ann',
      type: 'user',
      destination: '',
      destinationOption: 'none',
    });
    expect(await table.updateDestination('CONTOSO\\ann')).toMatchObject({
      destinationOption: 'sameAsSource',
    });
    expect(await table.getEntries()).toHaveLength(2);
    await table.deleteEntry('CONTOSO\\ann');
    expect((await failure(table.getEntry('CONTOSO\\ann'))).message).toMatch(
      /^Could not find the entry "CONTOSO\\ann" of the new migration table/,
    );
    expect(() => table.addEntry('x', 'group' as never)).rejects.toThrow(
      "The type of an entry must be 'user'",
    );
    await expect(table.updateDestination('x', 7 as never)).rejects.toThrow(
      'must be a string or { option }, not 7.',
    );
  });

  test('a table is validated', async () => {
    const table = await world.gpm.createMigrationTable();
    await table.addEntry('CONTOSO\\ann', 'user');
    expect(await table.validate()).toMatchObject({ value: true });
    await table.addEntry('\\\\server\\share', 'uncPath', 'no path');
    const { value, messages } = await table.validate();
    expect(value).toBe(false);
    expect(messages.map(({ message }) => message).join()).toContain('no path');
  });

  test('arguments are checked before anything starts', async () => {
    const { gpo, backup } = await backUp();
    expect(() => gpo.import(gpo as never)).toThrow(
      new TypeError('The backup must be a GpmBackup, not an object of class GpmGpo.'),
    );
    expect(() => gpo.import(backup, { migrationTableOnly: true })).toThrow(
      'migrationTableOnly needs a migrationTable.',
    );
    expect(() => gpo.import(backup, { migrationTable: 'C:\\table' as never })).toThrow(
      "migrationTable must be a GpmMigrationTable, not 'C:\\\\table'.",
    );
    expect(() => gpo.copyTo(world.domain, { displayName: '' })).toThrow('displayName must not be empty.');
    expect(() => gpo.generateReport('pdf' as never)).toThrow(
      "The report type must be 'html' or 'xml', not 'pdf'.",
    );
    expect(() => gpo.backup('')).toThrow('The backup directory must not be empty.');
    expect(() => gpo.backup(world.directory, { comment: 'a\0' })).toThrow('must not contain NUL');
    expect(() => gpo.backup(world.directory, { signal: {} as never })).toThrow(
      'signal must be an AbortSignal',
    );
    expect(() => world.domain.restoreGpo(backup, { validateDc: 1 as never })).toThrow(
      'validateDc must be true or false',
    );
  });
});

describe('bad input and bad days', () => {
  test('an unknown domain', async () => {
    const error = await failure(world.gpm.getDomain('nowhere.test'));
    expect(error).toMatchObject({
      name: 'GpmError',
      code: 'ERROR_NO_SUCH_DOMAIN',
      operation: 'IGPM::GetDomain',
    });
    expect(error.message).toMatch(
      /^Could not open the domain nowhere\.test: the domain does not exist or cannot be contacted/,
    );
  });

  test('an unknown GPO', async () => {
    const error = await failure(world.domain.getGpo(UNKNOWN));
    expect(error.code).toBe('ERROR_DS_NO_SUCH_OBJECT');
    expect(error.message).toContain(
      `Could not find the GPO ${UNKNOWN} in contoso.com: it is not in the directory`,
    );
  });

  test('an unknown backup', async () => {
    const dir = await world.gpm.getBackupDir(world.directory);
    const error = await failure(dir.getBackup(UNKNOWN));
    expect(error.code).toBe('ERROR_FILE_NOT_FOUND');
    expect(error.message).toContain(
      `Could not find the backup ${UNKNOWN} in ${world.directory}: it was not found`,
    );
  });

  test('a directory that does not exist', async () => {
    const missing = path.join(world.directory, 'missing');
    const opening = await failure(world.gpm.getBackupDir(missing));
    expect(opening.message).toContain(
      `Could not open the backup directory ${missing}: the path was not found`,
    );
    const gpo = await world.domain.getGpo(BASELINE);
    const error = await failure(gpo.backup(missing));
    expect(error.message).toContain(
      `Could not back up the GPO "Baseline" ${BASELINE} of contoso.com to ${missing}: the path was not found`,
    );
    expect(error.message).toContain('GPMC does not create directories');
  });

  test('a broken manifest stops what would overlook or overwrite it', async () => {
    const { gpo, backup } = await backUp();
    const manifest = path.join(world.directory, 'manifest.xml');
    await writeFile(manifest, '<Backups');
    const before = await readdir(world.directory, { recursive: true });
    const dir = await world.gpm.getBackupDir(world.directory);
    const refused = [
      [() => dir.searchBackups(), `Could not search the backups in ${world.directory}: `],
      [() => gpo.backup(world.directory), 'Could not back up the GPO "Baseline"'],
      [() => backup.delete(), `Could not delete the backup ${backup.id}`],
    ] as const;
    for (const [attempt, beginning] of refused) {
      const error = await failure(attempt());
      expect(error).toMatchObject({ name: 'GpmError', code: 'ERROR_INVALID_DATA' });
      expect(error.message.startsWith(beginning)).toBe(true);
      expect(error.message).toContain(`${manifest}: `);
      expect(error.message).toContain('repair it, or delete it: the next backup makes it anew');
    }
    expect(await readdir(world.directory, { recursive: true })).toEqual(before);
    expect(await readFile(manifest, 'utf8')).toBe('<Backups');
  });

  test('a broken manifest is got past by id, and made anew once it is deleted', async () => {
    const { gpo, backup } = await backUp();
    const manifest = path.join(world.directory, 'manifest.xml');
    await writeFile(manifest, '<Backups');
    const dir = await world.gpm.getBackupDir(world.directory);
    const same = await dir.getBackup(backup.id);
    expect({ ...same }).toEqual({ ...backup });
    await gpo.delete();
    const { value: restored } = await world.domain.restoreGpo(same);
    expect((await MockForest.fromBackups(world.directory)).snapshot().domains[0]?.gpos).toHaveLength(1);
    const { backups, problems } = await MockForest.listBackups(world.directory);
    expect(backups).toEqual([
      {
        id: backup.id,
        folder: path.join(world.directory, backup.id),
        gpoId: BASELINE,
        gpoDomain: 'contoso.com',
        gpoDisplayName: 'Baseline',
        timestamp: backup.timestamp,
        comment: 'nightly',
      },
    ]);
    expect(problems).toEqual([{ path: manifest, error: expect.any(Error) }]);
    await rm(manifest);
    const { value: second } = await restored.backup(world.directory);
    const written = await readFile(manifest, 'utf8');
    expect(written).toContain(backup.id);
    expect(written).toContain(second.id);
    expect(await dir.searchBackups()).toHaveLength(2);
  });

  test('a broken bkupInfo', async () => {
    const { gpo, backup } = await backUp();
    const laptops = (await world.domain.searchGpos({ displayName: 'Laptops' }))[0] as GpmGpo;
    const { value: whole } = await laptops.backup(world.directory);
    const info = path.join(world.directory, backup.id, 'bkupInfo.xml');
    await writeFile(info, '<BackupInst');
    const dir = await world.gpm.getBackupDir(world.directory);
    const getting = await failure(dir.getBackup(backup.id));
    expect(getting.message).toContain(`Could not find the backup ${backup.id} in ${world.directory}`);
    expect(getting.message).toMatch(/The server says: bkupInfo\.xml: /);
    for (const search of [
      undefined,
      { mostRecent: true },
      { gpoId: BASELINE },
      { gpoDomain: 'fabrikam.com' },
    ]) {
      const error = await failure(dir.searchBackups(search));
      expect(error).toMatchObject({ name: 'GpmError', operation: 'IGPMBackupDir::SearchBackups' });
      expect(error.message).toContain(info);
      expect(error.message).toContain(`getBackup opens by their ids as before: ${whole.id} "Laptops"`);
    }
    expect((await dir.getBackup(whole.id)).gpoDisplayName).toBe('Laptops');
    expect((await dir.searchBackups({ gpoId: laptops.id })).map(({ id }) => id)).toEqual([whole.id]);
    const { backups, problems } = await MockForest.listBackups(world.directory);
    expect(backups.map(({ id }) => id)).toEqual([whole.id]);
    expect(problems.map((problem) => problem.path)).toContain(path.dirname(info));
    await failure(MockForest.listBackups(path.join(world.directory, 'absent')));
    await gpo.backup(world.directory); // which does not ask what else is there
  });

  test('a broken migration table', async () => {
    const file = path.join(world.directory, 'broken.migtable');
    await writeFile(file, '<MigrationTable');
    const error = await failure(world.gpm.getMigrationTable(file));
    expect(error.message).toContain(`Could not load the migration table ${file}`);
    expect(error.operation).toBe('IGPM::GetMigrationTable');
  });

  test('a GUID that is none', async () => {
    const error = await failure(world.domain.getGpo('Baseline'));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(
      "The id of a GPO must be a GUID such as {31B2F340-016D-11D2-945F-00C04FB984F9}, but is 'Baseline'.",
    );
  });

  test('access denied', async () => {
    world.forest.inject('IGPMGPO::Backup', {
      fail: 'E_ACCESSDENIED',
      at: 1,
      message: 'no right to read the GPO',
    });
    const gpo = await world.domain.getGpo(BASELINE);
    const error = await failure(gpo.backup(world.directory));
    expect(error).toMatchObject({
      code: 'E_ACCESSDENIED',
      hresult: 0x80070005,
      operation: 'IGPMGPO::Backup',
    });
    expect(error.message).toMatch(
      /^Could not back up the GPO "Baseline".*: access is denied \(E_ACCESSDENIED, 0x80070005\)\./,
    );
    expect(error.message).toContain('no right to read the GPO');
    expect(error.message).toContain('Use an account with the right to do this');
  });

  test('a backup of another domain given to restore', async () => {
    const { backup } = await backUp();
    const fabrikam = await world.gpm.getDomain('fabrikam.com');
    const error = await failure(fabrikam.restoreGpo(backup));
    expect(error.name).toBe('GpmError');
    expect(error.message).toContain('of contoso.com, to fabrikam.com');
    expect(error.message).toMatch(/import/);
    expect(await fabrikam.searchGpos({ id: BASELINE })).toEqual([]);
  });

  test('an interrupted backup is not taken for a whole one', async () => {
    world.forest.inject('IGPMGPO::Backup', { fail: 'E_FAIL', at: 1 });
    const gpo = await world.domain.getGpo(BASELINE);
    await failure(gpo.backup(world.directory));
    const dir = await world.gpm.getBackupDir(world.directory);
    expect(await dir.searchBackups()).toEqual([]);
  });

  test('a file in place of a directory', async () => {
    const file = path.join(world.directory, 'file');
    await writeFile(file, '');
    const error = await failure(world.gpm.getBackupDir(file));
    expect(error.code).toBe('ERROR_DIRECTORY');
    await mkdir(path.join(world.directory, 'empty'));
    const empty = await world.gpm.getBackupDir(path.join(world.directory, 'empty'));
    expect(await empty.searchBackups()).toEqual([]);
  });
});
