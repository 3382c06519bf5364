/**
 * GPMC's files: backup folders, migration tables and the settings files inside them. Pure data, no COM.
 *
 * @packageDocumentation
 */
export { FormatError, type FormatErrorKind } from './errors';
export { limits } from './limits';
export { findBackupDirs, listBackups } from './list-backups';
export { readBackup } from './read-backup';
export type * from './types';
export { deleteBackup, writeBackup } from './write-backup';
