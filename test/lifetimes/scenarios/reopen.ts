import assert from 'node:assert/strict';
import { addon, Gpm, MockForest } from './library';
import { scenario } from './scenario';
import { until, untilAllGivenBack } from './wait';

const TIMES = 200;

// Opened, used and closed again and again: threads, objects and references do not add up.
scenario(async () => {
  const forest = new MockForest();
  for (let i = 0; i < TIMES; i++) {
    const gpm = await Gpm.open({ mock: forest });
    const [gpo] = await (await gpm.getDomain()).searchGpos();
    assert.equal(typeof (await gpo?.generateReport('xml'))?.value, 'string');
    await gpm.close();
    // The threads have said that they end, and may still be on their way out.
    await until(
      () => addon().counters().apartments === 0,
      () => `${addon().counters().apartments} threads have not ended after opening ${i + 1} times`,
    );
  }
  await untilAllGivenBack();
});
