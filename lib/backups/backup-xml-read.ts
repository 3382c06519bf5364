import { FormatError } from '../files/errors';
import { excerpt } from '../files/excerpt';
import { isBracedGuid } from '../files/guid';
import { limits } from '../files/limits';
import { checkVariablePath, splitRelativePath } from '../files/paths';
import {
  attributeValue,
  childElement,
  childElements,
  elementText,
  type XmlDocument,
  type XmlElement,
} from '../files/xml/tree';
import type { BackupExtension, BackupFileObject, GpoContent, Principal, PrincipalType } from './types';

/** Namespace of Backup.xml, of its elements and of its attributes. */
export const backupXmlNamespace = 'http://www.microsoft.com/GroupPolicy/GPOOperations';

/** What Backup.xml says; the SYSVOL files are not in it. */
export type BackupXml = Omit<GpoContent, 'files' | 'directories'>;

/** What was read of Backup.xml. */
interface BackupXmlReading {
  backupXml: BackupXml;
  /** Why the security descriptor is empty, where it could not be read. Few need it. */
  securityDescriptorError?: FormatError;
}

export const principalTypes: readonly PrincipalType[] = [
  'User',
  'Computer',
  'LocalGroup',
  'GlobalGroup',
  'UniversalGroup',
  'Unknown',
];

/** Attributes of FSObjectFile and FSObjectDir that have a name in {@link BackupFileObject}. */
const knownAttributes = ['Path', 'SourceExpandedPath', 'ReEvaluateFunction', 'Location'];

/** Reads Backup.xml. Every path in it is checked, whether or not it will be used. */
export function readBackupXml(document: XmlDocument, file: string): BackupXmlReading {
  const { root } = document;
  if (root.localName !== 'GroupPolicyBackupScheme' || root.namespace !== backupXmlNamespace) {
    throw new FormatError(
      'schema',
      file,
      `its root element <${excerpt(root.name)}> is not a GroupPolicyBackupScheme of the namespace ${backupXmlNamespace}; it is not a GPMC backup of a GPO`,
      { hresult: 0xc0230b0f }, // backup incompatible with its schema
    );
  }
  const object = requireChild(root, 'GroupPolicyObject', file);
  const core = requireChild(object, 'GroupPolicyCoreSettings', file);
  const text = (name: string): string => elementText(requireChild(core, name, file));
  const id = text('ID');
  if (!isBracedGuid(id)) {
    throw new FormatError(
      'malformed',
      file,
      `ID is ${JSON.stringify(excerpt(id))}, which is not a GUID in braces`,
    );
  }
  const wmiFilterName = childElement(core, 'WMIFilterName');
  const descriptor = readSecurityDescriptor(text('SecurityDescriptor'), file);
  const backupXml = {
    id,
    displayName: text('DisplayName'),
    domain: text('Domain'),
    securityDescriptor: descriptor instanceof FormatError ? new Uint8Array() : descriptor,
    options: readNumber('Options', text('Options'), 3, file),
    userVersion: readNumber('UserVersionNumber', text('UserVersionNumber'), 0xffffffff, file),
    machineVersion: readNumber('MachineVersionNumber', text('MachineVersionNumber'), 0xffffffff, file),
    machineExtensionGuids: text('MachineExtensionGuids'),
    userExtensionGuids: text('UserExtensionGuids'),
    wmiFilter: text('WMIFilter'),
    ...(wmiFilterName && { wmiFilterName: elementText(wmiFilterName) }),
    principals: readPrincipals(requireChild(object, 'SecurityGroups', file), file),
    filePaths: readFilePaths(requireChild(object, 'FilePaths', file)),
    extensions: readExtensions(object, file),
  };
  return descriptor instanceof FormatError
    ? { backupXml, securityDescriptorError: descriptor }
    : { backupXml };
}

/** The principals of a `SecurityGroups` element. */
export function readPrincipals(groups: XmlElement, file: string): Principal[] {
  return childElements(groups, 'Group').map((group) => readPrincipal(group, file));
}

/** One principal of a `Group` element. */
export function readPrincipal(group: XmlElement, file: string): Principal {
  const text = (name: string): string => elementText(requireChild(group, name, file));
  const type = text('Type') as PrincipalType;
  if (!principalTypes.includes(type)) {
    throw new FormatError(
      'malformed',
      file,
      `a principal has the type ${JSON.stringify(excerpt(type))}; known are ${principalTypes.join(', ')}`,
    );
  }
  return {
    sid: text('Sid'),
    samAccountName: text('SamAccountName'),
    type,
    netBiosDomain: text('NetBIOSDomainName'),
    dnsDomain: text('DnsDomainName'),
    upn: text('UPN'),
    fromDacl: attributeValue(group, backupXmlNamespace, 'Source') === 'FromDACL',
  };
}

/** The paths of a `FilePaths` element. */
export function readFilePaths(filePaths: XmlElement): string[] {
  return childElements(filePaths).map(elementText);
}

/** The file lists of a `GroupPolicyObject` element. */
export function readExtensions(object: XmlElement, file: string): BackupExtension[] {
  return childElements(object, 'GroupPolicyExtension').map((extension) => {
    const id = requireAttribute(extension, 'ID', file);
    if (!isBracedGuid(id)) {
      throw new FormatError(
        'malformed',
        file,
        `an extension has the ID ${JSON.stringify(excerpt(id))}, which is not a GUID in braces`,
      );
    }
    return {
      id,
      name: requireAttribute(extension, 'DescName', file),
      objects: [...childElements(extension)].flatMap((child) => readFileObject(child, file)),
    };
  });
}

function readFileObject(element: XmlElement, file: string): BackupFileObject[] {
  if (
    element.namespace !== backupXmlNamespace ||
    !['FSObjectFile', 'FSObjectDir'].includes(element.localName)
  ) {
    return [];
  }
  const path = requireAttribute(element, 'Path', file);
  checkVariablePath(path, file);
  const location = attributeValue(element, backupXmlNamespace, 'Location');
  if (location !== undefined) {
    splitRelativePath(location, file);
  }
  const reEvaluateFunction = attributeValue(element, backupXmlNamespace, 'ReEvaluateFunction');
  const others = element.attributes.filter(
    (a) => a.namespace === backupXmlNamespace && !knownAttributes.includes(a.localName),
  );
  return [
    {
      kind: element.localName === 'FSObjectFile' ? 'file' : 'directory',
      path,
      sourceExpandedPath: attributeValue(element, backupXmlNamespace, 'SourceExpandedPath') ?? '',
      ...(location !== undefined && { location }),
      ...(reEvaluateFunction !== undefined && { reEvaluateFunction }),
      ...(others.length && {
        otherAttributes: Object.fromEntries(others.map((a) => [a.localName, a.value])),
      }),
    },
  ];
}

function requireChild(parent: XmlElement, name: string, file: string): XmlElement {
  const child = childElement(parent, name);
  if (!child) {
    throw new FormatError(
      'missing',
      file,
      `<${parent.localName}> has no element ${name}; take the file from another copy of the backup`,
    );
  }
  return child;
}

function requireAttribute(element: XmlElement, name: string, file: string): string {
  const value = attributeValue(element, backupXmlNamespace, name);
  if (value === undefined) {
    throw new FormatError('missing', file, `a <${element.localName}> has no attribute bkp:${name}`);
  }
  return value;
}

function readNumber(name: string, text: string, maximum: number, file: string): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= maximum)) {
    throw new FormatError(
      'malformed',
      file,
      `${name} is ${JSON.stringify(excerpt(text))}, which is not a whole number from 0 to ${maximum}`,
    );
  }
  return number;
}

/**
 * Hexadecimal bytes, between which any white space stands: an editor may have broken the line. What they are is the
 * business of who needs it.
 */
function readSecurityDescriptor(text: string, file: string): Uint8Array | FormatError {
  const digits = text.replace(/\s+/g, ' ').trim();
  if (digits.length > limits.securityDescriptorSize * 3) {
    return new FormatError(
      'tooLarge',
      file,
      `SecurityDescriptor is larger than ${limits.securityDescriptorSize} bytes`,
    );
  }
  if (!/^[0-9a-f]{2}(?: [0-9a-f]{2})*$/i.test(digits)) {
    return new FormatError(
      'malformed',
      file,
      'SecurityDescriptor is not a row of hexadecimal bytes with white space between',
    );
  }
  return Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'));
}
