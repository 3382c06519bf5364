import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Rig } from './rig';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

// Operations run to their end, everything is closed, nothing is left, and the process ends by itself.
scenario(async () => {
  const rig = new Rig((sink, thread) => {
    void thread.flood(sink, 1000, 1000).then(() => rig.releaseSinks());
  });
  const operation = rig.start();
  const [first] = await once(operation, 'status');
  assert.equal(first.numerator, 1);
  const { value } = await operation;
  assert.equal(value, 'restored');
  assert.equal(operation.last?.numerator, 1000);
  await rig.close();
  await untilAllGivenBack();
});
