import assert from 'node:assert/strict';
import type { ForeignObject } from '../../../lib/addon/values';
import { Apartment, addon, ComServer } from './library';
import { Rig } from './rig';
import { scenario } from './scenario';
import { until, untilAllGivenBack } from './wait';

const collect = globalThis.gc as () => void;

// Wrappers that nobody holds give their COM object back while others of the same apartment are in use.
async function unheldObjects(): Promise<void> {
  const server = new ComServer();
  const apartment = new Apartment('sta');
  const receive = (displayName: string) => {
    const served = server.publish('IGPMGPO3', {}, { 'IGPMGPO::get_DisplayName': displayName });
    const object = apartment.adopt(served);
    server.withdraw(served);
    return object;
  };
  for (let i = 0; i < 100; i++) receive('dropped');
  const kept = receive('kept');
  for (let i = 0; i < 100; i++) receive('dropped');
  await until(
    () => {
      collect();
      return addon().counters().objects === 1;
    },
    () => `${addon().counters().objects} objects are alive where one is held`,
  );
  assert.deepEqual(await apartment.call(kept, 'IGPMGPO::get_DisplayName'), ['kept']);
  apartment.release(kept);
  const closed = apartment.close();
  await until(
    () => addon().counters().apartments === 0,
    () => 'the thread did not end',
  );
  await closed;
}

// An operation that nobody holds goes on and settles: its listeners are called, its promise resolves.
async function unheldOperation(): Promise<void> {
  const CALLS = 50_000;
  let goOn: (() => void) | undefined;
  const rig = new Rig((sink: ForeignObject, thread) => {
    goOn = () => {
      void thread.flood(sink, CALLS, CALLS).then(() => rig.releaseSinks());
    };
  });
  let last = 0;
  let value: unknown;
  const operation = start();
  function start(): WeakRef<object> {
    const started = rig.start();
    started.on('status', ({ numerator }) => {
      last = numerator;
      if (numerator % 5000 === 0) collect();
    });
    void started.then((result) => {
      value = result.value;
    });
    return new WeakRef(started);
  }
  await until(
    () => goOn !== undefined,
    () => 'the method was not called',
  );
  collect();
  goOn?.();
  await until(
    () => value !== undefined,
    () => `the operation did not settle after ${last} calls`,
  );
  assert.equal(value, 'restored');
  assert.equal(last, CALLS);
  await rig.close();
  await until(
    () => {
      collect();
      return operation.deref() === undefined;
    },
    () => 'the operation is held by something when it is over',
  );
}

scenario(async () => {
  await unheldObjects();
  await unheldOperation();
  await untilAllGivenBack();
});
