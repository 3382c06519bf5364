import { findIllegalCharacter } from './characters';

/** `&` that begins neither one of the five built-in entities nor a character reference. */
const looseAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)/g;

/** What the parser says where a document ends before it is whole. */
const endedEarly = /^unclosed tag|^unexpected end|^document must contain a root element/;
/** What the parser says of a reference it does not know. */
const badReference = /entity name|^undefined entity|^malformed character entity/;

/** Where there is more to say than the parser does. */
const reworded: Readonly<Record<string, string>> = {
  'disallowed character.': '"<" stands in the value of an attribute', // all other characters were looked at before
  'document must contain a root element.': 'missing root element',
};

/** Why a document is refused. */
export interface XmlFault {
  kind: 'malformed' | 'hostile';
  /** With the line and column. */
  what: string;
}

/**
 * Finds out what is wrong where the parser stopped. The parser says what it expected there; what an author of the
 * file has to look for is often something else, and before it.
 *
 * @param complaint The parser's own words.
 * @param taken How far the document was read when the last tag, text, comment or the like was whole.
 * @param stopped How far it was read when the parser stopped.
 */
export function xmlFault(text: string, complaint: string, taken: number, stopped: number): XmlFault {
  const malformed = (what: string): XmlFault => ({ kind: 'malformed', what });
  const illegal = findIllegalCharacter(text.slice(taken, stopped));
  if (illegal) {
    return malformed(
      `it holds the character ${illegal.name} (${position(text, taken + illegal.offset)}), which XML does not allow; the file is damaged`,
    );
  }
  const markup = text.indexOf('<', Math.max(taken - 1, 0));
  const inMarkup = markup >= 0 && markup < stopped;
  if (inMarkup && isDeclaration(text.slice(markup, markup + '<![CDATA['.length))) {
    return {
      kind: 'hostile',
      what: `it holds a document type or entity declaration (${position(text, markup)}), which no file of GPMC's does; it is not read`,
    };
  }
  const atEnd = endedEarly.test(complaint);
  if (badReference.test(complaint) || (atEnd && !(inMarkup && /[!?]/.test(text[markup + 1] ?? '')))) {
    looseAmpersand.lastIndex = taken;
    const loose = looseAmpersand.exec(text)?.index ?? text.length;
    if (loose < stopped) {
      return malformed(
        `an "&" begins neither a character reference nor one of XML's own five entities (${position(text, loose)})`,
      );
    }
  }
  if (badReference.test(complaint)) {
    const reference = text.lastIndexOf('&', stopped);
    return malformed(
      `${text.slice(reference, Math.min(stopped, reference + 20))} refers to a character that XML does not allow (${position(text, reference)})`,
    );
  }
  const place = position(text, atEnd ? stopped : Math.max(stopped - 1, 0));
  const reason = (reworded[complaint] ?? complaint).slice(0, 200); // names in it may be long
  const cut = atEnd ? '; the file is cut off' : '';
  return malformed(`it is not well-formed XML (${place}): ${reason.replace(/\.$/, '')}${cut}`);
}

/** Where something stands in a text. Both count from 1. */
export function position(text: string, offset: number): string {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return `line ${line}, column ${offset - start + 1}`;
}

/** Whether markup is a declaration: `<!`, but neither a comment nor a CDATA section, whole or cut off. */
function isDeclaration(markup: string): boolean {
  const known = ['<!--', '<![CDATA['].some((start) => start.startsWith(markup) || markup.startsWith(start));
  return markup.startsWith('<!') && !known;
}
