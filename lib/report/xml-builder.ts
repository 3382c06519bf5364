import { reportNamespace } from '../backups/report-file';
import { FormatError } from '../files/errors';
import { limits } from '../files/limits';
import { withoutIllegalCharacters } from '../files/xml/characters';
import { declarationNamespace, instanceNamespace, schemaNamespace } from '../files/xml/namespaces';
import { serializeXml } from '../files/xml/serialize';
import type { XmlElement, XmlNode } from '../files/xml/tree';

export const typesNamespace = 'http://www.microsoft.com/GroupPolicy/Types';
export const securityNamespace = 'http://www.microsoft.com/GroupPolicy/Types/Security';

/** Elements stand in a list where a file says how many there are: as arguments they would overflow the stack. */
type Content = XmlElement | string | number | boolean | undefined | readonly XmlElement[];

/** An element with text or children; `undefined` among them is left out. `name` may have a prefix. */
export function element(namespace: string, name: string, ...content: readonly Content[]): XmlElement {
  return elementOf(namespace, name, name.slice(name.indexOf(':') + 1), content);
}

function elementOf(
  namespace: string,
  name: string,
  localName: string,
  content: readonly Content[],
): XmlElement {
  const children: XmlNode[] = [];
  for (const part of content) {
    if (part === undefined || part === '') continue;
    if (typeof part !== 'object')
      children.push({ kind: 'text', value: withoutIllegalCharacters(String(part)) });
    else if ('kind' in part) children.push(part);
    else for (const each of part) children.push(each);
  }
  return { kind: 'element', name, localName, namespace, attributes: [], children };
}

/** Adds an attribute without namespace, or `xsi:` or `xmlns:` ones. */
export function withAttribute(target: XmlElement, name: string, value: string): XmlElement {
  const namespace = name.startsWith('xsi:')
    ? instanceNamespace
    : name.startsWith('xmlns')
      ? declarationNamespace
      : '';
  const attribute = {
    name,
    localName: name.slice(name.indexOf(':') + 1),
    namespace,
    value: withoutIllegalCharacters(value),
  };
  return { ...target, attributes: [...target.attributes, attribute] };
}

/** A report as one string: the declarations GPMC's reports begin with, and indented by two spaces. */
export function serializeReport(root: XmlElement): string {
  const declared = [
    ['xmlns:xsd', schemaNamespace],
    ['xmlns:xsi', instanceNamespace],
    ['xmlns', root.namespace],
  ].reduce((at, [name, value]) => withAttribute(at, name!, value!), root);
  return serializeXml(
    { root: laidOut(declared, '\n', root.namespace), prolog: [{ kind: 'text', value: '\n' }] },
    'utf-16',
    'the report',
  );
}

/** Declares default namespaces where they change, and puts elements on lines of their own. Text is never touched. */
function laidOut(target: XmlElement, newLine: string, inherited: string): XmlElement {
  const prefixed = target.name.includes(':');
  const declares = target.attributes.some((attribute) => attribute.name === 'xmlns');
  const placed =
    prefixed || declares || target.namespace === inherited
      ? target
      : withAttribute(target, 'xmlns', target.namespace);
  const current = prefixed ? inherited : target.namespace;
  const elements = target.children.filter((node): node is XmlElement => node.kind === 'element');
  const mixed = target.children.some(
    (node) => (node.kind === 'text' || node.kind === 'cdata') && node.value.trim() !== '',
  );
  if (elements.length === 0 || mixed) return { ...placed, children: target.children };
  const inner = `${newLine}  `;
  const children = elements.flatMap((child): XmlNode[] => [
    { kind: 'text', value: inner },
    laidOut(child, inner, current),
  ]);
  return { ...placed, children: [...children, { kind: 'text', value: newLine }] };
}

/** `2020-09-28T11:51:49`, UTC without saying so, as the times of a GPO stand in reports. */
export function plainTime(date: Date): string {
  return date.toISOString().slice(0, 19);
}

/** The `ExtensionData` of an extension whose settings could not be read. */
export function errorSection(name: string, details: string): XmlElement {
  const error = element(reportNamespace, 'Error', element(reportNamespace, 'Details', details));
  return element(reportNamespace, 'ExtensionData', error, element(reportNamespace, 'Name', name));
}

/** Makes the settings of one client-side extension; throws a FormatError `tooLarge` where there is no end of them. */
export class ExtensionBuilder {
  readonly #children: XmlElement[] = [];
  readonly #namespace: string;
  readonly #prefix: string;
  /** Names with their prefix, of which a report has few: each is one string. */
  readonly #names = new Map<string, string>();
  #count = 0;

  /**
   * @param suffix of the extension's namespace: `Security`, `Windows/Registry`.
   * @param type xsi:type without prefix.
   * @param name as shown: `Security`, `Windows Registry`.
   */
  constructor(
    suffix: string,
    readonly type: string,
    readonly name: string,
    number: number,
  ) {
    this.#namespace = `${reportNamespace}/${suffix}`;
    this.#prefix = `q${number}`;
  }

  make(name: string, ...content: readonly Content[]): XmlElement {
    if (++this.#count > limits.sectionElements) {
      const what = `they are more than the ${limits.sectionElements} elements that a section of a report may have`;
      throw new FormatError('tooLarge', this.name, what);
    }
    let prefixed = this.#names.get(name);
    if (prefixed === undefined) {
      prefixed = `${this.#prefix}:${name}`;
      this.#names.set(name, prefixed);
    }
    return elementOf(this.#namespace, prefixed, name, content);
  }

  add(name: string, ...content: readonly Content[]): void {
    this.append(this.make(name, ...content));
  }

  append(child: XmlElement): void {
    this.#children.push(child);
  }

  /** The `ExtensionData`, also of an extension that sets nothing: GPMC shows each that the GPO lists. */
  finish(): XmlElement {
    const body = withAttribute(
      withAttribute(
        element(reportNamespace, 'Extension', this.#children),
        `xmlns:${this.#prefix}`,
        this.#namespace,
      ),
      'xsi:type',
      `${this.#prefix}:${this.type}`,
    );
    return element(reportNamespace, 'ExtensionData', body, element(reportNamespace, 'Name', this.name));
  }
}
