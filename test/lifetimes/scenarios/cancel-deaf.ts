import assert from 'node:assert/strict';
import { Rig } from './rig';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

// A server that pays no heed to Cancel, holds on to the sinks, and calls them when the client is gone.
scenario(async () => {
  const calls: Promise<number>[] = [];
  const rig = new Rig((sink, thread) => {
    calls.push(thread.status(sink, 1, 10));
    lateCalls.push(() => thread.flood(sink, 10_000, 10_000));
  });
  const lateCalls: (() => Promise<number>)[] = [];
  const operations = [rig.start(), rig.start(), rig.start()];
  await Promise.all(
    operations.map((operation) => new Promise((resolve) => operation.once('status', resolve))),
  );
  const outcomes = Promise.allSettled(operations);
  await Promise.all(operations.map((operation) => operation.cancel()));
  for (const outcome of await outcomes) {
    assert.equal(outcome.status, 'rejected');
    assert.equal((outcome.reason as Error).name, 'AbortError');
  }
  assert.equal(rig.cancels, 3);
  await rig.closeClient();
  assert.deepEqual(await Promise.all([...calls, ...lateCalls.map((call) => call())]), [0, 0, 0, 0, 0, 0]);
  await rig.close();
  await untilAllGivenBack();
});
