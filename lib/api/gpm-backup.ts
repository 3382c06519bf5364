import type { GpmOperation } from '../operation/operation';
import { GpmObject } from './gpm-object';
import { kind } from './kind';
import { type ReportOptions, type ReportType, startReport, startReportToFile } from './report';

/**
 * A backup of a GPO in a directory: `IGPMBackup`, as it was when it was read.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmbackup
 */
export class GpmBackup extends GpmObject {
  /** @internal */
  static readonly kind = kind(
    {
      name: 'GpmBackup',
      interfaceName: 'IGPMBackup',
      properties: {
        id: 'IGPMBackup::get_ID',
        gpoId: 'IGPMBackup::get_GPOID',
        gpoDomain: 'IGPMBackup::get_GPODomain',
        gpoDisplayName: 'IGPMBackup::get_GPODisplayName',
        timestamp: 'IGPMBackup::get_Timestamp',
        comment: 'IGPMBackup::get_Comment',
        directory: 'IGPMBackup::get_BackupDir',
      },
    },
    (received) => new GpmBackup(received as never),
  );

  /** The backup's own id, `{GUID}`; the name of its folder. */
  declare readonly id: string;
  /** The id of the GPO that was backed up, `{GUID}`. */
  declare readonly gpoId: string;
  /** The DNS name of its domain. */
  declare readonly gpoDomain: string;
  /** Its display name at that time. */
  declare readonly gpoDisplayName: string;
  /** When the backup was made. */
  declare readonly timestamp: Date;
  /** The comment given with it; empty where there was none. */
  declare readonly comment: string;
  /** The directory it is in. */
  declare readonly directory: string;

  /** How messages name this backup. @internal */
  get label(): string {
    return `the backup ${this.id} of the GPO "${this.gpoDisplayName}" in ${this.directory}`;
  }

  /**
   * Deletes the backup from its directory: `IGPMBackup::Delete`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackup-delete
   */
  async delete(): Promise<void> {
    await this.session.call(`delete ${this.label}`, this.com, 'IGPMBackup::Delete');
  }

  /**
   * Generates the report of the settings in the backup: `IGPMBackup::GenerateReport`. Starts at once.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackup-generatereport
   */
  generateReport(type: ReportType, options?: ReportOptions): GpmOperation<string> {
    return startReport(this.session, this.com, 'IGPMBackup::GenerateReport', this.label, type, options);
  }

  /**
   * Writes the report to a file, whole or not at all, in the encoding that its XML declares (UTF-16). It stands for
   * `IGPMBackup::GenerateReportToFile`, but with progress and cancellation, which that has not. Starts at once.
   *
   * @param path - a relative one is resolved against the current directory of this process
   * @returns the absolute path
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackup-generatereporttofile
   */
  generateReportToFile(type: ReportType, path: string, given?: ReportOptions): GpmOperation<string> {
    const method = 'IGPMBackup::GenerateReport';
    return startReportToFile(this.session, this.com, method, this.label, type, path, given);
  }
}
