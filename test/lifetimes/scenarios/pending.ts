import assert from 'node:assert/strict';
import { Rig } from './rig';
import { passed } from './scenario';

// Nothing but the operation keeps this process alive: the timer does not.
const rig = new Rig((sink, thread) => {
  setTimeout(() => {
    void thread.status(sink, 1, 1).then(() => rig.releaseSinks());
  }, 200).unref();
});
const operation = rig.start();
void operation.then(() => process.once('exit', passed));
process.once('exit', () => assert.equal(operation.state, 'succeeded'));
