import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { directory, Gpm, MockForest } from './library';
import { scenario } from './scenario';
import { untilAllGivenBack } from './wait';

const CALLS = 100_000;
const WORKERS = 3;

// Each environment has a forest of its own, is flooded by its own server, and sees nothing of the others.
async function work(name: string): Promise<void> {
  const forest = new MockForest({
    domains: [{ name: 'contoso.com', defaultPolicies: false, gpos: [{ displayName: name }] }],
  });
  forest.inject('IGPMGPO::Backup', { misbehave: 'flood', calls: CALLS });
  const gpm = await Gpm.open({ mock: forest });
  const [gpo, ...more] = await (await gpm.getDomain()).searchGpos();
  assert.equal(gpo?.displayName, name);
  assert.deepEqual(more, []);
  const target = path.join(directory, name);
  mkdirSync(target);
  let calls = 0;
  const operations = [gpo.backup(target), gpo.backup(target), gpo.backup(target)];
  for (const operation of operations) operation.on('status', () => calls++);
  for (const { value } of await Promise.all(operations)) assert.equal(value.gpoDisplayName, name);
  assert.ok(calls > 3 * operations.length, `${calls} calls`);
  assert.equal((await (await gpm.getBackupDir(target)).searchBackups()).length, operations.length);
  await gpm.close();
}

async function main(): Promise<void> {
  const names = Array.from({ length: WORKERS }, (_, i) => `worker ${i}`);
  const workers = names.map(async (name) => {
    const worker = new Worker(__filename, { argv: [name] });
    const [[message], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
    assert.deepEqual([message, code], [name, 0]);
  });
  await Promise.all([work('main'), ...workers]);
  await untilAllGivenBack();
}

if (isMainThread) scenario(main);
else void work(process.argv[2] as string).then(() => parentPort?.postMessage(process.argv[2]));
