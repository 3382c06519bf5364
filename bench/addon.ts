import { existsSync } from 'node:fs';
import path from 'node:path';

/** Gets one event, on the JavaScript thread. */
export type Report = (numerator: number, denominator: number, hresult: number) => void;

/**
 * A transport: sends `count` events from another thread, `gap` microseconds apart, and writes when the first of them
 * left into `sent`, as many as that has room for.
 */
export type Transport = (count: number, gap: number, sent: Float64Array, report: Report) => void;

/** What `bench/baseline` exports. */
export interface BaselineAddon {
  threadSafeFunctionFlood: Transport;
  progressWorkerFlood: Transport;
  rawThreadSafeFunctionFlood: Transport;
  /** Fills `batch` with three integers an event, and calls `report` with the number of events in it. */
  batchFlood(
    count: number,
    gap: number,
    sent: Float64Array,
    batch: Int32Array,
    report: (events: number) => void,
  ): void;
  poolHop(): Promise<void>;
}

/**
 * The absolute path of an addon that bench/binding.gyp describes.
 *
 * @throws Error that says so where it has not been built.
 */
export function addonPath(name: 'bench_baseline' | 'bench_empty'): string {
  const root = path.resolve(__dirname, '../..');
  // The first is of `npm run bench:windows`, which cannot build in the place of node-gyp.
  const folders = [`build/cross/${process.platform}-${process.arch}`, 'bench/build/Release'];
  const file = folders.map((folder) => path.join(root, folder, `${name}.node`)).find(existsSync);
  if (file === undefined) throw new Error(`${name}.node is not built: run node-gyp rebuild -C bench`);
  return file;
}

/** Loads the baselines, which only a process that measures one of them does. */
export function loadBaselineAddon(): BaselineAddon {
  return require(addonPath('bench_baseline')) as BaselineAddon;
}
