import { ENDLESS, Rig } from './rig';
import { passed } from './scenario';

// The process exits from a listener while another thread floods it.
const rig = new Rig((sink, thread) => {
  void thread.flood(sink, ENDLESS, ENDLESS);
});
let seen = 0;
rig.start().on('status', () => {
  seen++;
  if (seen < 1000) return;
  passed();
  process.exit(7);
});
