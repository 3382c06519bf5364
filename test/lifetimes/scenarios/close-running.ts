import assert from 'node:assert/strict';
import { once } from 'node:events';
import { directory, Gpm, MockForest } from './library';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

// close() ends what runs: each operation is rejected as cancelled, no half backup is found later.
scenario(async () => {
  const forest = new MockForest({}, { latency: (step) => (step === 1 ? 0 : 60_000) });
  const gpm = await Gpm.open({ mock: forest });
  const gpos = await (await gpm.getDomain()).searchGpos();
  const operations = gpos.flatMap((gpo) => [
    gpo.backup(directory),
    gpo.generateReport('html'),
    gpo.generateReport('xml'),
  ]);
  assert.equal(operations.length, 6);
  await Promise.all(operations.map((operation) => once(operation, 'status')));
  const outcomes = Promise.allSettled(operations);
  await gpm.close();
  for (const outcome of await outcomes) {
    assert.equal(outcome.status, 'rejected');
    assert.equal((outcome.reason as Error).name, 'AbortError');
  }
  assert.deepEqual(
    operations.map(({ state }) => state),
    Array(6).fill('cancelled'),
  );
  await untilAllGivenBack();

  forest.latency = 0;
  const next = await Gpm.open({ mock: forest });
  assert.deepEqual(await (await next.getBackupDir(directory)).searchBackups(), []);
  await next.close();
  await untilAllGivenBack();
});
