import { FormatError } from './errors';

/** Decoded text, and how its bytes spelled it. */
export interface DecodedText {
  text: string;
  encoding: 'utf-8' | 'utf-16le';
  /** Whether the bytes began with a byte order mark. It is not part of the text. */
  mark: boolean;
}

/**
 * Decodes what GPMC writes: UTF-16LE with a byte order mark, or UTF-8 with or without one.
 *
 * @throws FormatError `encoding` for any other encoding and for bytes that are not valid in theirs.
 */
export function decodeText(bytes: Uint8Array, file: string): DecodedText {
  const [first, second, third] = bytes;
  if (first === 0xfe && second === 0xff) {
    throw new FormatError('encoding', file, 'it is UTF-16 in big-endian order; save it as UTF-16LE or UTF-8');
  }
  if ((first === 0 && second !== undefined) || (first !== undefined && second === 0)) {
    throw new FormatError(
      'encoding',
      file,
      'it is UTF-16 without a byte order mark, or not text at all; save it as UTF-16LE with a mark',
    );
  }
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';
  const mark = encoding === 'utf-16le' || (first === 0xef && second === 0xbb && third === 0xbf);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding, mark };
  } catch (cause) {
    throw new FormatError(
      'encoding',
      file,
      `its bytes are not valid ${encoding.toUpperCase()}; the file is damaged`,
      { cause },
    );
  }
}

/** Encodes as UTF-16LE with a byte order mark. */
export function encodeUtf16(text: string): Uint8Array {
  return Buffer.from(`\ufeff${text}`, 'utf16le');
}

/** Encodes as UTF-8 without a byte order mark. */
export function encodeUtf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** Whether two strings are equal without regard to case, as GUIDs and Windows paths are compared. */
export function equalIgnoringCase(a: string, b: string): boolean {
  return foldCase(a) === foldCase(b);
}

/** The key under which GUIDs and Windows paths are compared. */
export function foldCase(text: string): string {
  return text.toUpperCase();
}
