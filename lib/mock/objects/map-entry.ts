import type { Served } from '../../addon/objects';
import type { VariantValue } from '../../addon/values';
import type { MigrationDestination, MigrationMapping } from '../../backups/types';
import { GPMDestinationOption, GPMEntryType, type MethodName } from '../../generated/gpmgmt';
import type { IGPMMapEntryMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { Connection } from './connection';

const entryTypes: Readonly<Record<MigrationMapping['type'], GPMEntryType>> = {
  User: GPMEntryType.typeUser,
  Computer: GPMEntryType.typeComputer,
  LocalGroup: GPMEntryType.typeLocalGroup,
  GlobalGroup: GPMEntryType.typeGlobalGroup,
  UniversalGroup: GPMEntryType.typeUniversalGroup,
  UNCPath: GPMEntryType.typeUNCPath,
  Unknown: GPMEntryType.typeUnknown,
};

const options: Readonly<Record<MigrationDestination['kind'], GPMDestinationOption>> = {
  sameAsSource: GPMDestinationOption.opDestinationSameAsSource,
  none: GPMDestinationOption.opDestinationNone,
  byRelativeName: GPMDestinationOption.opDestinationByRelativeName,
  set: GPMDestinationOption.opDestinationSet,
};

/** What a type of entry is called in the files. */
export function mappingType(type: GPMEntryType): MigrationMapping['type'] {
  for (const name of Object.keys(entryTypes) as MigrationMapping['type'][])
    if (entryTypes[name] === type) return name;
  throw new HresultError(
    Hresult.E_INVALIDARG,
    `${type} is no type of an entry of a migration table (0 to 6).`,
  );
}

/** `pvarDestination`: an option, a name or path, or nothing, which means "same as source". */
export function destinationOf(value: VariantValue): MigrationDestination {
  if (value === undefined || value === null) return { kind: 'sameAsSource' };
  if (typeof value === 'string') {
    if (value.trim() === '')
      throw new HresultError(
        Hresult.E_INVALIDARG,
        'The destination is empty; use opDestinationNone to remove.',
      );
    return { kind: 'set', value };
  }
  switch (value) {
    case GPMDestinationOption.opDestinationSameAsSource:
      return { kind: 'sameAsSource' };
    case GPMDestinationOption.opDestinationNone:
      return { kind: 'none' };
    case GPMDestinationOption.opDestinationByRelativeName:
      return { kind: 'byRelativeName' };
    default:
      throw new HresultError(
        Hresult.E_INVALIDARG,
        'A destination is a string, or opDestinationSameAsSource, opDestinationNone or opDestinationByRelativeName.',
      );
  }
}

const constant: readonly MethodName[] = [
  'IGPMMapEntry::get_Source',
  'IGPMMapEntry::get_Destination',
  'IGPMMapEntry::get_DestinationOption',
  'IGPMMapEntry::get_EntryType',
];

/** One entry as it was when it was asked for. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmmapentry */
class MapEntryObject implements IGPMMapEntryMethods {
  constructor(private readonly mapping: MigrationMapping) {}

  get_Source(): string {
    return this.mapping.source;
  }
  /** Empty unless the option is opDestinationSet. */
  get_Destination(): string {
    return this.mapping.destination.kind === 'set' ? this.mapping.destination.value : '';
  }
  get_DestinationOption(): GPMDestinationOption {
    return options[this.mapping.destination.kind];
  }
  get_EntryType(): GPMEntryType {
    return entryTypes[this.mapping.type];
  }
}

/** Publishes an entry. */
export function publishMapEntry(connection: Connection, mapping: MigrationMapping): Served<'IGPMMapEntry'> {
  return connection.transient('IGPMMapEntry', new MapEntryObject(mapping), constant);
}
