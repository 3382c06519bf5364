import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ComObject } from '../../lib/addon/com-object';
import type { ResultData, StatusPayload } from '../../lib/addon/contract';
import { addon } from '../../lib/addon/loader';
import { Apartment } from '../../lib/client/apartment';
import type { Calls } from '../../lib/generated/calls';
import type { AsyncMethodName } from '../../lib/generated/gpmgmt';
import { type ForestDescription, MockForest, type MockForestOptions } from '../../lib/mock';
import { allGivenBack, until } from '../server/support';

export { until };

/** A temporary folder for the tests of a file; removed after them. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeAll(() => {
    folder.path = mkdtempSync(path.join(os.tmpdir(), 'gpmc-mock-'));
  });
  afterAll(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}

/** A client of a forest, down at the vtables. */
export interface Client {
  readonly forest: MockForest;
  readonly apartment: Apartment;
  readonly root: ComObject<'IGPM2'>;
  /** The forest's root domain. */
  readonly domain: ComObject<'IGPMDomain'>;
  /** A GPO of that domain by its display name. */
  gpo(displayName: string): Promise<ComObject<'IGPMGPO'>>;
  /** Starts an asynchronous method. */
  start<M extends AsyncMethodName>(target: ComObject, method: M, ...args: Calls[M]['in']): Watched;
}

/** One `Status` call. */
export interface Told {
  readonly numerator: number;
  readonly denominator: number;
  readonly hresult: number;
  readonly messages: StatusPayload['messages'];
  readonly value: unknown;
}

/** An operation with what it has told so far. */
export interface Watched {
  readonly told: Told[];
  /** What happened, in order. */
  readonly order: ('returned' | 'status' | 'released')[];
  hresult: number | undefined;
  text: string | undefined;
  cancellable: boolean;
  result: ComObject<'IGPMResult'> | undefined;
  cancel(): Promise<number>;
  returned(): Promise<void>;
  /** Resolves when the method has returned and the server has let go of the sink. */
  released(): Promise<void>;
  /** Reads the `IGPMResult`. */
  read(): Promise<ResultData>;
  /** Ends the listening. */
  forget(): void;
}

/** Runs a test as the client of a forest; afterwards everything that was taken has to be given back. */
export async function withForest(
  description: ForestDescription | MockForest,
  run: (client: Client) => Promise<void>,
  options?: MockForestOptions,
): Promise<void> {
  const before = addon().counters();
  const forest = description instanceof MockForest ? description : new MockForest(description, options);
  const connection = forest.connect();
  const apartment = new Apartment('sta');
  const root = apartment.adopt(connection.root);
  const started: { forget(): void }[] = [];
  try {
    const [domain] = await apartment.call(root, 'IGPM::GetDomain', '', null, 0);
    await run({
      forest,
      apartment,
      root,
      domain,
      gpo: async (displayName) => {
        const [criteria] = await apartment.call(root, 'IGPM::CreateSearchCriteria');
        await apartment.call(criteria, 'IGPMSearchCriteria::Add', 2, 0, displayName);
        const [found] = await apartment.call(domain, 'IGPMDomain::SearchGPOs', criteria);
        const [gpo] = await apartment.call(found, 'IGPMGPOCollection::get_Item', 1);
        return gpo as ComObject<'IGPMGPO'>;
      },
      start: (target, method, ...args) => {
        const operation = watch(apartment, target, method, args);
        started.push(operation);
        return operation;
      },
    });
  } finally {
    await apartment.close();
    await connection.close();
    for (const operation of started) operation.forget();
  }
  await allGivenBack(before);
}

function watch(
  apartment: Apartment,
  target: ComObject,
  method: AsyncMethodName,
  args: readonly unknown[],
): Watched {
  const operation: Watched = {
    told: [],
    order: [],
    hresult: undefined,
    text: undefined,
    cancellable: false,
    result: undefined,
    // A step can be told before the method has returned: what the method gives is there behind its return only.
    cancel: async () => {
      await operation.returned();
      return handle.cancel();
    },
    returned: () => until(`${method} returned`, () => operation.order.includes('returned')),
    released: async () => {
      await operation.returned();
      await until(`the sink of ${method} was released`, () => operation.order.includes('released'));
    },
    forget: () => handle.forget(),
    read: async () => {
      await operation.returned();
      return apartment.readResult(operation.result as ComObject<'IGPMResult'>);
    },
  };
  const handle = apartment.startOperation(target, method, args, {
    status(numerator, denominator, hresult, payload) {
      operation.order.push('status');
      operation.told.push({
        numerator,
        denominator,
        hresult,
        messages: payload?.messages ?? [],
        value: payload?.value,
      });
    },
    returned(hresult, cancellable, result, text) {
      operation.order.push('returned');
      Object.assign(operation, { hresult, cancellable, result, text });
    },
    released: () => void operation.order.push('released'),
  });
  return operation;
}
