/** XML as plain data: what the parser makes, the readers search and the writer writes. */

export interface XmlAttribute {
  /** With prefix. Namespace declarations are attributes too. */
  name: string;
  localName: string;
  /** Empty where there is none. */
  namespace: string;
  value: string;
}

export interface XmlElement {
  kind: 'element';
  /** With prefix. */
  name: string;
  localName: string;
  /** Empty where there is none. */
  namespace: string;
  attributes: XmlAttribute[];
  children: XmlNode[];
}

export interface XmlCharacterData {
  kind: 'text' | 'cdata' | 'comment';
  value: string;
}

export interface XmlInstruction {
  kind: 'instruction';
  target: string;
  value: string;
}

export type XmlNode = XmlElement | XmlCharacterData | XmlInstruction;

export interface XmlDocument {
  root: XmlElement;
  /** Comments and instructions before the root element. The XML declaration is not one. */
  prolog: XmlNode[];
}

/** The child elements, in order; of one local name in the parent's own namespace if a name is given. */
export function childElements(parent: XmlElement, localName?: string): XmlElement[] {
  return parent.children.filter(
    (node): node is XmlElement =>
      node.kind === 'element' &&
      (localName === undefined || (node.localName === localName && node.namespace === parent.namespace)),
  );
}

/** The first child element of a local name, in the parent's own namespace. */
export function childElement(parent: XmlElement, localName: string): XmlElement | undefined {
  return childElements(parent, localName)[0];
}

/** The text of an element: its text nodes and CDATA sections joined, comments and child elements left out. */
export function elementText(element: XmlElement): string {
  return element.children
    .map((node) => (node.kind === 'text' || node.kind === 'cdata' ? node.value : ''))
    .join('');
}

/** An attribute's value, searched by namespace and local name. */
export function attributeValue(
  element: XmlElement,
  namespace: string,
  localName: string,
): string | undefined {
  return element.attributes.find((a) => a.localName === localName && a.namespace === namespace)?.value;
}

/** The attributes without namespace that declare none. */
export function plainAttributes(element: XmlElement): XmlAttribute[] {
  return element.attributes.filter(({ name }) => !name.includes(':') && name !== 'xmlns');
}

/** A copy that shares nothing with the original. */
export function cloneElement(element: XmlElement): XmlElement {
  return {
    ...element,
    attributes: element.attributes.map((attribute) => ({ ...attribute })),
    children: element.children.map((node) => (node.kind === 'element' ? cloneElement(node) : { ...node })),
  };
}

/** A new element without prefix. */
export function makeElement(namespace: string, localName: string, children: XmlNode[] = []): XmlElement {
  return { kind: 'element', name: localName, localName, namespace, attributes: [], children };
}

/** A new element whose text is one CDATA section, as GPMC writes values. */
export function makeValue(namespace: string, localName: string, value: string): XmlElement {
  return makeElement(namespace, localName, [{ kind: 'cdata', value }]);
}

/** A new attribute. */
export function makeAttribute(namespace: string, name: string, value: string): XmlAttribute {
  return { name, localName: name.slice(name.indexOf(':') + 1), namespace, value };
}
