import { parentPort, workerData } from 'node:worker_threads';
import { ENDLESS, Rig } from './rig';

// A worker in the middle of a flood that tells its parent so, and then ends in the way it is told to.
const rig = new Rig((sink, thread) => {
  void thread.flood(sink, ENDLESS, ENDLESS);
});
let seen = 0;
rig.start().on('status', () => {
  seen++;
  if (seen !== 5000) return;
  parentPort?.postMessage('flooded');
  if (workerData === 'exit') process.exit(3);
  if (workerData === 'throw') throw new Error('the listener failed');
});
