/**
 * GPMC's files: backup folders, migration tables and the settings files inside them. Pure data, no COM.
 *
 * @packageDocumentation
 */
export { FormatError, type FormatErrorKind } from '../files/errors';
export { limits } from '../files/limits';
export { formatRegistryPol, parseRegistryPol, type RegistrySetting } from '../settings/registry-pol';
export { findUncPaths, isUncPath } from '../settings/scripts-ini';
export { findPrincipals, mapPrincipals } from '../settings/security-template';
export { type ListedGpo, listFiles } from './file-list';
export { findBackupDirs, listBackups } from './list-backups';
export { isSameAsSource, readMigrationTable, writeMigrationTable } from './migration-table';
export { readBackup } from './read-backup';
export type * from './types';
export { deleteBackup, writeBackup } from './write-backup';
