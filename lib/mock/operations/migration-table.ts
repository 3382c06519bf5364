import { readMigrationTable, writeMigrationTable } from '../../backups/migration-table';
import type { GpoContent, MigrationDestination, MigrationMapping, Principal } from '../../backups/types';
import { within } from '../../files/errors';
import { excerpt } from '../../files/excerpt';
import { Hresult, hresultSeverity } from '../../hresult/codes';
import { GpmcCode } from '../../hresult/gpmc-codes';
import { asHresultError, HresultError } from '../../hresult/hresult-error';
import type { StatusMessageFields } from '../../hresult/status-message';
import { migrationSource } from '../../security/principal-spelling';
import { isUncPath } from '../../settings/scripts-ini';
import type { DomainState } from '../state/domain-state';
import { principalsOf } from '../state/gpo-principals';
import type { GpoState } from '../state/gpo-state';
import { statusMessage } from './status-message';

const sameAsSource: MigrationDestination = { kind: 'sameAsSource' };
const fold = (text: string): string => text.toLowerCase();

/** A migration table in memory (`IGPMMigrationTable`). https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmmigrationtable */
export class MigrationTable {
  readonly #entries = new Map<string, MigrationMapping>();

  constructor(entries: readonly MigrationMapping[] = []) {
    for (const entry of entries) this.#entries.set(fold(entry.source), entry);
  }

  /** `IGPM::GetMigrationTable`. */
  static async load(file: string): Promise<MigrationTable> {
    try {
      return new MigrationTable(await readMigrationTable(file));
    } catch (error) {
      throw asHresultError(within(file, error));
    }
  }

  /** `IGPMMigrationTable::Save`. */
  async save(file: string): Promise<void> {
    try {
      await writeMigrationTable(file, this.entries);
    } catch (error) {
      throw asHresultError(error);
    }
  }

  get entries(): MigrationMapping[] {
    return [...this.#entries.values()];
  }

  /**
   * `IGPMMigrationTable::Add` for a live GPO: the principals and paths of its settings, and with `processSecurity`
   * those of its DACL. What the table has already stays as it is.
   */
  addGpo(gpo: GpoState, processSecurity = false): void {
    this.addBackup({ ...gpo.content, principals: principalsOf(gpo) }, processSecurity);
  }

  /** `IGPMMigrationTable::Add` for a backup. */
  addBackup(content: GpoContent, processSecurity = false): void {
    this.#addReferences(content);
    if (!processSecurity) return;
    for (const principal of content.principals.filter((p) => p.fromDacl)) this.#addPrincipal(principal);
  }

  /** `IGPMMigrationTable::AddEntry`: overwrites an entry of the same source. */
  addEntry(
    source: string,
    type: MigrationMapping['type'],
    destination: MigrationDestination = sameAsSource,
  ): MigrationMapping {
    if (source.trim() === '') {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        'an entry of a migration table needs a source: a principal or a UNC path',
      );
    }
    const entry: MigrationMapping = { type, source, destination };
    this.#entries.set(fold(source), entry);
    return entry;
  }

  getEntry(source: string): MigrationMapping {
    const entry = this.#entries.get(fold(source));
    if (!entry)
      throw new HresultError(
        Hresult.ERROR_NOT_FOUND,
        `the migration table has no entry for "${excerpt(source)}"`,
      );
    return entry;
  }

  deleteEntry(source: string): void {
    this.getEntry(source);
    this.#entries.delete(fold(source));
  }

  updateDestination(source: string, destination: MigrationDestination = sameAsSource): MigrationMapping {
    const { type, source: spelled } = this.getEntry(source);
    return this.addEntry(spelled, type, destination);
  }

  /** `IGPMMigrationTable::Validate`: what is wrong (errors) or doubtful (warnings) with the entries. */
  validate(domain: DomainState): { valid: boolean; messages: StatusMessageFields[] } {
    const messages = this.entries.flatMap((entry) => faults(entry, domain));
    return {
      valid: messages.every((message) => hresultSeverity(message.operationCode) !== 'error'),
      messages,
    };
  }

  #addReferences(content: Pick<GpoContent, 'principals' | 'filePaths'>): void {
    for (const principal of content.principals.filter((p) => !p.fromDacl)) this.#addPrincipal(principal);
    for (const path of content.filePaths) if (!this.#entries.has(fold(path))) this.addEntry(path, 'UNCPath');
  }

  #addPrincipal(principal: Principal): void {
    const source = migrationSource(principal);
    if (source !== '' && !this.#entries.has(fold(source))) this.addEntry(source, principal.type);
  }
}

function faults(entry: MigrationMapping, domain: DomainState): StatusMessageFields[] {
  const { type, source, destination } = entry;
  const fault = (code: number, message: string, errorCode = 0): StatusMessageFields[] => [
    statusMessage(code, message, { objectPath: source, settingsName: type, errorCode }),
  ];
  if (type === 'UNCPath') {
    if (!isUncPath(source))
      return fault(
        GpmcCode.SOURCE_NOT_A_PATH,
        `the source "${excerpt(source)}" is not a UNC path such as \\\\server\\share`,
      );
    if (destination.kind === 'set' && !isUncPath(destination.value)) {
      return fault(
        GpmcCode.DESTINATION_NOT_A_PATH,
        `the destination "${excerpt(destination.value)}" of "${excerpt(source)}" is not a UNC path such as \\\\server\\share`,
      );
    }
    return destination.kind === 'set' || destination.kind === 'sameAsSource'
      ? []
      : fault(
          GpmcCode.PATH_WITHOUT_DESTINATION,
          `the path "${excerpt(source)}" has no destination; set one, or choose "same as source"`,
        );
  }
  const { principals } = domain.forest;
  if (destination.kind === 'none') return [];
  if (destination.kind === 'sameAsSource') {
    return principals.find(source, domain.name)
      ? []
      : fault(
          GpmcCode.SOURCE_UNRESOLVED,
          `the source "${excerpt(source)}" cannot be resolved from ${domain.name}`,
          Hresult.ERROR_NONE_MAPPED,
        );
  }
  if (destination.kind === 'byRelativeName') {
    const name = source.replace(/^.*\\/, '').replace(/@.*$/, '');
    return principals.find(`${domain.netbiosName}\\${name}`)
      ? []
      : fault(
          GpmcCode.SOURCE_UNRESOLVED,
          `${domain.name} has no "${excerpt(name)}", which "${excerpt(source)}" is mapped to by its relative name`,
          Hresult.ERROR_NONE_MAPPED,
        );
  }
  if (destination.value.trim() === '' || isUncPath(destination.value)) {
    return fault(
      GpmcCode.ENTRY_DESTINATION_INVALID,
      `the destination "${excerpt(destination.value)}" of "${excerpt(source)}" is not a user, computer or group`,
    );
  }
  const found = principals.find(destination.value, domain.name);
  if (!found) {
    return fault(
      GpmcCode.ENTRY_DESTINATION_UNRESOLVED,
      `the destination "${excerpt(destination.value)}" of "${excerpt(source)}" is no user, computer or group that ${domain.name} can resolve`,
      Hresult.ERROR_NONE_MAPPED,
    );
  }
  if (found.wellKnown && type !== 'Unknown') {
    return fault(
      GpmcCode.DESTINATION_WELL_KNOWN,
      `the destination "${excerpt(destination.value)}" of "${excerpt(source)}" is a well-known group, which a ${type} should not be mapped to`,
    );
  }
  if (type !== 'Unknown' && found.type !== type) {
    return fault(
      GpmcCode.GROUP_TYPES_DIFFER,
      `"${excerpt(source)}" is a ${type}, but its destination "${excerpt(destination.value)}" is a ${found.type}`,
    );
  }
  return [];
}
