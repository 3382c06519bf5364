import { readBoundedFile, replaceFile } from '../files/disk';
import { FormatError } from '../files/errors';
import { excerpt } from '../files/excerpt';
import { limits } from '../files/limits';
import { encodeUtf16, foldCase } from '../files/text';
import { declarationNamespace, instanceNamespace, schemaNamespace } from '../files/xml/namespaces';
import { parseXmlBytes } from '../files/xml/parse';
import { serializeXml } from '../files/xml/serialize';
import {
  childElement,
  childElements,
  elementText,
  makeElement,
  type XmlElement,
  type XmlNode,
} from '../files/xml/tree';
import { GpmcCode } from '../hresult/gpmc-codes';
import { principalTypes } from './backup-xml-read';
import type { MigrationDestination, MigrationMapping } from './types';

/** Namespace of migration tables. */
const migrationTableNamespace = 'http://www.microsoft.com/GroupPolicy/GPOOperations/MigrationTable';

/** The root element's namespace declarations, in GPMC's order. */
const declarations = {
  'xmlns:xsd': schemaNamespace,
  'xmlns:xsi': instanceNamespace,
  xmlns: migrationTableNamespace,
};

const mappingTypes: readonly MigrationMapping['type'][] = [...principalTypes, 'UNCPath'];

/** The element of each destination. */
const destinationElements = {
  set: 'Destination',
  sameAsSource: 'DestinationSameAsSource',
  none: 'DestinationNone',
  byRelativeName: 'DestinationByRelativeName',
} as const satisfies Record<MigrationDestination['kind'], string>;

/**
 * Reads a migration table. Whether its principals and paths exist is not asked.
 *
 * GPMC's tables spell "the same as the source" in two ways, as an empty element (`sameAsSource`) and as a destination
 * that equals the source (`set`).
 *
 * @param file Path of the .migtable.
 * @throws FormatError `schema`, `unknownType`, `duplicate`, `destination`, or as for any other file.
 */
export async function readMigrationTable(file: string): Promise<MigrationMapping[]> {
  const { root } = parseXmlBytes(await readBoundedFile(file, limits.fileSize), file);
  if (root.localName !== 'MigrationTable' || root.namespace !== migrationTableNamespace) {
    throw new FormatError(
      'schema',
      file,
      `its root element <${excerpt(root.name)}> is not a MigrationTable of the namespace ${migrationTableNamespace}; save it with GPMC's Migration Table Editor`,
    );
  }
  const mappings = childElements(root, 'Mapping').map((mapping, index) =>
    readMapping(mapping, index + 1, file),
  );
  checkMappings(mappings, file);
  return mappings;
}

/**
 * Writes a migration table as GPMC does, in one step.
 *
 * @throws FormatError `duplicate`, `unknownType`, `destination` or `unwritable`; the file is then as it was.
 */
export async function writeMigrationTable(
  file: string,
  mappings: readonly MigrationMapping[],
): Promise<void> {
  checkMappings(mappings, file);
  const root = makeElement(
    migrationTableNamespace,
    'MigrationTable',
    lines(
      1,
      mappings.map((mapping) => makeMapping(mapping)),
    ),
  );
  for (const [name, value] of Object.entries(declarations)) {
    root.attributes.push({ name, localName: name, namespace: declarationNamespace, value });
  }
  const document = { root, prolog: [newLine(0)] };
  await replaceFile(file, encodeUtf16(`${serializeXml(document, 'utf-16', file, ' ')}\r\n`), true);
}

function readMapping(mapping: XmlElement, number: number, file: string): MigrationMapping {
  const [type, source] = ['Type', 'Source'].map((name) => {
    const child = childElement(mapping, name);
    if (!child) {
      throw new FormatError('missing', file, `mapping ${number} has no ${name}`, {
        hresult: GpmcCode.XML_NOT_VALID,
      });
    }
    return elementText(child);
  }) as [MigrationMapping['type'], string];
  const kinds = (Object.keys(destinationElements) as MigrationDestination['kind'][]).filter((kind) =>
    childElement(mapping, destinationElements[kind]),
  );
  const [kind] = kinds;
  if (!kind || kinds.length > 1) {
    throw new FormatError(
      'destination',
      file,
      `mapping ${number} of ${JSON.stringify(excerpt(source))} has ${kind ? 'more than one destination' : 'no destination'}; give it one of ${Object.values(destinationElements).join(', ')}`,
    );
  }
  const value = elementText(childElement(mapping, destinationElements[kind])!);
  return { type, source, destination: kind === 'set' ? { kind, value } : { kind } };
}

function checkMappings(mappings: readonly MigrationMapping[], file: string): void {
  const seen = new Set<string>();
  for (const { type, source, destination } of mappings) {
    const name = JSON.stringify(excerpt(source));
    if (!mappingTypes.includes(type)) {
      throw new FormatError(
        'unknownType',
        file,
        `the mapping of ${name} has the type ${JSON.stringify(excerpt(type))}; known are ${mappingTypes.join(', ')}`,
      );
    }
    if (source.trim() === '') {
      throw new FormatError('malformed', file, 'a mapping has an empty source; remove it', {
        hresult: GpmcCode.XML_NOT_VALID,
      });
    }
    if (destination.kind === 'set' && destination.value.trim() === '') {
      throw new FormatError(
        'destination',
        file,
        `the mapping of ${name} has an empty destination; use DestinationNone to remove it`,
      );
    }
    if (seen.has(foldCase(source))) {
      throw new FormatError('duplicate', file, `${name} is mapped more than once; leave one mapping of it`);
    }
    seen.add(foldCase(source));
  }
}

function makeMapping({ type, source, destination }: MigrationMapping): XmlElement {
  const leaf = (name: string, text: string): XmlElement =>
    makeElement(migrationTableNamespace, name, text === '' ? [] : [{ kind: 'text', value: text }]);
  return makeElement(
    migrationTableNamespace,
    'Mapping',
    lines(2, [
      leaf('Type', type),
      leaf('Source', source),
      leaf(destinationElements[destination.kind], destination.kind === 'set' ? destination.value : ''),
    ]),
  );
}

/** Each element on a line of its own, and the end tag on the next. */
function lines(depth: number, elements: XmlElement[]): XmlNode[] {
  return elements.length
    ? [...elements.flatMap((element) => [newLine(depth), element]), newLine(depth - 1)]
    : [];
}

function newLine(depth: number): XmlNode {
  return { kind: 'text', value: `\n${'  '.repeat(depth)}` };
}
