import { parseXml } from '../files/xml/parse';
import { childElement, childElements, elementText, type XmlElement } from '../files/xml/tree';
import type { PrincipalName } from '../security/principal-directory';
import { parseSddl } from '../security/sddl';
import type { SecurityDescriptor } from '../security/security-descriptor';
import { isSid } from '../security/sid';
import { typesNamespace } from './xml-builder';

/** A link that a report lists. */
export interface ReportedLink {
  /** `contoso.com/Servers`. */
  somPath: string;
  enabled: boolean;
  enforced: boolean;
}

/** What only the XML report of a GPO says, and no other file of its backup. */
export interface ReportFacts {
  created?: Date;
  modified?: Date;
  /** SDDL with owner, group and auditing. */
  sddl?: string;
  filterDescription?: string;
  links: ReportedLink[];
  /** What the domain's Windows calls each SID that the report names, in upper case. */
  names?: Map<string, PrincipalName>;
}

/** The first child of a local name, whatever its namespace: reports mix several. */
export function anyChild(parent: XmlElement | undefined, localName: string): XmlElement | undefined {
  return parent?.children.find(
    (node): node is XmlElement => node.kind === 'element' && node.localName === localName,
  );
}

/** The text of {@link anyChild}, without surrounding space; undefined where there is no such child. */
export function anyText(parent: XmlElement | undefined, localName: string): string | undefined {
  const child = anyChild(parent, localName);
  return child && elementText(child).trim();
}

/** Reports give these times in UTC without saying so. */
function reportTime(text: string | undefined): Date | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text.endsWith('Z') ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** @throws FormatError where the text is not well-formed or hostile. */
export function readReportFacts(xml: string): ReportFacts {
  const { root } = parseXml(xml, 'gpreport.xml');
  const created = reportTime(anyText(root, 'CreatedTime'));
  const modified = reportTime(anyText(root, 'ModifiedTime'));
  const sddl = anyText(anyChild(root, 'SecurityDescriptor'), 'SDDL');
  const filterDescription = anyText(root, 'FilterDescription');
  return {
    ...(created ? { created } : {}),
    ...(modified ? { modified } : {}),
    ...(sddl ? { sddl } : {}),
    ...(filterDescription ? { filterDescription } : {}),
    names: namesIn(root),
    links: childElements(root, 'LinksTo').map((link) => ({
      somPath: anyText(link, 'SOMPath') ?? '',
      enabled: anyText(link, 'Enabled') !== 'false',
      enforced: anyText(link, 'NoOverride') === 'true',
    })),
  };
}

/** The security that a report tells, with owner, group and auditing; undefined where it tells none that can be read. */
export function reportSecurity(
  { sddl }: Pick<ReportFacts, 'sddl'>,
  domainSid: string,
): SecurityDescriptor | undefined {
  try {
    return sddl === undefined ? undefined : parseSddl(sddl, domainSid);
  } catch {
    return undefined; // The descriptor itself is in Backup.xml; what the report adds is shown, not needed.
  }
}

/** What a report calls each SID ({@link ReportFacts.names}); a report that cannot be read tells nothing. */
export function reportedNames(xml: string | undefined): Map<string, PrincipalName> {
  try {
    if (xml !== undefined) return namesIn(parseXml(xml, 'gpreport.xml').root);
  } catch {
    // The principals that Backup.xml lists are known by its names.
  }
  return new Map();
}

function namesIn(root: XmlElement): Map<string, PrincipalName> {
  const names = new Map<string, PrincipalName>();
  const look = (element: XmlElement): void => {
    const sid = typesText(element, 'SID')?.toUpperCase();
    const shown = typesText(element, 'Name');
    if (sid !== undefined && shown && isSid(sid) && !isSid(shown) && !names.has(sid)) {
      const [name = '', authority = ''] = shown.split('\\', 2).reverse();
      names.set(sid, { authority, name });
    }
    for (const child of element.children) if (child.kind === 'element') look(child);
  };
  look(root);
  return names;
}

function typesText(parent: XmlElement, localName: string): string | undefined {
  const child = anyChild(parent, localName);
  return child?.namespace === typesNamespace ? elementText(child).trim() : undefined;
}

/** The settings of one half as the report renders them. */
export function reportedExtensions(xml: string, half: 'Computer' | 'User'): XmlElement[] {
  const { root } = parseXml(xml, 'gpreport.xml');
  const element = childElement(root, half);
  return element ? childElements(element, 'ExtensionData') : [];
}
