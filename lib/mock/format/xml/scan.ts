import { FormatError } from '../errors';
import { limits } from '../limits';

/** Anything XML 1.0 has no way to hold, not even as a reference. Lone surrogates are among them. */
const illegalCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** `&` that begins neither one of the five built-in entities nor a character reference. */
const looseAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)/;
const characterReference = /&#(x?)([0-9a-fA-F]+);/g;

/** A tag up to its `>`; a `>` inside a quoted attribute value does not end it. */
const tag = /<(\/?)[^\s<>"'/!?=][^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*>/y;

/** The first character of a text that XML cannot hold, as `U+0000`; undefined when there is none. */
export function findIllegalCharacter(text: string): string | undefined {
  const found = illegalCharacter.exec(text)?.[0];
  return found && `U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Refuses, before a parser sees it, what no document of GPMC's holds and a parser could be hurt or fooled by:
 * document type and entity declarations, elements nested too deep, illegal characters and loose ampersands.
 * Linear in the length of the text.
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
  let at = 0;
  for (let open = text.indexOf('<'); open >= 0; open = text.indexOf('<', at)) {
    checkCharacterData(text, at, open, file);
    if (text.startsWith('<!--', open)) {
      at = skipTo('-->', text, open + 4, 'comment', file);
    } else if (text.startsWith('<![CDATA[', open)) {
      at = skipTo(']]>', text, open + 9, 'CDATA section', file);
    } else if (text.startsWith('<?', open)) {
      at = skipTo('?>', text, open + 2, 'processing instruction', file);
    } else if (text.startsWith('<!', open)) {
      throw new FormatError(
        'hostile',
        file,
        `it holds a document type or entity declaration (${position(text, open)}), which no file of GPMC's does; it is not read`,
      );
    } else {
      tag.lastIndex = open;
      const found = tag.exec(text);
      if (!found) {
        throw new FormatError(
          'malformed',
          file,
          `a tag is not well-formed or cut off (${position(text, open)})`,
        );
      }
      at = tag.lastIndex;
      checkReferences(found[0], text, open, file);
      if (found[1]) {
        depth--;
      } else if (!found[0].endsWith('/>') && ++depth > limits.xmlDepth) {
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
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}
