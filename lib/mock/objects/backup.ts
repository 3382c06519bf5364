import type { ForeignObject, Served } from '../../addon/objects';
import { type BackupHandle, deleteBackup } from '../../backups/backup-directory';
import type { GPMReportType, MethodName } from '../../generated/gpmgmt';
import type { IGPMBackupMethods } from '../../generated/methods';
import type { InjectionTarget } from '../injection/behaviour';
import { reportBackup } from '../operations/reports';
import type { Connection } from './connection';
import type { MockObject, Represented } from './mock-object';
import type { OperationAnswer } from './operation';
import { type MakeReport, reportToFile, startReport } from './reports';

const constant: readonly MethodName[] = [
  'IGPMBackup::get_ID',
  'IGPMBackup::get_GPOID',
  'IGPMBackup::get_GPODomain',
  'IGPMBackup::get_GPODisplayName',
  'IGPMBackup::get_Timestamp',
  'IGPMBackup::get_Comment',
  'IGPMBackup::get_BackupDir',
];

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmbackup */
class BackupObject implements IGPMBackupMethods, MockObject {
  constructor(
    private readonly connection: Connection,
    private readonly backup: BackupHandle,
  ) {}

  get target(): InjectionTarget {
    return { id: this.backup.record.id, name: this.backup.record.gpoDisplayName };
  }

  get represents(): Partial<Represented> {
    return { backup: this.backup };
  }

  get_ID(): string {
    return this.backup.record.id;
  }
  get_GPOID(): string {
    return this.backup.record.gpoGuid;
  }
  get_GPODomain(): string {
    return this.backup.record.gpoDomain;
  }
  get_GPODisplayName(): string {
    return this.backup.record.gpoDisplayName;
  }
  /** UTC, as it stands in the backup. */
  get_Timestamp(): Date {
    return this.backup.record.backupTime;
  }
  get_Comment(): string {
    return this.backup.record.comment;
  }
  get_BackupDir(): string {
    return this.backup.directory;
  }

  Delete(): Promise<void> {
    return deleteBackup(this.backup);
  }

  GenerateReport(type: GPMReportType, sink: ForeignObject | null): Promise<OperationAnswer> {
    const call = { method: 'IGPMBackup::GenerateReport', target: this.target, type, sink } as const;
    return startReport(this.connection, call, this.report);
  }
  GenerateReportToFile(type: GPMReportType, file: string): Promise<Served<'IGPMResult'>> {
    return reportToFile(this.connection, type, file, this.report);
  }

  private readonly report: MakeReport = (format, context) =>
    reportBackup(this.connection.state, this.backup, format, context);
}

/** Publishes a backup. */
export function publishBackup(connection: Connection, backup: BackupHandle): Served<'IGPMBackup'> {
  return connection.transient('IGPMBackup', new BackupObject(connection, backup), constant);
}
