import type { Injections } from '../injection/injections';
import type { Latency } from '../injection/latency';
import type { ForestState } from '../state/forest-state';
import type { GpoState } from '../state/gpo-state';

/** What the objects of a connection need of the mock forest. */
export interface ForestHost {
  readonly state: ForestState;
  readonly injections: Injections;
  readonly latency: Latency;
  readonly cancelHresult: number;
  /** Told after each change of a GPO, so that every connection shows it. */
  changed(gpo: GpoState): void;
}
