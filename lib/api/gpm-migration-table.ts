import type { ComObject } from '../addon/com-object';
import { GPM_PROCESS_SECURITY, GPMDestinationOption, GPMEntryType } from '../generated/gpmgmt';
import { hresultSeverity } from '../hresult/codes';
import { toStatusMessage } from '../operation/messages';
import type { OperationResult } from '../operation/status';
import { options } from '../validate/plain-object';
import { absolutePath, flag, name, oneOf, show } from '../validate/values';
import type { GpmBackup } from './gpm-backup';
import type { GpmGpo } from './gpm-gpo';
import { GpmObject } from './gpm-object';
import { kind } from './kind';
import type { Session } from './session';

/** What an entry of a migration table maps. */
export type MapEntryType =
  | 'user'
  | 'computer'
  | 'localGroup'
  | 'globalGroup'
  | 'universalGroup'
  | 'uncPath'
  | 'unknown';

/** How an entry maps: `set` is an explicit destination; `none` removes the principal. */
export type MapDestinationOption = 'sameAsSource' | 'none' | 'byRelativeName' | 'set';

/** Where an entry maps to: a principal or UNC path, or one of the general rules. */
export type MapDestination = string | { readonly option: Exclude<MapDestinationOption, 'set'> };

/**
 * An entry of a migration table: `IGPMMapEntry`.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmmapentry
 */
export interface MapEntry {
  readonly source: string;
  readonly type: MapEntryType;
  /** The explicit destination; empty where the option is not `set`. */
  readonly destination: string;
  readonly destinationOption: MapDestinationOption;
}

/** Options of {@link GpmMigrationTable.add}. */
export interface MigrationAddOptions {
  /** Also add the principals of the GPO's own permissions (`GPM_PROCESS_SECURITY`). */
  readonly processSecurity?: boolean | undefined;
}

const types: Readonly<Record<MapEntryType, GPMEntryType>> = {
  user: GPMEntryType.typeUser,
  computer: GPMEntryType.typeComputer,
  localGroup: GPMEntryType.typeLocalGroup,
  globalGroup: GPMEntryType.typeGlobalGroup,
  universalGroup: GPMEntryType.typeUniversalGroup,
  uncPath: GPMEntryType.typeUNCPath,
  unknown: GPMEntryType.typeUnknown,
};
const destinations: Readonly<Record<MapDestinationOption, GPMDestinationOption>> = {
  sameAsSource: GPMDestinationOption.opDestinationSameAsSource,
  none: GPMDestinationOption.opDestinationNone,
  byRelativeName: GPMDestinationOption.opDestinationByRelativeName,
  set: GPMDestinationOption.opDestinationSet,
};

const mapEntry = kind(
  {
    name: 'MapEntry',
    interfaceName: 'IGPMMapEntry',
    properties: {
      source: 'IGPMMapEntry::get_Source',
      type: 'IGPMMapEntry::get_EntryType',
      destination: 'IGPMMapEntry::get_Destination',
      destinationOption: 'IGPMMapEntry::get_DestinationOption',
    },
    fallback: { destination: '' },
  },
  ({ com, values }): MapEntry => {
    com.release();
    return {
      source: values.source,
      type: keyOf(types, values.type) ?? 'unknown',
      destination: values.destination ?? '',
      destinationOption: keyOf(destinations, values.destinationOption) ?? 'set',
    };
  },
);

/**
 * A migration table: what becomes of principals and UNC paths when settings go to another domain:
 * `IGPMMigrationTable`.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmmigrationtable
 */
export class GpmMigrationTable extends GpmObject {
  /** @internal */
  static readonly kind = kind(
    { name: 'GpmMigrationTable', interfaceName: 'IGPMMigrationTable', properties: {} },
    (received) => new GpmMigrationTable(received as never),
  );

  /** How messages name this table. */
  declare private readonly label: string;

  /** @internal */
  static of(session: Session, com: ComObject<'IGPMMigrationTable'>, label: string): GpmMigrationTable {
    const received = { session, com, kind: GpmMigrationTable.kind, values: { label } };
    return new GpmMigrationTable(received as never);
  }

  /**
   * Adds an entry for each principal and path that a GPO or backup refers to: `IGPMMigrationTable::Add`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmmigrationtable-add
   */
  async add(source: GpmGpo | GpmBackup, given?: MigrationAddOptions): Promise<void> {
    const object = GpmObject.com<typeof GpmGpo | typeof GpmBackup>(
      source,
      'The source',
      this.session,
      'GpmGpo',
      'GpmBackup',
    );
    const { processSecurity } = options(given, 'The options of add', ['processSecurity']);
    const flags = flag(processSecurity, 'processSecurity') ? GPM_PROCESS_SECURITY : 0;
    await this.session.call(
      `add the principals and paths of ${source.label} to ${this.label}`,
      this.com,
      'IGPMMigrationTable::Add',
      flags,
      object,
    );
  }

  /**
   * Adds an entry, or replaces the one of this source: `IGPMMigrationTable::AddEntry`.
   *
   * @param destination - the same as the source where it is left out
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmmigrationtable-addentry
   */
  async addEntry(source: string, type: MapEntryType, destination?: MapDestination): Promise<MapEntry> {
    const from = name(source, 'The source');
    const entryType = types[oneOf(type, 'The type of an entry', Object.keys(types) as MapEntryType[])];
    const to = destinationValue(destination);
    const action = `add the entry "${from}" to ${this.label}`;
    return this.session.get(action, mapEntry, this.com, 'IGPMMigrationTable::AddEntry', from, entryType, to);
  }

  /**
   * Changes the destination of an entry: `IGPMMigrationTable::UpdateDestination`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmmigrationtable-updatedestination
   */
  async updateDestination(source: string, destination?: MapDestination): Promise<MapEntry> {
    const from = name(source, 'The source');
    const to = destinationValue(destination);
    const action = `change the entry "${from}" of ${this.label}`;
    return this.session.get(action, mapEntry, this.com, 'IGPMMigrationTable::UpdateDestination', from, to);
  }

  /**
   * The entry of a source: `IGPMMigrationTable::GetEntry`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmmigrationtable-getentry
   */
  async getEntry(source: string): Promise<MapEntry> {
    const from = name(source, 'The source');
    const action = `find the entry "${from}" of ${this.label}`;
    return this.session.get(action, mapEntry, this.com, 'IGPMMigrationTable::GetEntry', from);
  }

  /**
   * Removes the entry of a source: `IGPMMigrationTable::DeleteEntry`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmmigrationtable-deleteentry
   */
  async deleteEntry(source: string): Promise<void> {
    const from = name(source, 'The source');
    const action = `remove the entry "${from}" of ${this.label}`;
    await this.session.call(action, this.com, 'IGPMMigrationTable::DeleteEntry', from);
  }

  /**
   * All entries: `IGPMMigrationTable::GetEntries`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmmigrationtable-getentries
   */
  async getEntries(): Promise<MapEntry[]> {
    const action = `list the entries of ${this.label}`;
    return this.session.list(action, mapEntry, this.com, 'IGPMMigrationTable::GetEntries');
  }

  /**
   * Writes the table to a file: `IGPMMigrationTable::Save`.
   *
   * @param path - usually ends in `.migtable`
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmmigrationtable-save
   */
  async save(path: string): Promise<void> {
    const file = absolutePath(path, 'The path of a migration table');
    await this.session.call(`save ${this.label} to ${file}`, this.com, 'IGPMMigrationTable::Save', file);
  }

  /**
   * Checks the entries: `IGPMMigrationTable::Validate`. A table that is not valid is no exception: `value` tells,
   * and the messages say why.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmmigrationtable-validate
   */
  async validate(): Promise<OperationResult<boolean>> {
    const { session } = this;
    const action = `validate ${this.label}`;
    const [result] = await session.call(action, this.com, 'IGPMMigrationTable::Validate');
    const data = await session.readResult(action, result);
    result.release();
    const messages = Array.from(data.messages, toStatusMessage);
    const hresult = data.overall >>> 0;
    const refused = data.value === false || data.value === 0;
    const valid =
      !refused &&
      hresultSeverity(hresult) !== 'error' &&
      messages.every(({ severity }) => severity !== 'error');
    return { value: valid, messages, hresult };
  }
}

/** A VARIANT with text is an explicit destination, one with a number a rule; none at all is "same as source". */
function destinationValue(given: unknown): string | number | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'string') return name(given, 'The destination');
  const rules = ['sameAsSource', 'none', 'byRelativeName'] as const;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`The destination must be a string or { option }, not ${show(given)}.`);
  }
  const { option } = options(given as { option: unknown }, 'The destination', ['option']);
  return destinations[oneOf(option, "The destination's option", rules)];
}

function keyOf<K extends string>(table: Readonly<Record<K, number>>, value: unknown): K | undefined {
  return (Object.keys(table) as K[]).find((key) => table[key] === value);
}
