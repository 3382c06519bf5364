import { reportNamespace } from '../backups/report-file';
import type { GpoContent, SysvolFile } from '../backups/types';
import { decodeFile, halfOf, kindOf } from '../files/file-kinds';
import { foldCase } from '../files/text';
import { parseXml } from '../files/xml/parse';
import { serializeXml } from '../files/xml/serialize';
import { childElement, elementText, type XmlElement, type XmlNode } from '../files/xml/tree';
import { isSid } from '../security/sid';
import { mapSddl } from '../settings/security-template';
import { anyChild, anyText } from './report-facts';
import { scriptsSection } from './scripts-section';
import type { PrincipalNames } from './subject';
import { element, typesNamespace, withAttribute } from './xml-builder';

/** What a migration table has replaced in the settings of a GPO ({@link foldCase}). */
export interface Replacements {
  /** SIDs and names in place of others; undefined for what was taken out. */
  principals: Map<string, string | undefined>;
  /** UNC paths in place of others. */
  paths: Map<string, string>;
}

/** Maps the section of an extension. */
type Mapper = (section: XmlElement, half: 'Computer' | 'User') => XmlElement;

/**
 * The report that settings came with, as it speaks for them after their principals and paths were mapped. All that
 * GPMC rendered stays, with other principals in it; only scripts, whose report holds no more than their files, are
 * made anew.
 *
 * @param content The settings as they are now.
 * @param names Of principals in the GPO's domain.
 * @throws FormatError where the report cannot be read.
 */
export function mappedReport(
  xml: string,
  content: GpoContent,
  replacements: Replacements,
  names: PrincipalNames,
): string {
  const { root, prolog } = parseXml(xml, 'gpreport.xml');
  const inPlace: Mapper = (section) => mapElement(section, replacements, names) ?? section;
  // By the end of their namespace.
  const mappers: Readonly<Record<string, Mapper>> = {
    Security: inPlace,
    FolderRedirection: inPlace,
    Scripts: (section, half) =>
      replacements.paths.size === 0
        ? section
        : scriptsSection(scriptsOf(content, half), (file) => decodeFile(file).text, 1),
  };
  for (const half of ['Computer', 'User'] as const) {
    const settings = childElement(root, half);
    if (!settings) continue;
    settings.children = settings.children.map((node) => {
      if (node.kind !== 'element' || node.localName !== 'ExtensionData') return node;
      return mappers[extensionOf(node)]?.(node, half) ?? node;
    });
  }
  return serializeXml({ root, prolog }, 'utf-16', 'the report');
}

function scriptsOf({ files }: GpoContent, half: 'Computer' | 'User'): SysvolFile[] {
  const folder = half === 'Computer' ? 'Machine' : 'User';
  return files.filter(({ path }) => kindOf(path) === 'scripts' && halfOf(path) === folder);
}

/** What an extension is called in its namespace, which no language translates: `Security`. */
function extensionOf(section: XmlElement): string {
  const extension = anyChild(section, 'Extension');
  const type = extension?.attributes.find(({ localName }) => localName === 'type')?.value ?? '';
  const prefix = type.split(':')[0];
  const namespace = extension?.attributes.find(({ name }) => name === `xmlns:${prefix}`)?.value ?? '';
  return namespace.startsWith(`${reportNamespace}/`) ? namespace.slice(reportNamespace.length + 1) : '';
}

/** An element with what it names replaced; nothing where it is about a principal that was taken out. */
function mapElement(
  source: XmlElement,
  replacements: Replacements,
  names: PrincipalNames,
): XmlElement | undefined {
  const principal = principalIn(source);
  if (principal !== undefined) {
    if (!replacements.principals.has(foldCase(principal))) return source;
    const target = replacements.principals.get(foldCase(principal));
    return target === undefined ? undefined : { ...source, children: principalElements(target, names) };
  }
  if (source.children.every((node) => node.kind !== 'element')) {
    const text = elementText(source);
    const mapped = mapText(source.localName, text, replacements);
    return mapped === text ? source : { ...source, children: [{ kind: 'text', value: mapped }] };
  }
  let subjectIsGone = false;
  const children = source.children.flatMap((node): XmlNode[] => {
    if (node.kind !== 'element') return [node];
    const mapped = mapElement(node, replacements, names);
    if (mapped === undefined && subjects.includes(node.localName)) subjectIsGone = true;
    return mapped ? [mapped] : [];
  });
  return subjectIsGone ? undefined : { ...source, children };
}

/** Elements without whose principal there is nothing left of what they are in. */
const subjects = ['GroupName', 'Trustee', 'SecurityGroup'];

/** The principal that an element is about: its SID, or the name alone. */
function principalIn(source: XmlElement): string | undefined {
  for (const part of ['SID', 'Name']) {
    if (anyChild(source, part)?.namespace === typesNamespace) return anyText(source, part);
  }
  return undefined;
}

function principalElements(target: string, names: PrincipalNames): XmlElement[] {
  const sid = isSid(target) ? target : undefined;
  const name = sid === undefined ? target : names(sid);
  return [
    ...(sid === undefined ? [] : [element(typesNamespace, 'SID', sid)]),
    ...(name === undefined ? [] : [element(typesNamespace, 'Name', name)]),
  ].map((made) => withAttribute(made, 'xmlns', typesNamespace));
}

function mapText(localName: string, text: string, { principals, paths }: Replacements): string {
  if (localName === 'SDDL') {
    return mapSddl(text, (sid) => (principals.has(foldCase(sid)) ? principals.get(foldCase(sid)) : sid));
  }
  return localName === 'DestinationPath' ? (paths.get(foldCase(text)) ?? text) : text;
}
