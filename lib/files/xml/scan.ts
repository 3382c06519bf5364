import { FormatError } from '../errors';
import { limits } from '../limits';

/** Anything XML 1.0 has no way to hold, not even as a reference. Lone surrogates are among them. */
const illegalCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** `&` that begins neither one of the five built-in entities nor a character reference. */
const looseAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)/;
const characterReference = /&#(x?)([0-9a-fA-F]+);/g;

/** What every tag begins with. */
const tagStart = /<(\/?)[^\s<>"'/!?=]/y;
/** A tag up to the end of its next attribute value, or up to its `>`: one inside a quoted value does not end it. */
const tagPart = /[^<>"']*(?:"[^"<]*"|'[^'<]*'|(>))/y;

/** The first character of a text that XML cannot hold, as `U+0000`; undefined when there is none. */
export function findIllegalCharacter(text: string): string | undefined {
  const found = illegalCharacter.exec(text)?.[0];
  return found && `U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Refuses, before a parser sees it, what no document of GPMC's holds and a parser could be hurt or fooled by:
 * document type and entity declarations, elements nested too deep, more pieces than a parser should make objects of,
 * illegal characters and loose ampersands. Linear in the length of the text.
 */
export function scanXml(text: string, file: string): void {
  const illegal = findIllegalCharacter(text);
  if (illegal) {
    throw new FormatError(
      'malformed',
      file,
      `it holds the character ${illegal}, which XML does not allow; the file is damaged`,
    );
  }
  let depth = 0;
  let pieces = 0;
  let at = 0;
  const countPiece = (): void => {
    if (++pieces > limits.xmlPieces) {
      throw new FormatError(
        'tooLarge',
        file,
        `it has more than ${limits.xmlPieces} tags and attributes (${position(text, at)}); it is not read`,
      );
    }
  };
  for (let open = text.indexOf('<'); open >= 0; open = text.indexOf('<', at)) {
    checkCharacterData(text, at, open, file);
    countPiece();
    if (text.startsWith('<!--', open)) {
      at = skipTo('-->', text, open + 4, 'comment', file);
    } else if (text.startsWith('<![CDATA[', open)) {
      at = skipTo(']]>', text, open + 9, 'CDATA section', file);
    } else if (text.startsWith('<?', open)) {
      at = skipTo('?>', text, open + 2, 'processing instruction', file);
    } else if (text.startsWith('<!', open) && !isCutOff(text, open)) {
      throw new FormatError(
        'hostile',
        file,
        `it holds a document type or entity declaration (${position(text, open)}), which no file of GPMC's does; it is not read`,
      );
    } else {
      const closes = matchAt(tagStart, text, open, open, file)[1] === '/';
      at = tagStart.lastIndex;
      while (matchAt(tagPart, text, at, open, file)[1] === undefined) {
        at = tagPart.lastIndex;
        countPiece();
      }
      at = tagPart.lastIndex;
      checkReferences(text.slice(open, at), text, open, file);
      if (closes) {
        depth--;
      } else if (text[at - 2] !== '/' && ++depth > limits.xmlDepth) {
        throw new FormatError(
          'hostile',
          file,
          `its elements are nested deeper than ${limits.xmlDepth} (${position(text, open)}); it is not read`,
        );
      }
    }
  }
  checkCharacterData(text, at, text.length, file);
}

function matchAt(part: RegExp, text: string, at: number, tag: number, file: string): RegExpExecArray {
  part.lastIndex = at;
  const found = part.exec(text);
  if (!found) {
    throw new FormatError('malformed', file, `a tag is not well-formed or cut off (${position(text, tag)})`);
  }
  return found;
}

/** Whether a text ends within what begins a comment or CDATA section. */
function isCutOff(text: string, open: number): boolean {
  const rest = text.slice(open, open + '<![CDATA['.length);
  return '<!--'.startsWith(rest) || '<![CDATA['.startsWith(rest);
}

function checkCharacterData(text: string, start: number, end: number, file: string): void {
  const data = text.slice(start, end);
  if (data.includes(']]>')) {
    throw new FormatError(
      'malformed',
      file,
      `"]]>" stands outside a CDATA section (${position(text, start)})`,
    );
  }
  checkReferences(data, text, start, file);
}

function checkReferences(data: string, text: string, start: number, file: string): void {
  if (!data.includes('&')) {
    return;
  }
  if (looseAmpersand.test(data)) {
    throw new FormatError(
      'malformed',
      file,
      `an "&" begins neither a character reference nor one of XML's own five entities (${position(text, start)})`,
    );
  }
  for (const [spelled, hex, digits] of data.matchAll(characterReference)) {
    const code = Number.parseInt(digits!, hex ? 16 : 10);
    if (Number.isNaN(code) || code > 0x10ffff || findIllegalCharacter(String.fromCodePoint(code))) {
      throw new FormatError(
        'malformed',
        file,
        `${spelled} refers to a character that XML does not allow (${position(text, start)})`,
      );
    }
  }
}

function skipTo(end: string, text: string, from: number, what: string, file: string): number {
  const found = text.indexOf(end, from);
  if (found < 0) {
    throw new FormatError(
      'malformed',
      file,
      `a ${what} has no end (${position(text, from)}); the file is cut off`,
    );
  }
  return found + end.length;
}

function position(text: string, offset: number): string {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return `line ${line}, column ${offset - start + 1}`;
}
