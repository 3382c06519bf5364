import { Served } from '../../addon/objects';
import type { VariantValue } from '../../addon/values';
import { readMigrationTable } from '../../backups/migration-table';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { MigrationOptions } from '../operations/migration';
import { represented } from './arguments';

/**
 * `pvarMigrationTable`: an `IGPMMigrationTable`, as its documentation for C++ says, or the path of a table, as the one
 * for scripts does. Empty is none.
 */
export async function migrationOptions(table: VariantValue, tableOnly: boolean): Promise<MigrationOptions> {
  if (table === undefined || table === null || table === '') {
    if (!tableOnly) return {};
    throw new HresultError(
      Hresult.E_INVALIDARG,
      'GPM_MIGRATIONTABLE_ONLY was given without a migration table.',
    );
  }
  if (typeof table === 'string') return { migrationTable: await readMigrationTable(table), tableOnly };
  if (!(table instanceof Served)) {
    throw new HresultError(
      Hresult.E_INVALIDARG,
      'The migration table is to be an IGPMMigrationTable or the path of one.',
    );
  }
  return {
    migrationTable: represented(table, 'migrationTable', 'The migration table'),
    tableOnly,
  };
}
