/**
 * What a GPMC backup folder and a migration table hold, as plain data.
 *
 * Paths are spelled as GPMC spells them, with backslashes, on every platform. GUIDs keep their braces
 * and their case; compare them without regard to case.
 *
 * @packageDocumentation
 */

/** What a security principal is. The names are those of GPMC's own files (`GPMEntryType` without `etype`). */
export type PrincipalType =
  | 'User'
  | 'Computer'
  | 'LocalGroup'
  | 'GlobalGroup'
  | 'UniversalGroup'
  /** The principal could not be resolved, or is a well-known one. */
  | 'Unknown';

/** A principal that occurs in the settings or in the access control list of a GPO (`SecurityGroups/Group`). */
export interface Principal {
  /** `S-1-…`; empty where the settings name the principal without a SID. */
  sid: string;
  samAccountName: string;
  type: PrincipalType;
  netBiosDomain: string;
  dnsDomain: string;
  /** User principal name, `name@dns.domain`. */
  upn: string;
  /** Whether the principal was found in the GPO's access control list and not in its settings. */
  fromDacl: boolean;
}

/** One entry of the file list of a backup (`FSObjectFile` or `FSObjectDir`). */
export interface BackupFileObject {
  kind: 'file' | 'directory';
  /** Begins with `%GPO_FSPATH%`, `%GPO_MACH_FSPATH%` or `%GPO_USER_FSPATH%`; the last part can be a wildcard. */
  path: string;
  /** The UNC path in SYSVOL when the backup was made. */
  sourceExpandedPath: string;
  /** Path below the backup's folder (`DomainSysvol\GPO\…`). Absent: a wildcard was looked for and nothing was found. */
  location?: string;
  /** `SecurityValidateSettings` for GptTmpl.inf, `ScriptsValidatePaths` for scripts.ini. */
  reEvaluateFunction?: string;
  /** Attributes this library has no name for, by local name, in the order of the file. */
  otherAttributes?: Record<string, string>;
}

/** The files one group of client-side extensions owns (`GroupPolicyExtension`). */
export interface BackupExtension {
  /** GUID with braces. */
  id: string;
  /** `Registry`, `Security`, `Scripts`, `Unknown Extension` … */
  name: string;
  objects: BackupFileObject[];
}

/** A file of a GPO's SYSVOL folder. */
export interface SysvolFile {
  /** Path below `DomainSysvol\GPO` with backslashes: `Machine\registry.pol`. */
  path: string;
  data: Uint8Array;
}

/** All that a backup says about the GPO itself: Backup.xml and the DomainSysvol tree. */
export interface GpoContent {
  /** GUID of the GPO, with braces. */
  id: string;
  displayName: string;
  /** DNS name of the domain. */
  domain: string;
  /** Self-relative security descriptor, as it was read: `backupSecurity` tells whether it is one. */
  securityDescriptor: Uint8Array;
  /** 0 = both halves are on, 1 = user half off, 2 = computer half off, 3 = both off. */
  options: number;
  /** Unsigned 32-bit: the high word is the version in SYSVOL, the low word the one in the directory. */
  userVersion: number;
  /** As {@link GpoContent.userVersion}, of the computer half. */
  machineVersion: number;
  /** `[{extension}{tool}…][…]`, as in gPCMachineExtensionNames; empty when there are none. */
  machineExtensionGuids: string;
  /** As {@link GpoContent.machineExtensionGuids}, of the user half. */
  userExtensionGuids: string;
  /** `MSFT_SomFilter.ID="{guid}",Domain="dns"`, or empty. */
  wmiFilter: string;
  /** Present only where there is a filter. */
  wmiFilterName?: string;
  principals: Principal[];
  /** UNC paths found in the settings: what a migration table can map. */
  filePaths: string[];
  /** In the order of the file. */
  extensions: BackupExtension[];
  files: SysvolFile[];
  /** Every directory below `DomainSysvol\GPO`, also the empty ones: `Machine\Scripts\Startup`. */
  directories: string[];
}

/** A backup's entry in manifest.xml, which is also its bkupInfo.xml. */
export interface BackupRecord {
  gpoGuid: string;
  /** DNS name of the domain. */
  gpoDomain: string;
  gpoDomainGuid: string;
  /** The domain controller that the backup was made from, as it was given: a DNS name, often a host name alone. */
  gpoDomainController: string;
  /** UTC, in whole seconds. */
  backupTime: Date;
  /** GUID of the backup, which is also the name of its folder. */
  id: string;
  comment: string;
  gpoDisplayName: string;
}

/** A file in a backup's folder that is neither one of GPMC's four nor below `DomainSysvol\GPO`. */
export interface OtherFile {
  /** Path below the backup's folder, with backslashes. */
  path: string;
  data: Uint8Array;
}

declare const backupSource: unique symbol;

/**
 * Carries the documents a backup was read from, so that elements, attributes and comments that this library
 * does not know are written again. Opaque; hand it on with the backup or leave it out.
 */
export interface BackupSource {
  readonly [backupSource]: true;
}

/** A whole backup folder. */
export interface Backup {
  record: BackupRecord;
  content: GpoContent;
  /** gpreport.xml; absent where GPMC completed the backup without a report, and where it cannot be read. */
  report?: string;
  /** Why gpreport.xml, which is there, cannot be read. */
  reportError?: Error;
  /** Why `content.securityDescriptor` is empty: what Backup.xml has in its place are no bytes. */
  securityDescriptorError?: Error;
  /** That a file which Backup.xml names is not there. Whoever takes the settings would miss some. */
  filesError?: Error;
  otherFiles: OtherFile[];
  /** Set by `readBackup`. */
  source?: BackupSource;
}

/** What `readBackupList` finds: a backup, of which only bkupInfo.xml was read. */
export interface BackupListing {
  record: BackupRecord;
  /** Path of the backup's own folder. */
  folder: string;
}

/** Why a folder or file of a backup directory is not in the list, or why the manifest is not to be trusted. */
export interface BackupProblem {
  /** Path of the folder or file. */
  path: string;
  error: Error;
  /**
   * What is wrong: a backup, which is not listed; the content of one that is listed and cannot be opened; no more than
   * its report; the manifest as a whole; or no more than one entry of it.
   */
  concerns: 'backup' | 'content' | 'report' | 'manifest' | 'entry';
  /** Of a backup that is not listed what the manifest says, where it says something; of one that is its own. */
  record?: BackupRecord;
}

/** What `readBackupList` returns. */
export interface BackupList {
  /** In the order in which they were made, the oldest first. */
  backups: BackupListing[];
  problems: BackupProblem[];
}

/** What a migration table puts in the place of a principal or path. */
export type MigrationDestination =
  | { kind: 'sameAsSource' }
  /** The reference is removed. */
  | { kind: 'none' }
  /** The principal of the same name in the destination domain. */
  | { kind: 'byRelativeName' }
  | { kind: 'set'; value: string };

/** One line of a migration table. */
export interface MigrationMapping {
  type: PrincipalType | 'UNCPath';
  /** `name@dns.domain`, `DOMAIN\name`, a bare name, a SID, or a UNC path. */
  source: string;
  destination: MigrationDestination;
}

/** Options of the functions that write a backup. */
export interface WriteOptions {
  /**
   * Called before each file is written and once at the end (`done === total`). It may wait; what it throws
   * undoes the whole write.
   */
  onStep?: (done: number, total: number) => void | Promise<void>;
  /** Undoes the whole write; the function then rejects with `signal.reason`. */
  signal?: AbortSignal;
  /**
   * Whether to wait until the disk itself has everything (default), so that not even a power failure leaves a
   * backup with empty files. `false` is many times faster and as safe against everything but that.
   */
  durable?: boolean;
}
