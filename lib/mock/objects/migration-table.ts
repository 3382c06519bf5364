import type { Served } from '../../addon/objects';
import type { VariantValue } from '../../addon/values';
import { openBackup } from '../../backups/backup-directory';
import { GPM_PROCESS_SECURITY, type GPMEntryType } from '../../generated/gpmgmt';
import type { IGPMMigrationTableMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { MigrationTable } from '../operations/migration-table';
import { representedBy } from './arguments';
import type { Connection } from './connection';
import { destinationOf, mappingType, publishMapEntry } from './map-entry';
import type { MockObject, Represented } from './mock-object';
import { publishResult } from './result';

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmmigrationtable */
class MigrationTableObject implements IGPMMigrationTableMethods, MockObject {
  constructor(
    private readonly connection: Connection,
    private readonly table: MigrationTable,
  ) {}

  get represents(): Partial<Represented> {
    return { migrationTable: this.table.entries };
  }

  Save(file: string): Promise<void> {
    return this.table.save(file);
  }

  /** https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmmigrationtable-add */
  async Add(flags: number, source: VariantValue): Promise<void> {
    const { gpo, backup } = representedBy(source);
    const security = (flags & GPM_PROCESS_SECURITY) !== 0;
    if (gpo) this.table.addGpo(gpo, security);
    else if (backup) this.table.addBackup((await openBackup(backup)).content, security);
    else
      throw new HresultError(
        Hresult.E_INVALIDARG,
        'What is added to a migration table is to be a GPO or a backup of one.',
      );
  }

  AddEntry(source: string, type: GPMEntryType, destination: VariantValue): Served<'IGPMMapEntry'> {
    return publishMapEntry(
      this.connection,
      this.table.addEntry(source, mappingType(type), destinationOf(destination)),
    );
  }
  GetEntry(source: string): Served<'IGPMMapEntry'> {
    return publishMapEntry(this.connection, this.table.getEntry(source));
  }
  DeleteEntry(source: string): void {
    this.table.deleteEntry(source);
  }
  UpdateDestination(source: string, destination: VariantValue): Served<'IGPMMapEntry'> {
    return publishMapEntry(this.connection, this.table.updateDestination(source, destinationOf(destination)));
  }

  /** Destinations are looked up from the forest's root domain. `Result` says whether nothing is wrong. */
  Validate(): Served<'IGPMResult'> {
    const { valid, messages } = this.table.validate(this.connection.state.rootDomain);
    return publishResult(this.connection.server, { hresult: Hresult.S_OK, value: valid, messages, steps: 1 });
  }

  GetEntries(): Served<'IGPMMapEntryCollection'> {
    return this.connection.collection('IGPMMapEntryCollection', this.table.entries, (entry) =>
      publishMapEntry(this.connection, entry),
    );
  }
}

/** Publishes a migration table. */
export function publishMigrationTable(
  connection: Connection,
  table: MigrationTable,
): Served<'IGPMMigrationTable'> {
  return connection.transient('IGPMMigrationTable', new MigrationTableObject(connection, table));
}
