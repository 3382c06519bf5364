import type { InspectOptionsStylized } from 'node:util';
import type { Served } from '../addon/objects';
import { listBackups } from '../backups/list-backups';
import type { HresultName } from '../hresult/codes';
import type { GpmError } from '../hresult/gpm-error';
import { wordOwnFailure, wordProblem } from '../hresult/own-failure';
import { type Check, object, optional } from '../validate/checks';
import { inspectAs, inspectCustom } from '../validate/inspect';
import { absolutePath } from '../validate/values';
import { buildForest } from './build/build-forest';
import { describeBackups } from './build/describe-backups';
import type { ForestDescription } from './build/description';
import { loadBackups } from './build/load-backups';
import { validateDescription } from './build/validate-description';
import type { Behaviour } from './injection/behaviour';
import { type InjectableMethod, type Injection, Injections } from './injection/injections';
import { checkLatency, type Latency } from './injection/latency';
import { toHresult } from './injection/to-hresult';
import { Connection } from './objects/connection';
import { gpoObjects } from './objects/gpo';
import type { ForestHost } from './objects/host';
import { RootObject } from './objects/root';
import { systemClockAndGuids } from './state/clock-and-guids';
import { ForestState } from './state/forest-state';
import { type ForestSnapshot, snapshotForest } from './state/snapshot';

/** Options of a {@link MockForest}. */
export interface MockForestOptions {
  /** The clock, for the same times in every run. */
  readonly now?: () => Date;
  /** Where new GUIDs come from, with or without braces, for the same ones in every run. */
  readonly newGuid?: () => string;
  /** {@link MockForest.latency} at the beginning and after a reset; 0 where left out. */
  readonly latency?: Latency;
  /** The HRESULT with which a cancelled operation ends; `ERROR_CANCELLED` where left out: GPMC's own is not documented. */
  readonly cancelHresult?: HresultName | number;
}

/** What {@link MockForest.loadBackups} did. */
export interface LoadedBackups {
  /** The GPOs that are live now, in the order of their domains and names. */
  readonly gpos: readonly { readonly id: string; readonly displayName: string; readonly domain: string }[];
  /** Every backup that was found, by its id and folder; of several of one GPO the latest became the GPO. */
  readonly backups: readonly { readonly id: string; readonly folder: string }[];
  /** What could not be read; the rest was loaded all the same. */
  readonly problems: readonly { readonly path: string; readonly error: GpmError }[];
}

/**
 * A forest in memory, with domains, GPOs, OUs, sites, links, permissions and WMI filters, behind the COM interfaces of
 * the Group Policy Management Console: `Gpm.open({ mock: forest })` works with it on every platform, and does
 * everything that it does on Windows. Backups are real folders on disk in GPMC's format.
 *
 * A forest can serve several `Gpm`s at once. It belongs to the JavaScript thread that made it.
 *
 * @example
 * const forest = new MockForest({ domains: [{ name: 'contoso.com', gpos: [{ displayName: 'Baseline' }] }] });
 * forest.inject('IGPMGPO::Backup', { fail: 'E_ACCESSDENIED', at: 2 });
 * await using gpm = await Gpm.open({ mock: forest });
 */
export class MockForest {
  readonly #description: ForestDescription;
  readonly #state: ForestState;
  readonly #injections: Injections;
  readonly #connections = new Set<Connection>();
  readonly #folders: string[] = [];
  readonly #options: MockForestOptions;
  readonly #cancelHresult: number;
  #latency: Latency;

  /**
   * @param description - what is in the forest; one domain, `contoso.com`, with the two default GPOs where left out
   * @throws TypeError or RangeError that names the part which is wrong, such as `domains[0].gpos[2].id`
   */
  constructor(description: ForestDescription = {}, options: MockForestOptions = {}) {
    checkOptions(options, 'The options of a MockForest');
    this.#options = { ...options };
    this.#cancelHresult = toHresult(options.cancelHresult ?? 'ERROR_CANCELLED', 'cancelHresult');
    this.#latency = options.latency ?? 0;
    validateDescription(description);
    this.#description = structuredClone(description);
    this.#state = new ForestState({
      now: options.now ?? systemClockAndGuids.now,
      newGuid: options.newGuid ?? systemClockAndGuids.newGuid,
    });
    buildForest(this.#state, this.#description);
    // The addon answers properties by itself; those with an injected behaviour have to be asked for again.
    this.#injections = new Injections((method) => {
      if (!gpoObjects.constants.includes(method)) return;
      for (const connection of this.#connections) connection.renewGpos();
    });
  }

  /**
   * A forest made of real backups: the domains, accounts, OUs, links and filters that they tell of, and the GPOs as
   * they were backed up. The domain with the most backups is the forest's root.
   *
   * @param folder - a folder of backups, or a tree of such folders
   * @throws GpmError where the folder does not exist or holds no backup that can be read
   */
  static async fromBackups(folder: string, options: MockForestOptions = {}): Promise<MockForest> {
    checkOptions(options, 'The options of a MockForest');
    const tree = absolutePath(folder, 'The folder of backups');
    let description: ForestDescription;
    try {
      description = await describeBackups(tree);
    } catch (error) {
      throw wordOwnFailure(`make a forest of the backups in ${tree}`, 'MockForest.fromBackups', error);
    }
    const forest = new MockForest(description, options);
    await forest.loadBackups(tree);
    return forest;
  }

  /** `listBackups` of `gpmc/backups`. */
  static readonly listBackups = listBackups;

  /**
   * Makes GPOs of the backups in a folder or a tree of folders, and what else they tell of. A GPO that is there already
   * is replaced.
   *
   * @throws GpmError where the folder does not exist; what else cannot be read is among the problems of the result
   */
  async loadBackups(folder: string): Promise<LoadedBackups> {
    const tree = absolutePath(folder, 'The folder of backups');
    const operation = 'MockForest.loadBackups';
    const { gpos, backups, problems } = await this.#load(tree, operation);
    if (!this.#folders.includes(tree)) this.#folders.push(tree);
    for (const connection of this.#connections) connection.forgetDeleted();
    return {
      gpos: gpos.map(({ id, displayName, domain }) => ({ id, displayName, domain: domain.name })),
      backups: backups.map(({ record, folder }) => ({ id: record.id, folder })),
      problems: problems.map(({ path, error }) => ({ path, error: wordProblem(operation, error) })),
    };
  }

  async #load(tree: string, operation: string): ReturnType<typeof loadBackups> {
    try {
      return await loadBackups(this.#state, tree);
    } catch (error) {
      throw wordOwnFailure(`load the backups in ${tree}`, operation, error);
    }
  }

  /**
   * How slow the server is: milliseconds that each step of an operation takes beyond its work, from 0 to 2147483647,
   * or a function of the step and the number of steps that gives them. It also holds for operations under way.
   *
   * @throws TypeError or RangeError when set to anything else
   */
  get latency(): Latency {
    return this.#latency;
  }
  set latency(latency: Latency) {
    checkLatency(latency);
    this.#latency = latency;
  }

  /**
   * Makes a method fail or misbehave, until the behaviour is removed or used up. Several behaviours of one method
   * apply together. Objects of GPOs that a client holds already go on answering their properties; those that it gets
   * from then on have the behaviour.
   *
   * @param method - `IGPMGPO::Backup`, or with a dot; properties are `IGPMGPO::get_DisplayName`
   * @throws TypeError or RangeError for an unknown method, a misbehaviour of a method that takes no
   * `IGPMAsyncProgress`, and values out of range
   */
  inject(method: InjectableMethod, behaviour: Behaviour): Injection {
    return this.#injections.add(method, behaviour);
  }

  /**
   * Back to how it was made: backups that were loaded are read again, injected behaviours are removed, the latency is
   * what it was. Objects that clients hold of its former contents are as good as deleted.
   */
  async reset(): Promise<void> {
    this.#injections.clear();
    this.#latency = this.#options.latency ?? 0;
    this.#state.clear();
    buildForest(this.#state, this.#description);
    for (const connection of this.#connections) connection.forgetDeleted();
    for (const folder of this.#folders) await this.#load(folder, 'MockForest.reset');
  }

  /** The whole forest as plain data. */
  snapshot(): ForestSnapshot {
    return snapshotForest(this.#state);
  }

  /** Its domains with their GPOs, for the console. @internal */
  [inspectCustom](depth: number, options: InspectOptionsStylized): string {
    const domains = this.#state.domains.map(({ name, gpos }) => [name, gpos.map((gpo) => gpo.displayName)]);
    return inspectAs('MockForest', Object.fromEntries(domains), depth, options);
  }

  /**
   * A connection for one client, with its first object. `Gpm.open` calls it.
   *
   * @internal
   */
  connect(): { readonly root: Served<'IGPM2'>; close(): Promise<void> } {
    const forest = this;
    const host: ForestHost = {
      state: this.#state,
      injections: this.#injections,
      cancelHresult: this.#cancelHresult,
      get latency() {
        return forest.#latency;
      },
      changed: (gpo) => {
        for (const each of this.#connections) each.refresh(gpo);
      },
    };
    const connection = new Connection(host, gpoObjects);
    this.#connections.add(connection);
    return {
      root: connection.server.publish('IGPM2', new RootObject(connection)),
      close: async () => {
        await connection.close();
        this.#connections.delete(connection);
      },
    };
  }
}

const clockFunction: Check = (value, at) => {
  if (value !== undefined && typeof value !== 'function') throw new TypeError(`${at} is to be a function.`);
};

const checkOptions = object<MockForestOptions>(
  {
    now: clockFunction,
    newGuid: clockFunction,
    latency: optional(checkLatency),
    cancelHresult: optional(toHresult),
  },
  (key) => key,
);
