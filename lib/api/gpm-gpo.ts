import { GPM_PROCESS_SECURITY } from '../generated/gpmgmt';
import type { GpmOperation } from '../operation/operation';
import { options } from '../validate/plain-object';
import {
  abortSignal,
  absolutePath,
  boolean,
  flag,
  oneOf,
  text,
  displayName as validDisplayName,
} from '../validate/values';
import { deleteWithLinks } from './delete-gpo';
import { GpmBackup } from './gpm-backup';
import type { GpmDomain } from './gpm-domain';
import { GpmObject } from './gpm-object';
import type { GpmSitesContainer } from './gpm-sites-container';
import { GpmWmiFilter } from './gpm-wmi-filter';
import {
  type BackupOptions,
  type CopyOptions,
  type DeleteGpoOptions,
  IMPORT_KEYS,
  type ImportOptions,
  migrationArguments,
} from './gpo-options';
import { kind } from './kind';
import { type ReportOptions, type ReportType, startReport, startReportToFile } from './report';

/** How often one half of a GPO has been changed. The two differ while replication is under way. */
export interface GpoVersion {
  /** As the directory has it. */
  readonly ds: number;
  /** As SYSVOL has it; `null` where that could not be read. */
  readonly sysvol: number | null;
}

/**
 * A Group Policy object: `IGPMGPO`. Its properties are as they were when it was read; see {@link refresh}.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmgpo
 */
export class GpmGpo extends GpmObject {
  /** @internal */
  static readonly kind = kind(
    {
      name: 'GpmGpo',
      interfaceName: 'IGPMGPO',
      properties: {
        id: 'IGPMGPO::get_ID',
        displayName: 'IGPMGPO::get_DisplayName',
        domainName: 'IGPMGPO::get_DomainName',
        path: 'IGPMGPO::get_Path',
        creationTime: 'IGPMGPO::get_CreationTime',
        modificationTime: 'IGPMGPO::get_ModificationTime',
        computerDs: 'IGPMGPO::get_ComputerDSVersionNumber',
        computerSysvol: 'IGPMGPO::get_ComputerSysvolVersionNumber',
        userDs: 'IGPMGPO::get_UserDSVersionNumber',
        userSysvol: 'IGPMGPO::get_UserSysvolVersionNumber',
        computerEnabled: 'IGPMGPO::IsComputerEnabled',
        userEnabled: 'IGPMGPO::IsUserEnabled',
        description: 'IGPMGPO2::get_Description',
      },
      // SYSVOL can be out of reach while the directory answers; `IGPMGPO2` came with Windows 7.
      fallback: { computerSysvol: null, userSysvol: null, description: '' },
      shape: ({ computerDs, computerSysvol, userDs, userSysvol, ...rest }) => ({
        ...rest,
        computerVersion: { ds: computerDs, sysvol: computerSysvol },
        userVersion: { ds: userDs, sysvol: userSysvol },
      }),
    },
    (received) => new GpmGpo(received as never),
  );

  /** `{GUID}`. */
  declare readonly id: string;
  /** Display names are not unique in a domain. */
  declare readonly displayName: string;
  /** The DNS name of its domain. */
  declare readonly domainName: string;
  /** The distinguished name of its container in the directory. */
  declare readonly path: string;
  declare readonly creationTime: Date;
  declare readonly modificationTime: Date;
  /** Version of the computer settings. */
  declare readonly computerVersion: GpoVersion;
  /** Version of the user settings. */
  declare readonly userVersion: GpoVersion;
  /** Whether the computer settings are applied. */
  declare readonly computerEnabled: boolean;
  /** Whether the user settings are applied. */
  declare readonly userEnabled: boolean;
  /** Empty where there is none. */
  declare readonly description: string;

  /** How messages name this GPO. @internal */
  get label(): string {
    return `the GPO "${this.displayName}" ${this.id} of ${this.domainName}`;
  }

  /** Reads all properties anew, in one hop. */
  async refresh(): Promise<this> {
    await this.readAnew(`read ${this.label}`);
    return this;
  }

  /**
   * Changes the display name: `IGPMGPO::put_DisplayName`.
   *
   * @see https://learn.microsoft.com/previous-versions/windows/desktop/gpmc/igpmgpo-property-methods
   */
  async setDisplayName(displayName: string): Promise<void> {
    const newName = validDisplayName(displayName, 'The display name');
    await this.session.call(
      `rename ${this.label} to "${newName}"`,
      this.com,
      'IGPMGPO::put_DisplayName',
      newName,
    );
    await this.refresh();
  }

  /** Changes the description: `IGPMGPO2::put_Description`. */
  async setDescription(description: string): Promise<void> {
    const newText = text(description, 'The description');
    await this.session.call(`describe ${this.label}`, this.com, 'IGPMGPO2::put_Description', newText);
    await this.refresh();
  }

  /**
   * Enables or disables the computer settings: `IGPMGPO::SetComputerEnabled`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-setcomputerenabled
   */
  async setComputerEnabled(enabled: boolean): Promise<void> {
    const action = `${boolean(enabled, 'enabled') ? 'enable' : 'disable'} the computer settings of ${this.label}`;
    await this.session.call(action, this.com, 'IGPMGPO::SetComputerEnabled', enabled);
    await this.refresh();
  }

  /**
   * Enables or disables the user settings: `IGPMGPO::SetUserEnabled`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-setuserenabled
   */
  async setUserEnabled(enabled: boolean): Promise<void> {
    const action = `${boolean(enabled, 'enabled') ? 'enable' : 'disable'} the user settings of ${this.label}`;
    await this.session.call(action, this.com, 'IGPMGPO::SetUserEnabled', enabled);
    await this.refresh();
  }

  /**
   * The filter that it uses, or null: `IGPMGPO::GetWMIFilter`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-getwmifilter
   */
  async getWmiFilter(): Promise<GpmWmiFilter | null> {
    const action = `read the WMI filter of ${this.label}`;
    return this.session.find(action, GpmWmiFilter.kind, this.com, 'IGPMGPO::GetWMIFilter');
  }

  /**
   * Has it use a filter of its domain, or none: `IGPMGPO::SetWMIFilter`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-setwmifilter
   */
  async setWmiFilter(filter: GpmWmiFilter | null): Promise<void> {
    const { session } = this;
    const object =
      filter === null
        ? null
        : GpmObject.com<typeof GpmWmiFilter>(filter, 'The WMI filter', session, 'GpmWmiFilter');
    const action =
      filter === null ? `take the WMI filter from ${this.label}` : `give ${filter.label} to ${this.label}`;
    await session.call(action, this.com, 'IGPMGPO::SetWMIFilter', object);
    await this.refresh();
  }

  /**
   * Whether the permissions of its folder in SYSVOL are those of the directory: `IGPMGPO::IsACLConsistent`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-isaclconsistent
   */
  async isAclConsistent(): Promise<boolean> {
    const action = `compare the permissions of ${this.label} in the directory and in SYSVOL`;
    const [consistent] = await this.session.call(action, this.com, 'IGPMGPO::IsACLConsistent');
    return consistent;
  }

  /**
   * Gives its files in SYSVOL the permissions of the directory: `IGPMGPO::MakeACLConsistent`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-makeaclconsistent
   */
  async makeAclConsistent(): Promise<void> {
    const action = `give ${this.label} the permissions of the directory in SYSVOL`;
    await this.session.call(action, this.com, 'IGPMGPO::MakeACLConsistent');
  }

  /**
   * Deletes the GPO: `IGPMGPO::Delete`, which deletes no link.
   *
   * @param given - `links: 'delete'` removes its links in its own domain first, and those of sites where `sites` is
   *   given (PowerShell: `Remove-GPO` without `-KeepLinks`). Where that fails in the middle the links are put back, and
   *   the error names those that could not be.
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-delete
   */
  async delete(given?: DeleteGpoOptions): Promise<void> {
    const { session } = this;
    const { links, sites } = options(given, 'The options of delete', ['links', 'sites']);
    const container =
      sites === undefined
        ? undefined
        : GpmObject.com<typeof GpmSitesContainer>(sites, 'sites', session, 'GpmSitesContainer');
    if (links !== undefined && oneOf(links, 'links', ['keep', 'delete']) === 'delete') {
      await deleteWithLinks(session, this, container);
      return;
    }
    if (container) throw new TypeError("sites is of use with links: 'delete' only.");
    await session.call(`delete ${this.label}`, this.com, 'IGPMGPO::Delete');
  }

  /**
   * Backs up the GPO: `IGPMGPO::Backup`. Starts at once. The backup holds settings, id and permissions; links and
   * the WMI filter itself are not part of it.
   *
   * @param directory - has to exist; it can hold many backups. A relative path is resolved against the current
   *   directory of this process.
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-backup
   */
  backup(directory: string, given?: BackupOptions): GpmOperation<GpmBackup> {
    const { session } = this;
    const method = 'IGPMGPO::Backup';
    session.checkOpen(method);
    const target = absolutePath(directory, 'The backup directory');
    const { comment, signal } = options(given, 'The options of backup', ['comment', 'signal']);
    const action = `back up ${this.label} to ${target}`;
    return session.start(GpmBackup.kind, {
      target: this.com,
      method,
      args: [target, text(comment ?? '', 'comment')],
      action,
      signal: abortSignal(signal),
    });
  }

  /**
   * Replaces the settings of this GPO by those of a backup, of any GPO in any domain: `IGPMGPO::Import`. Starts at
   * once. The present settings are erased first; id, permissions and links stay.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-import
   */
  import(backup: GpmBackup, given?: ImportOptions): GpmOperation<GpmGpo> {
    const { session } = this;
    const method = 'IGPMGPO::Import';
    session.checkOpen(method);
    const source = GpmObject.com<typeof GpmBackup>(backup, 'The backup', session, 'GpmBackup');
    const { signal, ...rest } = options(given, 'The options of import', IMPORT_KEYS);
    const migration = migrationArguments(session, rest);
    const action = `import ${backup.label} into ${this.label}`;
    return session.start(GpmGpo.kind, {
      target: this.com,
      method,
      args: [migration.flags, source, migration.table],
      action,
      signal: abortSignal(signal),
    });
  }

  /**
   * Makes a new GPO with these settings, in this or another domain: `IGPMGPO::CopyTo`. Starts at once. The copy has
   * an id of its own and is not linked.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-copyto
   */
  copyTo(domain: GpmDomain, given?: CopyOptions): GpmOperation<GpmGpo> {
    const { session } = this;
    const method = 'IGPMGPO::CopyTo';
    session.checkOpen(method);
    const target = GpmObject.com<typeof GpmDomain>(domain, 'The domain', session, 'GpmDomain');
    const { displayName, processSecurity, signal, ...rest } = options(given, 'The options of copyTo', [
      ...IMPORT_KEYS,
      'displayName',
      'processSecurity',
    ]);
    const migration = migrationArguments(session, rest);
    const flags = migration.flags | (flag(processSecurity, 'processSecurity') ? GPM_PROCESS_SECURITY : 0);
    const newName = displayName === undefined ? undefined : validDisplayName(displayName, 'displayName');
    const action = `copy ${this.label} to ${domain.name}${newName === undefined ? '' : ` as "${newName}"`}`;
    return session.start(GpmGpo.kind, {
      target: this.com,
      method,
      args: [flags, target, newName, migration.table],
      action,
      signal: abortSignal(signal),
    });
  }

  /**
   * Generates the report of the settings: `IGPMGPO::GenerateReport`. Starts at once.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-generatereport
   */
  generateReport(type: ReportType, given?: ReportOptions): GpmOperation<string> {
    return startReport(this.session, this.com, 'IGPMGPO::GenerateReport', this.label, type, given);
  }

  /**
   * Writes the report to a file, whole or not at all, in the encoding that its XML declares (UTF-16). It stands for
   * `IGPMGPO::GenerateReportToFile`, but with progress and cancellation, which that has not. Starts at once.
   *
   * @param path - a relative one is resolved against the current directory of this process
   * @returns the absolute path
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-generatereporttofile
   */
  generateReportToFile(type: ReportType, path: string, given?: ReportOptions): GpmOperation<string> {
    const method = 'IGPMGPO::GenerateReport';
    return startReportToFile(this.session, this.com, method, this.label, type, path, given);
  }
}
