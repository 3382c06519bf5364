import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadBackups } from '../../lib/mock/build/load-backups';
import { backupGpo } from '../../lib/mock/operations/backup';
import { importGpo } from '../../lib/mock/operations/import';
import { reportBackup } from '../../lib/mock/operations/reports';
import { restoreGpo } from '../../lib/mock/operations/restore';
import { baselineId, errorOf, forestOf, temporaryDirectories, twoDomains } from './support';

const directories = temporaryDirectories();

test('of several backups of one GPO the latest becomes the GPO; folders below are searched', async () => {
  const source = forestOf(twoDomains);
  const gpo = source.rootDomain.getGpo(baselineId);
  const root = directories();
  const [a, b] = ['a', 'b/c'].map((name) => path.join(root, name)) as [string, string];
  mkdirSync(a);
  mkdirSync(b, { recursive: true });
  await backupGpo(gpo, a);
  gpo.rename('Later');
  await backupGpo(gpo, b);
  await backupGpo(source.getDomain('fabrikam.com').gpos[0]!, b);

  const forest = forestOf({ domains: [{ name: 'empty.org' }] });
  const { gpos, backups, problems } = await loadBackups(forest, root);
  expect(problems).toEqual([]);
  expect(backups).toHaveLength(3);
  expect(gpos.map((each) => [each.domain.name, each.displayName])).toEqual([
    ['contoso.com', 'Later'],
    ['fabrikam.com', 'Default Domain Policy'],
  ]);
  const domain = forest.getDomain('contoso.com');
  expect([domain.guid, domain.sid, domain.netbiosName, domain.pdc]).toEqual([
    '{11111111-1111-4111-8111-111111111111}',
    'S-1-5-21-1-2-3',
    'CONTOSO',
    'DC1.contoso.com',
  ]);
  expect(forest.getPrincipal('CONTOSO\\operators').sid).toBe('S-1-5-21-1-2-3-1104');
  expect(domain.getSom('OU=Servers,DC=contoso,DC=com').links).toEqual([
    { gpoId: baselineId, gpoDomain: 'contoso.com', enabled: true, enforced: true },
  ]);
  const loaded = domain.getGpo(baselineId);
  expect([loaded.description, loaded.wmiFilter?.name, loaded.created]).toEqual([
    'What every server has',
    'Servers only',
    gpo.created,
  ]);
  expect(loaded.security.owner).toBe('S-1-5-21-1-2-3-512');
  for (const backup of backups) await restoreGpo(forest.getDomain(backup.record.gpoDomain), backup);
});

test('a domain that was built again under its name takes the backups of both and is the newer one', async () => {
  const root = directories();
  const [older, newer] = ['{aaaaaaaa-0000-4000-8000-000000000001}', '{aaaaaaaa-0000-4000-8000-000000000002}'];
  for (const [guid, year] of [
    [newer, 2024],
    [older, 2020],
  ] as const) {
    const clock = { now: () => new Date(Date.UTC(year, 0, 1)), newGuid: () => randomUUID() };
    const source = forestOf({ domains: [{ name: 'lab.local', guid }] }, clock);
    await backupGpo(source.rootDomain.createGpo(guid, guid), root);
  }
  const forest = forestOf();
  const { backups } = await loadBackups(forest, root);
  const domain = forest.getDomain('lab.local');
  expect([domain.guid, [...domain.formerGuids]]).toEqual([newer, [older]]);
  expect(domain.gpos).toHaveLength(2);
  for (const backup of backups) await restoreGpo(domain, backup);
});

test('loading again replaces; what was handed out before is gone', async () => {
  const source = forestOf(twoDomains);
  const root = directories();
  await backupGpo(source.rootDomain.getGpo(baselineId), root);
  const old = source.rootDomain.getGpo(baselineId);
  await loadBackups(source, root);
  expect(source.rootDomain.getGpo(baselineId)).not.toBe(old);
  expect(old.deleted).toBe(true);
  expect(source.rootDomain.getSom('OU=Servers,DC=contoso,DC=com').links).toHaveLength(1);
});

test('what cannot be read is reported and hides nothing', async () => {
  const source = forestOf(twoDomains);
  const root = directories();
  const { value: good } = await backupGpo(source.rootDomain.getGpo(baselineId), root);
  const { value: bad } = await backupGpo(source.rootDomain.gpos[0]!, root);
  writeFileSync(path.join(bad.folder, 'Backup.xml'), 'no');
  cpSync(good.folder, path.join(root, 'copy'), { recursive: true }); // not named as a backup: not taken for one
  const { gpos, problems } = await loadBackups(forestOf(), root);
  expect(gpos.map((gpo) => gpo.id)).toEqual([baselineId]);
  expect(problems.map((problem) => problem.path)).toEqual([bad.folder]);
  expect(problems[0]!.error.message).toMatch(/Backup\.xml/);
});

test('a backup whose security descriptor cannot be read is loaded with the permissions of its report', async () => {
  const source = forestOf(twoDomains);
  const root = directories();
  const gpo = source.rootDomain.getGpo(baselineId);
  const { value: backup } = await backupGpo(gpo, root);
  const file = path.join(backup.folder, 'Backup.xml');
  const damaged = readFileSync(file, 'utf8').replace(
    /(?<=<SecurityDescriptor>)[^<]*/,
    '01 00 04 80 00 00 00 00',
  );
  writeFileSync(file, damaged);
  const forest = forestOf();
  const { gpos, problems } = await loadBackups(forest, root);
  expect(gpos[0]!.security.dacl).toEqual(gpo.security.dacl);
  expect(problems).toMatchObject([{ path: backup.folder, concerns: 'content' }]);
  expect(problems[0]!.error.message).toMatch(/Backup\.xml: .*8 bytes.*permissions that its report tells/);

  rmSync(path.join(backup.folder, 'gpreport.xml'));
  const again = await loadBackups(forestOf(), root);
  expect(again.gpos[0]!.security.dacl!.length).toBeGreaterThan(0);
  expect(again.problems.map(({ error }) => error.message)).toContainEqual(
    expect.stringContaining('permissions of a new GPO'),
  );
  const made = await reportBackup(forest, backup, 'xml');
  expect(made.value).not.toContain('<SecurityDescriptor');
  expect(made.messages).toMatchObject([
    { objectPath: 'Backup.xml', message: expect.stringContaining('8 bytes') },
  ]);

  const target = forest.rootDomain.createGpo('Target');
  await importGpo(target, backup);
  expect(target.content.files).toHaveLength(gpo.content.files.length);
  const error = await errorOf(() => restoreGpo(forest.getDomain('contoso.com'), backup));
  expect(error.message).toMatch(/security descriptor is damaged.*8 bytes/);
});

test('a file that Backup.xml names and that is gone stops who needs the settings, and no report', async () => {
  const source = forestOf(twoDomains);
  const root = directories();
  const { value: backup } = await backupGpo(source.rootDomain.getGpo(baselineId), root);
  rmSync(path.join(backup.folder, 'DomainSysvol', 'GPO', 'Machine', 'Scripts', 'scripts.ini'));
  expect((await reportBackup(source, backup, 'xml')).value).toContain('start.cmd');
  for (const attempt of [
    () => importGpo(source.rootDomain.createGpo('Target'), backup),
    () => restoreGpo(source.rootDomain, backup),
  ]) {
    expect((await errorOf(attempt)).message).toMatch(/^Backup\.xml: .*scripts\.ini/);
  }
  const { gpos, problems } = await loadBackups(forestOf(), root);
  expect(gpos).toEqual([]);
  expect(problems[0]!.error.message).toContain('scripts.ini');
  rmSync(path.join(backup.folder, 'gpreport.xml'));
  const made = await reportBackup(source, backup, 'xml');
  expect(made.value).toContain('MinimumPasswordLength');
  expect(made.messages).toMatchObject([{ message: expect.stringContaining('scripts.ini') }]);
});

test('a folder that does not exist', async () => {
  const error = await errorOf(() => loadBackups(forestOf(), '/nowhere/at/all'));
  expect([error.hresult, error.message]).toEqual([0x80070003, 'the backup directory does not exist']);
});
