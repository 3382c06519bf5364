import assert from 'node:assert/strict';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { Rig } from './rig';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

const CALLS = 100_000;
const OPERATIONS = 3;

// Each environment runs several operations at once, floods its own listeners, and sees nothing of the others.
async function work(calls: number): Promise<void> {
  const rig = new Rig((sink, thread) => {
    void thread.flood(sink, calls, calls).then(() => sink.release());
  });
  const operations = Array.from({ length: OPERATIONS }, () => rig.start());
  const lasts = operations.map((operation) => {
    let last = 0;
    operation.on('status', ({ numerator, denominator }) => {
      assert.equal(denominator, calls);
      // Progress may be coalesced; it never goes back.
      assert.ok(numerator > last);
      last = numerator;
    });
    return () => last;
  });
  for (const { value } of await Promise.all(operations)) assert.equal(value, 'restored');
  assert.deepEqual(
    lasts.map((last) => last()),
    Array(OPERATIONS).fill(calls),
  );
  await rig.close();
}

async function main(): Promise<void> {
  const workers = [1, 2, 3].map((i) => new Worker(__filename, { argv: [String(CALLS + i)] }));
  const endings = workers.map(async (worker) => {
    const [[message], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
    assert.equal(message, 'done');
    assert.equal(code, 0);
  });
  await Promise.all([work(CALLS), ...endings]);
  await untilAllGivenBack();
}

if (isMainThread) scenario(main);
else void work(Number(process.argv[2])).then(() => parentPort?.postMessage('done'));
