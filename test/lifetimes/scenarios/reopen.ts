import assert from 'node:assert/strict';
import { addon, Gpm, MockForest } from './library';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

const TIMES = 200;

// Opened, used and closed again and again: threads, objects and references do not add up.
scenario(async () => {
  const forest = new MockForest();
  for (let i = 0; i < TIMES; i++) {
    const gpm = await Gpm.open({ mock: forest });
    const [gpo] = await (await gpm.getDomain()).searchGpos();
    assert.equal(typeof (await gpo?.generateReport('xml'))?.value, 'string');
    await gpm.close();
    // The threads have said that they end; the last may be on its way out.
    assert.ok(addon().counters().apartments <= 1, JSON.stringify(addon().counters()));
  }
  await untilAllGivenBack();
});
