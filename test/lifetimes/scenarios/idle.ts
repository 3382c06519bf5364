import { Rig } from './rig';
import { passed } from './scenario';

// Two idle threads and a table of COM objects keep no process alive.
const rig = new Rig((sink, thread) => {
  void thread.status(sink, 1, 1).then(() => rig.releaseSinks());
});
void rig.start().then(() => process.once('exit', passed));
