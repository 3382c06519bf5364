import { isUtf8 } from 'node:buffer';
import { FormatError } from './errors';

/** How a text stands in bytes. Kept with a text, it lets a change be written as the file was found. */
export interface TextForm {
  encoding: 'utf-8' | 'utf-16le';
  /** Whether the bytes begin with a byte order mark. It is not part of the text. */
  mark: boolean;
}

/** Bytes of the ANSI code page of whoever wrote them, which nothing in them tells. They are read, never written. */
export interface AnsiForm {
  encoding: 'windows-1252';
  mark: false;
}

/** Text that says all that its bytes do, and in which form they do. */
export interface ExactText extends TextForm {
  text: string;
  exact: true;
}

/**
 * Text as bytes spelled it, line ends and all, and how they did. Where it is not exact, it can be shown and not written
 * back: bytes that are not valid in the encoding stand as U+FFFD, those of ANSI as what Windows-1252 makes of them.
 */
export type DecodedText = ExactText | ((TextForm | AnsiForm) & { text: string; exact: false });

/** What a byte order mark says, if there is one. */
export function markedForm([first, second, third]: Uint8Array): TextForm | undefined {
  if (first === 0xff && second === 0xfe) {
    return { encoding: 'utf-16le', mark: true };
  }
  return first === 0xef && second === 0xbb && third === 0xbf ? { encoding: 'utf-8', mark: true } : undefined;
}

/** What Windows-1252 has where Latin-1 has control characters; the five that it leaves open stay those, as in Windows. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Decodes bytes in a form that is known, whatever they are. */
export function decodeAs(bytes: Uint8Array, form: TextForm | AnsiForm): DecodedText {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (form.encoding === 'windows-1252') {
    const text = data.toString('latin1').replace(/[\x80-\x9f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80]!);
    return { text, ...form, exact: false };
  }
  const { encoding, mark } = form;
  if (encoding === 'utf-16le') {
    const text = data.toString('utf16le', mark ? 2 : 0);
    return { text, encoding, mark, exact: data.length % 2 === 0 && text.isWellFormed() };
  }
  return { text: data.toString('utf8', mark ? 3 : 0), encoding, mark, exact: isUtf8(data) };
}

/**
 * Decodes what GPMC writes: UTF-16LE with a byte order mark, or UTF-8 with or without one.
 *
 * @throws FormatError `encoding` for any other encoding and for bytes that are not valid in theirs.
 */
export function decodeText(bytes: Uint8Array, file: string): ExactText {
  const [first, second] = bytes;
  if ((first === 0 && second !== undefined) || (first !== undefined && second === 0)) {
    throw new FormatError(
      'encoding',
      file,
      'it is UTF-16 without a byte order mark, or not text at all; save it as UTF-16LE with a mark',
    );
  }
  const decoded: DecodedText = decodeAs(bytes, markedForm(bytes) ?? { encoding: 'utf-8', mark: false });
  requireExact(decoded, bytes, file);
  return decoded;
}

/** @throws FormatError `encoding` where the text does not say all that the bytes do. */
export function requireExact(
  decoded: DecodedText,
  bytes: Uint8Array,
  file: string,
): asserts decoded is ExactText {
  if (!decoded.exact) {
    throw new FormatError('encoding', file, inexactness(decoded, bytes));
  }
}

/** Why a text that is not exact is none, and what to do. */
export function inexactness({ encoding }: DecodedText, bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return 'it is UTF-16 in big-endian order; save it as UTF-16LE or UTF-8';
  }
  return encoding === 'windows-1252'
    ? 'it has no byte order mark and its bytes are not valid UTF-8, so that its letters beyond ASCII are only taken for those of Windows-1252; save it as UTF-16LE with a mark'
    : `its bytes are not valid ${encoding.toUpperCase()}; the file is damaged`;
}

/** Encodes text in a form: the one it was decoded from, or that of new files of its kind. */
export function encodeText(text: string, { encoding, mark }: TextForm): Uint8Array {
  return Buffer.from(mark ? `\ufeff${text}` : text, encoding);
}

/** Encodes as UTF-16LE with a byte order mark. */
export function encodeUtf16(text: string): Uint8Array {
  return encodeText(text, { encoding: 'utf-16le', mark: true });
}

/** Encodes as UTF-8 without a byte order mark. */
export function encodeUtf8(text: string): Uint8Array {
  return encodeText(text, { encoding: 'utf-8', mark: false });
}

/** Whether two strings are equal without regard to case, as GUIDs and Windows paths are compared. */
export function equalIgnoringCase(a: string, b: string): boolean {
  return foldCase(a) === foldCase(b);
}

/**
 * The key under which GUIDs, Windows paths and names of accounts are compared. As in Windows every letter stays one:
 * `ß` is not `SS`, and `ı` is not `I`.
 */
export function foldCase(text: string): string {
  return text.replace(/[a-z]+|[\u0080-\uffff]/g, (part) => {
    const upper = part.toUpperCase();
    return upper.length === part.length && (part < '\u0080' || upper >= '\u0080') ? upper : part;
  });
}
