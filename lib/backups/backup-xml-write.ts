import { FormatError } from '../files/errors';
import { isBracedGuid } from '../files/guid';
import { checkVariablePath, splitRelativePath } from '../files/paths';
import { parseXml } from '../files/xml/parse';
import { serializeElement } from '../files/xml/serialize';
import {
  childElement,
  childElements,
  cloneElement,
  elementText,
  makeAttribute,
  makeElement,
  makeValue,
  type XmlDocument,
  type XmlElement,
  type XmlNode,
} from '../files/xml/tree';
import {
  type BackupXml,
  backupXmlNamespace,
  principalTypes,
  readExtensions,
  readFilePaths,
  readPrincipal,
  readPrincipals,
} from './backup-xml-read';
import type { BackupExtension, BackupFileObject, Principal } from './types';

/** Backup.xml of a GPO that has nothing; its layout is that of GPMC's files. */
const emptyBackupXml = `<!-- Copyright (c) Microsoft Corporation.  All rights reserved. --><GroupPolicyBackupScheme bkp:version="2.0" bkp:type="GroupPolicyBackupTemplate" xmlns:bkp="${backupXmlNamespace}" xmlns="${backupXmlNamespace}">
    <GroupPolicyObject><SecurityGroups/><FilePaths/><GroupPolicyCoreSettings><ID/><Domain/><SecurityDescriptor/><DisplayName/><Options/><UserVersionNumber/><MachineVersionNumber/><MachineExtensionGuids/><UserExtensionGuids/><WMIFilter/></GroupPolicyCoreSettings></GroupPolicyObject>
</GroupPolicyBackupScheme>`;

/**
 * Makes Backup.xml.
 *
 * @param source The document it was read from. Parts whose meaning has not changed stay as they are in
 *   it, and what this library does not know is kept.
 */
export function writeBackupXml(backupXml: BackupXml, file: string, source?: XmlDocument): XmlDocument {
  checkBackupXml(backupXml, file);
  const document =
    source && isUsual(source)
      ? { ...source, root: cloneElement(source.root) }
      : parseXml(emptyBackupXml, file);
  const object = part(document.root, 'GroupPolicyObject');
  writePrincipals(part(object, 'SecurityGroups'), backupXml.principals, file);
  const filePaths = part(object, 'FilePaths');
  const makePath = (path: string): XmlElement => makeValue(backupXmlNamespace, 'Path', path);
  if (!sameWhenWritten(makePath, readFilePaths(filePaths), backupXml.filePaths)) {
    filePaths.children = backupXml.filePaths.map(makePath);
  }
  writeCoreSettings(part(object, 'GroupPolicyCoreSettings'), backupXml);
  if (!sameWhenWritten(makeExtension, readExtensions(object, file), backupXml.extensions)) {
    replaceExtensions(object, backupXml.extensions, file);
  }
  return document;
}

/** New parts are made for GPMC's own prefixes; a document with others is read, but not built upon. */
function isUsual({ root }: XmlDocument): boolean {
  return (
    root.name === root.localName &&
    root.attributes.some((a) => a.name === 'xmlns:bkp' && a.value === backupXmlNamespace)
  );
}

/** The reader has required these parts of a source document; the empty one has them. */
function part(parent: XmlElement, name: string): XmlElement {
  return childElement(parent, name)!;
}

/** Compares by what would be written, which neither the order of properties nor their absence can mislead. */
function sameWhenWritten<T>(make: (item: T) => XmlElement, a: T[], b: T[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, i) => serializeElement(make(item)) === serializeElement(make(b[i]!)))
  );
}

function writePrincipals(groups: XmlElement, principals: Principal[], file: string): void {
  if (sameWhenWritten(makeGroup, readPrincipals(groups, file), principals)) {
    return;
  }
  const old = childElements(groups, 'Group');
  groups.children = principals.map(
    (principal) =>
      old.find((group) => sameWhenWritten(makeGroup, [readPrincipal(group, file)], [principal])) ??
      makeGroup(principal),
  );
}

function makeGroup(principal: Principal): XmlElement {
  const value = (name: string, text: string): XmlElement =>
    text === '' ? makeElement(backupXmlNamespace, name) : makeValue(backupXmlNamespace, name, text);
  const group = makeElement(backupXmlNamespace, 'Group', [
    value('Sid', principal.sid),
    value('SamAccountName', principal.samAccountName),
    value('Type', principal.type),
    value('NetBIOSDomainName', principal.netBiosDomain),
    value('DnsDomainName', principal.dnsDomain),
    value('UPN', principal.upn),
  ]);
  if (principal.fromDacl) {
    group.attributes.push(makeAttribute(backupXmlNamespace, 'bkp:Source', 'FromDACL'));
  }
  return group;
}

function writeCoreSettings(core: XmlElement, backupXml: BackupXml): void {
  const set = (name: string, text: string, kind: 'cdata' | 'text' = 'cdata'): void => {
    let element = childElement(core, name);
    if (!element) {
      element = makeElement(backupXmlNamespace, name);
      core.children.push(element);
    }
    if (elementText(element) !== text) {
      element.children = text === '' ? [] : [{ kind, value: text }];
    }
  };
  set('ID', backupXml.id);
  set('Domain', backupXml.domain);
  set(
    'SecurityDescriptor',
    Buffer.from(backupXml.securityDescriptor)
      .toString('hex')
      .replace(/..(?=.)/g, '$& '),
    'text',
  );
  set('DisplayName', backupXml.displayName);
  set('Options', String(backupXml.options));
  set('UserVersionNumber', String(backupXml.userVersion));
  set('MachineVersionNumber', String(backupXml.machineVersion));
  set('MachineExtensionGuids', backupXml.machineExtensionGuids);
  set('UserExtensionGuids', backupXml.userExtensionGuids);
  set('WMIFilter', backupXml.wmiFilter);
  if (backupXml.wmiFilterName !== undefined) {
    set('WMIFilterName', backupXml.wmiFilterName);
  } else {
    core.children = core.children.filter((node) => node !== childElement(core, 'WMIFilterName'));
  }
}

function replaceExtensions(object: XmlElement, extensions: BackupExtension[], file: string): void {
  const old = childElements(object, 'GroupPolicyExtension');
  const unchanged = readExtensions(object, file);
  const elements = extensions.map((extension) => {
    const index = unchanged.findIndex((candidate) =>
      sameWhenWritten(makeExtension, [candidate], [extension]),
    );
    return old[index] ?? makeExtension(extension);
  });
  const place = old[0] ? object.children.indexOf(old[0]) : object.children.length;
  const after = object.children.slice(place).filter((node) => !old.includes(node as XmlElement));
  object.children = [
    ...object.children.slice(0, place),
    ...elements.flatMap((e) => [newLine(8), e]),
    ...after,
  ];
}

function makeExtension(extension: BackupExtension): XmlElement {
  const objects = extension.objects.flatMap((object) => [newLine(12), makeFileObject(object)]);
  const element = makeElement(backupXmlNamespace, 'GroupPolicyExtension', [...objects, newLine(8)]);
  element.attributes.push(
    makeAttribute(backupXmlNamespace, 'bkp:ID', extension.id),
    makeAttribute(backupXmlNamespace, 'bkp:DescName', extension.name),
  );
  return element;
}

function makeFileObject(object: BackupFileObject): XmlElement {
  const element = makeElement(backupXmlNamespace, object.kind === 'file' ? 'FSObjectFile' : 'FSObjectDir');
  const attributes = {
    Path: object.path,
    SourceExpandedPath: object.sourceExpandedPath,
    ReEvaluateFunction: object.reEvaluateFunction,
    Location: object.location,
    ...object.otherAttributes,
  };
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      element.attributes.push(makeAttribute(backupXmlNamespace, `bkp:${name}`, value));
    }
  }
  return element;
}

function newLine(indent: number): XmlNode {
  return { kind: 'text', value: `\n${' '.repeat(indent)}` };
}

/** What the reader would refuse is not written. */
function checkBackupXml(backupXml: BackupXml, file: string): void {
  const refuse = (what: string): never => {
    throw new FormatError('unwritable', file, what);
  };
  if (!isBracedGuid(backupXml.id)) {
    refuse(`the GPO's ID ${JSON.stringify(backupXml.id)} is not a GUID in braces`);
  }
  for (const [name, value, maximum] of [
    ['options', backupXml.options, 3],
    ['userVersion', backupXml.userVersion, 0xffffffff],
    ['machineVersion', backupXml.machineVersion, 0xffffffff],
  ] as const) {
    if (!Number.isInteger(value) || value < 0 || value > maximum) {
      refuse(`${name} is ${value}, which is not a whole number from 0 to ${maximum}`);
    }
  }
  const descriptor = backupXml.securityDescriptor;
  if (descriptor.length < 20 || descriptor[0] !== 1 || !(descriptor[3]! & 0x80)) {
    refuse('the security descriptor is not a self-relative one of revision 1');
  }
  const stranger = backupXml.principals.find((p) => !principalTypes.includes(p.type));
  if (stranger) {
    refuse(
      `the principal ${stranger.samAccountName} has the type ${stranger.type}; known are ${principalTypes.join(', ')}`,
    );
  }
  for (const extension of backupXml.extensions) {
    if (!isBracedGuid(extension.id)) {
      refuse(`the extension ID ${JSON.stringify(extension.id)} is not a GUID in braces`);
    }
    for (const object of extension.objects) {
      checkVariablePath(object.path, file);
      if (object.location !== undefined) {
        splitRelativePath(object.location, file);
      }
    }
  }
}
