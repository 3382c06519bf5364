import { ENDLESS, Rig } from './rig';

// A listener's error that nobody handles ends the process as Node.js does: with its stack and code 1.
const rig = new Rig((sink, thread) => {
  void thread.flood(sink, ENDLESS, ENDLESS);
});
rig.start().on('status', ({ numerator }) => {
  if (numerator === 5000) throw new Error('the listener failed');
});
