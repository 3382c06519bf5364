import type { SettingsSubject } from './subject';

/** Why a GPO that is linked to a site, domain or OU is not applied. */
export type FilterReason = 'notFound' | 'disabledGpo' | 'emptyGpo' | 'securityFiltering' | 'wmiFilter';

/** A GPO in the scope of a user or computer, by the link that brings it there. */
export interface RsopSubjectGpo {
  id: string;
  /** The GUID for a link that points nowhere. */
  name: string;
  domain: string;
  link: {
    /** The site, domain or OU: `contoso.com/Servers`. */
    somPath: string;
    /** From 1, which has the highest precedence. */
    order: number;
    enabled: boolean;
    enforced: boolean;
  };
  applied: boolean;
  reason: FilterReason | undefined;
  /** From 1 for the GPO applied first; 0 where it is not applied. The last one wins. */
  appliedOrder: number;
  /** Absent for a link that points nowhere. */
  found:
    | {
        /** Of the half in question: its versions in the directory and in SYSVOL, and whether it is enabled. */
        dsVersion: number;
        sysvolVersion: number;
        enabled: boolean;
        filterName: string | undefined;
        settings: SettingsSubject;
      }
    | undefined;
}

/** The resultant set of one half. */
export interface RsopSubjectHalf {
  /** `CONTOSO\ann`; the SOM where a plan names no account. */
  name: string;
  domain: string;
  /** The domain or OU it is in: `contoso.com/Servers`. */
  somPath: string;
  site: string;
  groups: readonly { sid: string; name: string }[];
  searched: readonly {
    somPath: string;
    type: 'site' | 'domain' | 'ou';
    order: number;
    blocksInheritance: boolean;
    /** Whether one below it blocks the inheritance of its links. */
    blocked: boolean;
  }[];
  /** In the order in which they are applied. */
  gpos: readonly RsopSubjectGpo[];
  slowLink: boolean;
  loopback: 'none' | 'merge' | 'replace';
}

/** What a report of the Resultant Set of Policy is made from. A half that the query left out is absent. */
export interface RsopSubject {
  mode: 'logging' | 'planning';
  created: Date;
  computer: RsopSubjectHalf | undefined;
  user: RsopSubjectHalf | undefined;
}
