import type { EventEmitter } from 'node:events';
import { microseconds, type StatusEvent } from './subject';

/** What a listener saw. */
export interface Reception {
  delivered: number;
  /** When the event that is `done` arrived, in {@link microseconds}. */
  ended: number;
}

/**
 * Listens to `'status'` until the event that is `done`. Rejects where one arrives out of order, so that no transport
 * is fast by being wrong.
 *
 * @param arrivals - Gets the time of each arrival, in {@link microseconds}, where given.
 */
export function receive(source: EventEmitter, arrivals?: Float64Array): Promise<Reception> {
  return new Promise((resolve, reject) => {
    let delivered = 0;
    let last = 0;
    const listener = (status: StatusEvent): void => {
      if (arrivals !== undefined) arrivals[delivered] = microseconds();
      delivered += 1;
      if (status.numerator <= last) {
        source.off('status', listener);
        reject(new Error(`Event ${status.numerator} arrived behind event ${last}`));
      }
      last = status.numerator;
      if (status.done) {
        source.off('status', listener);
        resolve({ delivered, ended: microseconds() });
      }
    };
    source.on('status', listener);
  });
}
