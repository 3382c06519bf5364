import assert from 'node:assert/strict';
import path from 'node:path';
import { addon, directory, Gpm, MockForest } from './library';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

// Something of everything, closed: nothing is left, and the process ends by itself.
scenario(async () => {
  const forest = new MockForest({
    domains: [{ name: 'contoso.com', gpos: [{ displayName: 'Baseline' }] }, { name: 'fabrikam.com' }],
  });
  const gpm = await Gpm.open({ mock: forest });
  const domain = await gpm.getDomain('contoso.com');
  const [gpo] = await domain.searchGpos({ displayName: { contains: 'Baseline' } });
  assert.ok(gpo);

  let calls = 0;
  const operation = gpo.backup(directory);
  operation.on('status', () => calls++);
  const { value: backup } = await operation;
  assert.ok(calls > 1);

  const table = await gpm.createMigrationTable();
  await table.add(backup);
  await table.save(path.join(directory, 'Baseline.migtable'));
  assert.match((await backup.generateReport('html')).value, /Baseline/);
  assert.equal((await domain.restoreGpo(backup)).value.id, gpo.id);
  const copy = await gpo.copyTo(await gpm.getDomain('fabrikam.com'), { displayName: 'Copy' });
  assert.equal((await copy.value.import(backup)).value.displayName, 'Copy');
  const rsop = await gpm.getRsop('planning', {
    computerSom: 'DC=contoso,DC=com',
    domainController: 'DC1.contoso.com',
    only: 'computer',
  });
  assert.match((await rsop.generateReport('xml')).value, /Rsop/);

  assert.ok(addon().counters().references > 0);
  await gpm.close();
  await untilAllGivenBack();
});
