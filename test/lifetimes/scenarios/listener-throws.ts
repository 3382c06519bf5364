import assert from 'node:assert/strict';
import { Rig } from './rig';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

const CALLS = 20_000;

// A listener's error reaches uncaughtException; neither the events behind it nor the result are lost.
scenario(async () => {
  const uncaught: string[] = [];
  process.on('uncaughtException', (error) => uncaught.push(error.message));
  const rig = new Rig((sink, thread) => {
    void thread.flood(sink, CALLS, CALLS).then(() => rig.releaseSinks());
  });
  const operation = rig.start();
  const seen: number[] = [];
  operation.on('status', ({ numerator }) => {
    seen.push(numerator);
    if (numerator === 1 || numerator === 5000 || numerator === CALLS) throw new Error(`at ${numerator}`);
  });
  const { value } = await operation;
  assert.equal(value, 'restored');
  assert.deepEqual(uncaught, ['at 1', 'at 5000', `at ${CALLS}`]);
  assert.deepEqual(
    seen,
    Array.from({ length: CALLS }, (_, i) => i + 1),
  );
  await rig.close();
  await untilAllGivenBack();
});
