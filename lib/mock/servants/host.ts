import type { ForestState } from '../model/forest-state';
import type { GpoState } from '../model/gpo-state';
import type { Injections } from './injections';
import type { Latency } from './latency';

/** What the servants of a connection need of the mock forest. */
export interface ForestHost {
  readonly state: ForestState;
  readonly injections: Injections;
  readonly latency: Latency;
  readonly cancelHresult: number;
  /** Told after each change of a GPO, so that every connection shows it. */
  changed(gpo: GpoState): void;
}
