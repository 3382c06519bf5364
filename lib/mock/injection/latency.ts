import { show } from '../../validate/values';

/** Milliseconds that a step of an operation takes beyond its work; a function is asked at each step. */
export type Latency = number | ((step: number, total: number) => number);

/** The longest delay of Node's timers. */
const LONGEST = 0x7fffffff;

/** Throws where the value is no latency. */
export function checkLatency(latency: unknown): asserts latency is Latency {
  if (typeof latency === 'function') return;
  checkMilliseconds(latency);
}

function checkMilliseconds(value: unknown): asserts value is number {
  if (typeof value !== 'number') {
    throw new TypeError(
      `latency is ${show(value)}; it is a number of milliseconds, or a function that gives one.`,
    );
  }
  if (!(value >= 0 && value <= LONGEST)) {
    throw new RangeError(`latency is ${value}; it is a number of milliseconds from 0 to ${LONGEST}.`);
  }
}

/** Waits for one step's latency. Resolves early when the signal is aborted; leaves no timer behind. */
export function waitForLatency(
  latency: Latency,
  step: number,
  total: number,
  signal: AbortSignal,
): Promise<void> {
  const milliseconds = typeof latency === 'function' ? latency(step, total) : latency;
  checkMilliseconds(milliseconds);
  if (milliseconds === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
