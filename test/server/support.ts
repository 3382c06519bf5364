import type { ComObject } from '../../lib/addon/com-object';
import type { NativeCounters } from '../../lib/addon/contract';
import { addon } from '../../lib/addon/loader';
import type { Served } from '../../lib/addon/objects';
import { Apartment } from '../../lib/client/apartment';

/** Waits until a condition holds: state that another thread brings about has no promise of its own. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited 10 seconds in vain until ${what}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Runs a test with a client's apartment; afterwards every COM object that was made in it has to be gone. */
export async function withApartment(run: (apartment: Apartment) => Promise<void>): Promise<void> {
  const before = addon().counters();
  const apartment = new Apartment('sta');
  try {
    await run(apartment);
  } finally {
    await apartment.close();
  }
  await allGivenBack(before);
}

/** Waits until as many objects, references and threads are alive as before. */
export async function allGivenBack(before: NativeCounters): Promise<void> {
  await until(`the counters are ${JSON.stringify(before)} again`, () => {
    const now = addon().counters();
    return (Object.keys(before) as (keyof NativeCounters)[]).every((key) => now[key] <= before[key]);
  }).catch((error: Error) => {
    throw new Error(`${error.message} They are ${JSON.stringify(addon().counters())}.`);
  });
}

/** An apartment's reference to a served object; the server's own one is given back. */
export function hand<I extends Served>(apartment: Apartment, served: I): ComObject<I['interfaceName']> {
  const object = apartment.adopt(served);
  served.release();
  return object as ComObject<I['interfaceName']>;
}
