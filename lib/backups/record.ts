import { FormatError } from '../files/errors';
import { excerpt } from '../files/excerpt';
import { isBracedGuid } from '../files/guid';
import { declarationNamespace } from '../files/xml/namespaces';
import { childElement, elementText, makeValue, type XmlAttribute, type XmlElement } from '../files/xml/tree';
import type { BackupRecord } from './types';

/** Namespace of manifest.xml and bkupInfo.xml. */
export const manifestNamespace = 'http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest';

/** Element names in the order GPMC writes them. */
export const fields = {
  gpoGuid: 'GPOGuid',
  gpoDomain: 'GPODomain',
  gpoDomainGuid: 'GPODomainGuid',
  gpoDomainController: 'GPODomainController',
  backupTime: 'BackupTime',
  id: 'ID',
  comment: 'Comment',
  gpoDisplayName: 'GPODisplayName',
} as const satisfies Record<keyof BackupRecord, string>;

export type Field = keyof typeof fields;

/** Reads a `BackupInst`, which bkupInfo.xml is and manifest.xml holds many of. */
export function readRecord(element: XmlElement, file: string): BackupRecord {
  if (element.localName !== 'BackupInst' || element.namespace !== manifestNamespace) {
    throw new FormatError(
      'schema',
      file,
      `<${excerpt(element.name)}> is not a BackupInst of the namespace ${manifestNamespace}`,
    );
  }
  return makeRecord((field) => {
    const child = childElement(element, fields[field]);
    if (!child) {
      throw new FormatError(
        'missing',
        file,
        `the element ${fields[field]} is missing; take the file from another copy of the backup`,
      );
    }
    return elementText(child);
  }, file);
}

/** Makes a record of the texts of its elements, and checks them. */
export function makeRecord(value: (field: Field) => string, file: string): BackupRecord {
  const guid = (field: Field): string => {
    const text = value(field);
    if (!isBracedGuid(text)) {
      throw new FormatError(
        'malformed',
        file,
        `${fields[field]} is ${JSON.stringify(excerpt(text))}, which is not a GUID in braces`,
      );
    }
    return text;
  };
  return {
    gpoGuid: guid('gpoGuid'),
    gpoDomain: value('gpoDomain'),
    gpoDomainGuid: guid('gpoDomainGuid'),
    gpoDomainController: value('gpoDomainController'),
    backupTime: readTime(value('backupTime'), file),
    id: guid('id'),
    comment: value('comment'),
    gpoDisplayName: value('gpoDisplayName'),
  };
}

/**
 * Makes a `BackupInst` element.
 *
 * @param source The element the record was read from, of which unknown parts are kept.
 * @param inManifest A manifest's entries inherit the namespace declaration from the root element.
 */
export function writeRecord(
  record: BackupRecord,
  file: string,
  source?: XmlElement,
  inManifest = false,
): XmlElement {
  checkRecord(record, file);
  const element: XmlElement = source
    ? { ...source, children: [...source.children] }
    : {
        kind: 'element',
        name: 'BackupInst',
        localName: 'BackupInst',
        namespace: manifestNamespace,
        attributes: [],
        children: [],
      };
  element.attributes = element.attributes.filter((a) => a.name !== 'xmlns');
  if (!inManifest) {
    element.attributes.unshift(namespaceDeclaration('xmlns'));
  }
  for (const field of Object.keys(fields) as Field[]) {
    const value = makeValue(manifestNamespace, fields[field], fieldText(record, field));
    const present = childElement(element, fields[field]);
    if (present) {
      element.children[element.children.indexOf(present)] = value;
    } else {
      element.children.push(value);
    }
  }
  return element;
}

/** The attribute that declares {@link manifestNamespace}. */
export function namespaceDeclaration(name: 'xmlns' | 'xmlns:mfst'): XmlAttribute {
  return {
    name,
    localName: name.replace('xmlns:', ''),
    namespace: declarationNamespace,
    value: manifestNamespace,
  };
}

function fieldText(record: BackupRecord, field: Field): string {
  return field === 'backupTime' ? record.backupTime.toISOString().slice(0, 19) : record[field];
}

function checkRecord(record: BackupRecord, file: string): void {
  for (const field of ['gpoGuid', 'gpoDomainGuid', 'id'] as const) {
    if (!isBracedGuid(record[field])) {
      throw new FormatError(
        'unwritable',
        file,
        `${fields[field]} is ${JSON.stringify(excerpt(record[field]))}, which is not a GUID in braces`,
      );
    }
  }
  const year = record.backupTime.getUTCFullYear();
  if (!(year >= 1601 && year <= 9999)) {
    throw new FormatError(
      'unwritable',
      file,
      `the backup time has the year ${year}; it must be from 1601 to 9999`,
    );
  }
}

/** GPMC writes UTC without saying so. */
function readTime(text: string, file: string): Date {
  const time = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? `${text}Z` : Number.NaN);
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 19) !== text) {
    throw new FormatError(
      'malformed',
      file,
      `BackupTime is ${JSON.stringify(excerpt(text))}, which is not a time like 2020-09-28T11:54:01`,
    );
  }
  return time;
}
