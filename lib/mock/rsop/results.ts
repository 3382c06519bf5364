import type { FilterReason } from '../../report/rsop-subject';
import type { GpoState } from '../state/gpo-state';
import type { InheritedLink, SomState } from '../state/som';

/** A GPO in the scope of a user or computer. */
export interface RsopGpo {
  id: string;
  /** The GUID for a link that points nowhere. */
  name: string;
  domain: string;
  /** Absent for a link that points nowhere. */
  gpo: GpoState | undefined;
  som: SomState;
  link: InheritedLink;
  applied: boolean;
  reason: FilterReason | undefined;
  /** From 1 for the GPO applied first; 0 where it is not applied. The last one wins. */
  appliedOrder: number;
}

/** The resultant set of one half. */
export interface RsopHalf {
  /** `CONTOSO\ann`; the SOM where a plan names no account. */
  name: string;
  domain: string;
  som: SomState;
  site: string;
  groups: { sid: string; name: string }[];
  searched: { som: SomState; order: number; blocked: boolean }[];
  /** In the order in which they are applied. */
  gpos: RsopGpo[];
  slowLink: boolean;
  loopback: 'none' | 'merge' | 'replace';
}

/** What `CreateQueryResults` finds out. */
export interface RsopResults {
  mode: 'logging' | 'planning';
  created: Date;
  computer: RsopHalf | undefined;
  user: RsopHalf | undefined;
}
