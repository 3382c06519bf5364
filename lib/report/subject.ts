import type { GpoContent } from '../backups/types';
import type { SecurityDescriptor } from '../security/security-descriptor';

/** `DOMAIN\name` of a SID in the language of the GPO's domain; undefined for a stranger. */
export type PrincipalNames = (sid: string) => string | undefined;

/** A part of a report that could not be made, or is not certain, and why. The rest of the report is whole. */
export interface ReportWarning {
  /** Path of the file, in the GPO or on disk. */
  file: string;
  /** Name of the extension whose settings are concerned; empty where it is none. */
  extension: string;
  error: Error;
}

/** What the settings in a report are made from. */
export interface SettingsSubject {
  content: GpoContent;
  names: PrincipalNames;
  /** The report the settings were loaded with, and how far it still speaks for them. */
  known: { xml: string; state: 'current' | 'changed' } | undefined;
  /** Told of what the report cannot tell as it should. */
  warn: (warning: ReportWarning) => void;
}

/** What a report of a GPO is made from: a live GPO, or a backup that came without a report. */
export interface ReportSubject extends SettingsSubject {
  created: Date;
  modified: Date;
  readTime: Date;
  /** Absent where it could not be read. */
  security: SecurityDescriptor | undefined;
  /** What SDDL abbreviates accounts of. */
  domainSid: string;
  filter: { name: string; description: string } | undefined;
  links: readonly { somName: string; somPath: string; enabled: boolean; enforced: boolean }[];
}
