/**
 * Backups as GPMC writes them, read from their files: on any platform, without GPMC, without a mock, and without the
 * native addon.
 *
 * @packageDocumentation
 */
export { GpmError } from '../hresult/gpm-error';
export { type ListedBackups, listBackups } from './list-backups';
