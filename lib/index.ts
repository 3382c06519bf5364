import { useDefaultForest } from './api/backend';

export type { OpenOptions } from './api/backend';
export { type GetDomainOptions, Gpm } from './api/gpm';
export { GpmBackup } from './api/gpm-backup';
export { type BackupSearch, GpmBackupDir } from './api/gpm-backup-dir';
export { type CreateGpoOptions, GpmDomain, type RestoreOptions } from './api/gpm-domain';
export { GpmGpo, type GpoVersion } from './api/gpm-gpo';
export {
  GpmMigrationTable,
  type MapDestination,
  type MapDestinationOption,
  type MapEntry,
  type MapEntryType,
  type MigrationAddOptions,
} from './api/gpm-migration-table';
export { GpmRsop } from './api/gpm-rsop';
export type { BackupOptions, CopyOptions, ImportOptions } from './api/gpo-options';
export type { ReportOptions, ReportType } from './api/report';
export type { RsopHalf, RsopLoggingOptions, RsopMode, RsopPlanningOptions } from './api/rsop-options';
export type { ExtensionsCondition, GpoSearch, IdCondition, TextCondition } from './api/search-criteria';
export type { Severity } from './hresult/codes';
export { GpmError } from './hresult/gpm-error';
export type { StatusMessage } from './hresult/status-message';
export { GpmOperation, type GpmOperationEvents } from './operation/operation';
export type { OperationResult, OperationState, Status } from './operation/status';

useDefaultForest(() => new (require('./mock') as typeof import('./mock')).MockForest());
