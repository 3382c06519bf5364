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
  // Steps in between are left out where this process gets to them too late.
  const due = [1, 5000, CALLS];
  operation.on('status', ({ numerator }) => {
    seen.push(numerator);
    if (numerator >= (due[0] as number)) throw new Error(`at ${due.shift()}`);
  });
  const { value } = await operation;
  assert.equal(value, 'restored');
  assert.deepEqual(uncaught, ['at 1', 'at 5000', `at ${CALLS}`]);
  assert.equal(seen.at(-1), CALLS);
  assert.deepEqual(
    seen,
    [...new Set(seen)].sort((a, b) => a - b),
  );
  await rig.close();
  await untilAllGivenBack();
});
