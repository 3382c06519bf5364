import { SaxesParser, type SaxesTagNS } from 'saxes';
import { FormatError } from '../errors';
import { excerpt } from '../excerpt';
import { limits } from '../limits';
import { decodeText } from '../text';
import { position, xmlFault } from './fault';
import type { XmlDocument, XmlElement, XmlNode } from './tree';

/** What is special of a document. */
export interface ParseOptions {
  /** Whether UTF-8 may still declare utf-16, as where version control has made it of UTF-16. */
  reencoded?: boolean;
  /** Tags, attributes, comments and CDATA sections that it may have. */
  pieces?: number;
}

/**
 * Decodes and parses a document of GPMC's, and holds its declaration against its bytes.
 *
 * @throws FormatError `encoding`, or as {@link parseXml}.
 */
export function parseXmlBytes(
  bytes: Uint8Array,
  file: string,
  { reencoded = false, pieces = limits.xmlPieces }: ParseOptions = {},
): XmlDocument {
  const { text, encoding, mark } = decodeText(bytes, file);
  // An editor that saves a GPMC report as UTF-8 leaves the declaration at utf-16; the mark tells the truth.
  const allowed = encoding === 'utf-16le' ? ['utf-16'] : mark || reencoded ? ['utf-8', 'utf-16'] : ['utf-8'];
  const checkEncoding = (declared: string): void => {
    if (!allowed.includes(declared)) {
      throw new FormatError(
        'encoding',
        file,
        `it declares the encoding "${excerpt(declared)}", but its bytes are ${encoding.toUpperCase()}`,
      );
    }
  };
  return new DocumentParser(text, file, checkEncoding, pieces).parse();
}

/**
 * Parses a decoded document, whatever encoding it declares.
 *
 * @throws FormatError `malformed`, `tooLarge`, or `hostile` for what no document of GPMC's holds and a reader could be
 *   hurt or fooled by; with the line and column.
 */
export function parseXml(text: string, file: string): XmlDocument {
  return new DocumentParser(text, file, () => undefined, limits.xmlPieces).parse();
}

/** Makes the tree of one document. The limits hold while it is read, which takes time linear in its length. */
class DocumentParser {
  readonly #text: string;
  readonly #file: string;
  // A document that claims version 1.1 would make line ends of U+0085 and U+2028, and control characters legal.
  readonly #parser = new SaxesParser({
    xmlns: true,
    position: false,
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
  });
  readonly #prolog: XmlNode[] = [];
  /** The elements that are open, the root first. */
  readonly #open: XmlElement[] = [];
  #root: XmlElement | undefined;
  readonly #limit: number;
  #pieces = 0;
  /** How far the document was read when the last node was whole. */
  #taken = 0;

  constructor(text: string, file: string, checkEncoding: (declared: string) => void, pieces: number) {
    this.#text = text;
    this.#file = file;
    this.#limit = pieces;
    const parser = this.#parser;
    // The parser's own table inherits from Object and would know an entity by the name of "constructor".
    parser.ENTITIES = Object.assign(Object.create(null), {
      amp: '&',
      lt: '<',
      gt: '>',
      quot: '"',
      apos: "'",
    });
    parser.on('xmldecl', ({ encoding }) => {
      if (encoding !== undefined) {
        checkEncoding(encoding.toLowerCase());
      }
      this.#taken = parser.position;
    });
    parser.on('doctype', () => this.#refuse('doctype'));
    parser.on('error', (error) => this.#refuse(error.message));
    parser.on('opentagstart', () => {
      this.#count();
      if (this.#open.length === limits.xmlDepth) {
        this.#exceeds('hostile', `its elements are nested deeper than ${limits.xmlDepth}`);
      }
    });
    parser.on('attribute', () => this.#count());
    parser.on('opentag', (tag) => {
      const element = toElement(tag);
      this.#add(element);
      this.#open.push(element);
    });
    parser.on('closetag', ({ isSelfClosing }) => {
      if (!isSelfClosing) {
        this.#count();
      }
      this.#open.pop();
      this.#taken = parser.position;
    });
    parser.on('text', (value) => this.#add({ kind: 'text', value }));
    parser.on('cdata', (value) => this.#addCounted({ kind: 'cdata', value }));
    parser.on('comment', (value) => this.#addCounted({ kind: 'comment', value }));
    parser.on('processinginstruction', ({ target, body }) =>
      this.#addCounted({ kind: 'instruction', target, value: body }),
    );
  }

  parse(): XmlDocument {
    // What the parser lets through: it takes whatever follows a high surrogate for a low one, and skips a mark.
    if (!this.#text.isWellFormed()) {
      this.#fail(xmlFault(this.#text, '', 0, this.#text.length));
    }
    if (this.#text.startsWith('\ufeff')) {
      this.#fail({
        kind: 'malformed',
        what: 'it is not well-formed XML (line 1, column 1): a second byte order mark',
      });
    }
    this.#parser.write(this.#text).close();
    return { root: this.#root!, prolog: this.#prolog };
  }

  /** What comes after the root element is left out. */
  #add(node: XmlNode): void {
    this.#taken = this.#parser.position;
    const parent = this.#open.at(-1);
    if (parent) {
      parent.children.push(node);
    } else if (!this.#root) {
      if (node.kind === 'element') {
        this.#root = node;
      } else {
        this.#prolog.push(node);
      }
    }
  }

  #addCounted(node: XmlNode): void {
    this.#count();
    this.#add(node);
  }

  #count(): void {
    if (++this.#pieces > this.#limit) {
      this.#exceeds('tooLarge', `it has more than ${this.#limit} tags and attributes`);
    }
  }

  #exceeds(kind: 'hostile' | 'tooLarge', what: string): never {
    this.#fail({
      kind,
      what: `${what} (${position(this.#text, this.#parser.position - 1)}); it is not read`,
    });
  }

  #refuse(complaint: string): never {
    this.#fail(xmlFault(this.#text, complaint, this.#taken, this.#parser.position));
  }

  #fail({ kind, what }: { kind: 'malformed' | 'hostile' | 'tooLarge'; what: string }): never {
    throw new FormatError(kind, this.#file, what);
  }
}

function toElement({ name, local, uri, attributes }: SaxesTagNS): XmlElement {
  return {
    kind: 'element',
    name,
    localName: local,
    namespace: uri,
    attributes: Object.values(attributes).map((attribute) => ({
      name: attribute.name,
      localName: attribute.local,
      namespace: attribute.uri,
      value: attribute.value,
    })),
    children: [],
  };
}
