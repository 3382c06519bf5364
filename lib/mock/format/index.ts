/**
 * GPMC's files: backup folders, migration tables and the settings files inside them. Pure data, no COM.
 *
 * @packageDocumentation
 */
export { FormatError, type FormatErrorKind } from './errors';
export { type ListedGpo, listFiles } from './file-list';
export { limits } from './limits';
export { findBackupDirs, listBackups } from './list-backups';
export { isSameAsSource, readMigrationTable, writeMigrationTable } from './migration-table';
export { readBackup } from './read-backup';
export { formatRegistryPol, parseRegistryPol, type RegistrySetting } from './registry-pol';
export { findUncPaths, isUncPath } from './scripts-ini';
export { findPrincipals, mapPrincipals } from './security-template';
export type * from './types';
export { deleteBackup, writeBackup } from './write-backup';
