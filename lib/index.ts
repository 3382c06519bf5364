import { useDefaultForest } from './api/backend';

export type { OpenOptions } from './api/backend';
export type { GpmClientSideExtension } from './api/client-side-extension';
export { type DomainControllerOptions, Gpm } from './api/gpm';
export { GpmBackup } from './api/gpm-backup';
export { type BackupSearch, GpmBackupDir } from './api/gpm-backup-dir';
export { type CreateGpoOptions, GpmDomain, type RestoreOptions } from './api/gpm-domain';
export { GpmGpo, type GpoVersion } from './api/gpm-gpo';
export { GpmGpoLink } from './api/gpm-gpo-link';
export {
  GpmMigrationTable,
  type MapDestination,
  type MapDestinationOption,
  type MapEntry,
  type MapEntryType,
  type MigrationAddOptions,
} from './api/gpm-migration-table';
export { GpmRsop } from './api/gpm-rsop';
export { GpmSitesContainer } from './api/gpm-sites-container';
export { type CreateGpoLinkOptions, GpmSom } from './api/gpm-som';
export { GpmWmiFilter, type WmiQuery } from './api/gpm-wmi-filter';
export type { BackupOptions, CopyOptions, DeleteGpoOptions, ImportOptions } from './api/gpo-options';
export type { GpoPart, GpoParts } from './api/gpo-parts';
export type { IncludeOptions, With } from './api/parts';
export type { GpmPermission, GpoPermission, SomPermission } from './api/permission';
export type { ReportOptions, ReportType } from './api/report';
export type { RsopHalf, RsopLoggingOptions, RsopMode, RsopPlanningOptions } from './api/rsop-options';
export type {
  ExtensionsCondition,
  GpoSearch,
  IdCondition,
  SomSearch,
  TextCondition,
} from './api/search-criteria';
export type { SomPart, SomParts } from './api/som-parts';
export type { SomReference } from './api/som-reference';
export type { GpmTrustee, Trustee, TrusteeType } from './api/trustee';
export type { Severity } from './hresult/codes';
export { GpmError } from './hresult/gpm-error';
export type { StatusMessage } from './hresult/status-message';
export { GpmOperation, type GpmOperationEvents } from './operation/operation';
export type { OperationResult, OperationState, Status } from './operation/status';

useDefaultForest(() => new (require('./mock') as typeof import('./mock')).MockForest());
