import type { GpoContent } from '../backups/types';
import type { SecurityDescriptor } from '../security/security-descriptor';

/** `DOMAIN\name` of a SID in the language of the GPO's domain; undefined for a stranger. */
export type PrincipalNames = (sid: string) => string | undefined;

/** What the settings in a report are made from. */
export interface SettingsSubject {
  content: GpoContent;
  names: PrincipalNames;
  /** The report the settings were loaded with, and how far it still speaks for them. */
  known: { xml: string; state: 'current' | 'mapped' | 'changed' } | undefined;
}

/** What a report of a GPO is made from: a live GPO, or a backup that came without a report. */
export interface ReportSubject extends SettingsSubject {
  created: Date;
  modified: Date;
  readTime: Date;
  security: SecurityDescriptor;
  /** What SDDL abbreviates accounts of. */
  domainSid: string;
  filter: { name: string; description: string } | undefined;
  links: readonly { somName: string; somPath: string; enabled: boolean; enforced: boolean }[];
}
