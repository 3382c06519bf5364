import fs from 'node:fs';
import path from 'node:path';
import { eachTest, failure } from './support';

const world = eachTest();

const read = (file: string) => fs.readFileSync(file, 'utf16le');

test('the reports of a GPO, a backup and RSoP are written as they are given', async () => {
  const [gpo] = await world.domain.searchGpos({ displayName: 'Baseline' });
  const { value: backup } = await gpo!.backup(world.directory);
  const rsop = await world.gpm.getRsop('planning', { only: 'computer', computerSom: 'DC=contoso,DC=com' });
  for (const [name, subject] of Object.entries({ gpo: gpo!, backup, rsop })) {
    const file = path.join(world.directory, `${name}.html`);
    const fractions: number[] = [];
    const operation = subject.generateReportToFile('html', file);
    operation.on('status', ({ fraction }) => fractions.push(fraction));
    expect((await operation).value).toBe(file);
    expect(fractions.at(-1)).toBe(1);
    expect(read(file)).toMatch(/^\ufeff<!DOCTYPE html>/i);
  }
  await rsop.release();
  const file = path.join(world.directory, 'backup.xml');
  await backup.generateReportToFile('xml', file);
  expect(read(file)).toBe(`\ufeff${(await backup.generateReport('xml')).value}`);
  expect(read(file)).toContain('encoding="utf-16"');
});

test('a relative path is one of this process, and what is there is replaced', async () => {
  const [gpo] = await world.domain.searchGpos({ displayName: 'Baseline' });
  const file = path.join(world.directory, 'report.xml');
  fs.writeFileSync(file, 'old');
  const { value } = await gpo!.generateReportToFile('xml', path.relative(process.cwd(), file));
  expect(value).toBe(file);
  expect(read(file)).toContain('<GPO');
});

test('a folder that is not there fails the operation, and leaves nothing', async () => {
  const [gpo] = await world.domain.searchGpos({ displayName: 'Baseline' });
  const file = path.join(world.directory, 'none', 'report.xml');
  const error = await failure(gpo!.generateReportToFile('xml', file));
  expect(error).toMatchObject({ code: 'ERROR_PATH_NOT_FOUND', operation: 'IGPMGPO::GenerateReport' });
  expect(error.message).toContain(
    `Could not report on the GPO "Baseline" ${gpo?.id} of contoso.com to ${file}`,
  );
  expect(fs.readdirSync(world.directory)).toEqual([]);
  expect(() => gpo!.generateReportToFile('xml', '')).toThrow('The path of a report must not be empty.');
  expect(() => gpo!.generateReportToFile('pdf' as never, file)).toThrow(
    "The report type must be 'html' or 'xml'",
  );
});

test('a cancelled one writes nothing', async () => {
  world.forest.latency = 50;
  const [gpo] = await world.domain.searchGpos({ displayName: 'Baseline' });
  const file = path.join(world.directory, 'report.xml');
  const operation = gpo!.generateReportToFile('xml', file);
  await operation.cancel();
  expect((await failure(operation)).code).toBe('ABORT_ERR');
  expect(fs.existsSync(file)).toBe(false);
});

test('the permissions in SYSVOL are those of the directory, and made so', async () => {
  const [gpo] = await world.domain.searchGpos({ displayName: 'Baseline' });
  expect(await gpo!.isAclConsistent()).toBe(true);
  await gpo!.makeAclConsistent();
  await gpo!.delete();
  expect((await failure(gpo!.isAclConsistent())).code).toBe('ERROR_DS_NO_SUCH_OBJECT');
});
