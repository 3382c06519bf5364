import { setTimeout as delay } from 'node:timers/promises';
import { addon } from './library';

/** Looks again until it is so; the error says what was missing. */
export async function until(
  condition: () => boolean,
  describe: () => string,
  milliseconds = 30_000,
): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited ${milliseconds} ms in vain: ${describe()}`);
    await delay(1);
  }
}

/** Waits until this process holds no COM object, no reference to one, and no thread that makes COM calls. */
export async function untilAllGivenBack(): Promise<void> {
  await until(
    () => Object.values(addon().counters()).every((count) => count === 0),
    () => `not given back: ${JSON.stringify(addon().counters())}`,
  );
}

/** The same with the garbage collector's help. */
export async function untilAllCollected(): Promise<void> {
  await until(
    () => {
      globalThis.gc?.();
      return Object.values(addon().counters()).every((count) => count === 0);
    },
    () => `not collected: ${JSON.stringify(addon().counters())}`,
  );
}
