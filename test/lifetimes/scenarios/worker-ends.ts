import assert from 'node:assert/strict';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { addon } from './library';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

const file = process.argv[2] as 'flooded-worker' | 'backing-up-worker';
const ending = process.argv[3] as 'terminate' | 'exit' | 'throw';
const ROUNDS = 3;
const WORKERS = 4;

// Workers end in the middle of a flood; the parent sees that each gives everything back, and goes on.
scenario(async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const workers = Array.from({ length: WORKERS }, () => start());
    const exits = workers.map(({ exit }) => exit);
    await Promise.all(workers.map(({ flooded }) => flooded));
    assert.ok(ending !== 'terminate' || addon().counters().references > 0);
    if (ending === 'terminate') for (const { worker } of workers) void worker.terminate();
    const codes = await Promise.all(exits);
    assert.deepEqual(codes, Array(WORKERS).fill(ending === 'exit' ? 3 : 1));
    assert.deepEqual(
      workers.flatMap(({ errors }) => errors),
      ending === 'throw' ? Array(WORKERS).fill('the listener failed') : [],
    );
    await untilAllGivenBack();
  }
});

function start() {
  const worker = new Worker(path.join(__dirname, `${file}.js`), { workerData: ending });
  const errors: string[] = [];
  worker.on('error', (error) => errors.push((error as Error).message));
  return {
    worker,
    errors,
    flooded: new Promise<void>((resolve) => worker.once('message', () => resolve())),
    exit: new Promise<number>((resolve) => worker.once('exit', resolve)),
  };
}
