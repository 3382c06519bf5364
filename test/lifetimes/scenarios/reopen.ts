import assert from 'node:assert/strict';
import { addon } from './library';
import { Rig } from './rig';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

const TIMES = 200;

// Opened, used and closed again and again: threads, objects and handles do not add up.
scenario(async () => {
  for (let i = 0; i < TIMES; i++) {
    const rig = new Rig((sink, thread) => {
      void thread.flood(sink, 10, 10).then(() => rig.releaseSinks());
    });
    const { value } = await rig.start();
    assert.equal(value, 'restored');
    await rig.close();
    assert.ok(addon().counters().apartments <= 2, JSON.stringify(addon().counters()));
  }
  await untilAllGivenBack();
});
