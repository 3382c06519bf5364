import { parentPort, workerData } from 'node:worker_threads';
import { directory, Gpm, MockForest } from './library';

// A worker in the middle of backups, which tells its parent so, and then ends in the way it is told to.
async function main(): Promise<void> {
  const forest = new MockForest();
  forest.inject('IGPMGPO::Backup', { misbehave: 'flood', calls: 2 ** 30 });
  const gpm = await Gpm.open({ mock: forest });
  const gpos = await (await gpm.getDomain()).searchGpos();
  let calls = 0;
  for (const gpo of gpos) {
    gpo.backup(directory).on('status', () => {
      calls++;
      if (calls !== 5000) return;
      parentPort?.postMessage('flooded');
      if (workerData === 'exit') process.exit(3);
      if (workerData === 'throw') throw new Error('the listener failed');
    });
  }
}

void main();
