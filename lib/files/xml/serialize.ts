import { FormatError } from '../errors';
import { findIllegalCharacter } from './characters';
import type { XmlDocument, XmlElement, XmlNode } from './tree';

/**
 * Writes a document as one string with CRLF line ends.
 *
 * @param encoding What the XML declaration says; undefined for no declaration, as in manifest.xml.
 * @param file Named in errors.
 * @param emptyTagSpace What stands before the slash of an empty element's tag.
 * @throws FormatError `unwritable` for a character that XML cannot hold.
 */
export function serializeXml(
  document: XmlDocument,
  encoding: 'utf-8' | 'utf-16' | undefined,
  file: string,
  emptyTagSpace = '',
): string {
  const declaration = encoding ? `<?xml version="1.0" encoding="${encoding}"?>` : '';
  const nodes = [...document.prolog, document.root].map((node) => serializeNode(node, emptyTagSpace));
  const text = declaration + nodes.join('');
  const illegal = findIllegalCharacter(text);
  if (illegal) {
    throw new FormatError(
      'unwritable',
      file,
      `a value holds the character ${illegal.name}, which XML cannot hold; take it out of the name, comment or setting`,
    );
  }
  // XML knows only LF inside; a CR of a value would come back as LF, so all line ends become those of Windows.
  return text.replace(/\r\n?|\n/g, '\r\n');
}

/** Writes one element with all it holds. */
export function serializeElement(element: XmlElement, emptyTagSpace = ''): string {
  const attributes = element.attributes.map((a) => ` ${a.name}="${escapeAttribute(a.value)}"`).join('');
  return element.children.length
    ? `<${element.name}${attributes}>${element.children.map((node) => serializeNode(node, emptyTagSpace)).join('')}</${element.name}>`
    : `<${element.name}${attributes}${emptyTagSpace}/>`;
}

function serializeNode(node: XmlNode, emptyTagSpace: string): string {
  switch (node.kind) {
    case 'element':
      return serializeElement(node, emptyTagSpace);
    case 'text':
      return node.value.replace(/[&<>]/g, escapeCharacter);
    case 'cdata':
      return `<![CDATA[${node.value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
    case 'comment':
      return `<!--${node.value}-->`;
    case 'instruction':
      return `<?${node.target} ${node.value}?>`;
  }
}

/** Line ends and tabs of an attribute survive only as references. */
function escapeAttribute(value: string): string {
  return value.replace(/[&<>"\t\n\r]/g, escapeCharacter);
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeCharacter(character: string): string {
  return escapes[character] ?? `&#${character.charCodeAt(0)};`;
}
