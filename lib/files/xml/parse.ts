import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import { FormatError } from '../errors';
import { decodeText } from '../text';
import { scanXml } from './scan';
import type { XmlDocument, XmlElement, XmlNode } from './tree';

const declaration = /^<\?xml\s[^?]*?encoding\s*=\s*["']([^"']*)["']/;

/**
 * Decodes and parses a document of GPMC's.
 *
 * @throws FormatError `encoding`, `hostile` or `malformed`, with the line and column where there is one.
 */
export function parseXmlBytes(bytes: Uint8Array, file: string): XmlDocument {
  return parseXml(decodeXml(bytes, file), file);
}

/** Decodes a document and holds its declaration against its bytes. */
export function decodeXml(bytes: Uint8Array, file: string): string {
  const { text, encoding, mark } = decodeText(bytes, file);
  const declared = declaration.exec(text)?.[1]?.toLowerCase();
  // An editor that saves a GPMC report as UTF-8 leaves the declaration at utf-16; the mark tells the truth.
  const allowed = encoding === 'utf-16le' ? ['utf-16'] : mark ? ['utf-8', 'utf-16'] : ['utf-8'];
  if (declared !== undefined && !allowed.includes(declared)) {
    throw new FormatError(
      'encoding',
      file,
      `it declares the encoding "${declared}", but its bytes are ${encoding.toUpperCase()}`,
    );
  }
  return text;
}

/** Parses a decoded document. Warnings of the parser count as errors, but for the one about U+FFFD. */
export function parseXml(text: string, file: string): XmlDocument {
  scanXml(text, file);
  const complaints: string[] = [];
  let root: Element | null = null;
  const prolog: XmlNode[] = [];
  try {
    const document = new DOMParser({
      // The parser's own way is that of XML 1.1, which also makes line feeds of U+0085 and U+2028 in a name.
      normalizeLineEndings: (source) => source.replace(/\r\n?/g, '\n'),
      onError: (_level, message) => {
        if (message.startsWith('Unicode replacement character')) {
          return; // The bytes were decoded strictly, so a U+FFFD was written on purpose.
        }
        complaints.push(message);
        throw new Error(message);
      },
    }).parseFromString(text, 'text/xml');
    root = document.documentElement;
    for (const node of nodes(document)) {
      if (node === root) {
        break;
      }
      prolog.push(...convert(node));
    }
  } catch (cause) {
    const { lineNumber, columnNumber } =
      (cause as { locator?: { lineNumber?: number; columnNumber?: number } }).locator ?? {};
    const where = lineNumber ? ` (line ${lineNumber}, column ${columnNumber})` : '';
    throw new FormatError(
      'malformed',
      file,
      `it is not well-formed XML${where}: ${complaints[0] ?? String(cause)}`,
      { cause },
    );
  }
  if (!root) {
    throw new FormatError('malformed', file, 'it has no root element');
  }
  return { root: convertElement(root, file), prolog };
}

function* nodes(parent: Node): Generator<Node> {
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    yield node;
  }
}

/** Recursion is bounded by the scanner's limit on depth. */
function convertElement(element: Element, file: string): XmlElement {
  const attributes = Array.from(element.attributes, (a) => ({
    name: a.name,
    localName: a.localName ?? a.name,
    namespace: a.namespaceURI ?? '',
    value: a.value,
  }));
  const names = new Set(attributes.map((a) => `${a.namespace} ${a.localName}`));
  if (names.size < attributes.length) {
    throw new FormatError('malformed', file, `<${element.tagName}> has the same attribute twice`);
  }
  return {
    kind: 'element',
    name: element.tagName,
    localName: element.localName ?? element.tagName,
    namespace: element.namespaceURI ?? '',
    attributes,
    children: [...nodes(element)].flatMap((node) =>
      node.nodeType === node.ELEMENT_NODE ? [convertElement(node as Element, file)] : convert(node),
    ),
  };
}

function convert(node: Node): XmlNode[] {
  const value = node.nodeValue ?? '';
  switch (node.nodeType) {
    case node.TEXT_NODE:
      return [{ kind: 'text', value }];
    case node.CDATA_SECTION_NODE:
      return [{ kind: 'cdata', value }];
    case node.COMMENT_NODE:
      return [{ kind: 'comment', value }];
    case node.PROCESSING_INSTRUCTION_NODE:
      return node.nodeName === 'xml' ? [] : [{ kind: 'instruction', target: node.nodeName, value }];
    default:
      return [];
  }
}
