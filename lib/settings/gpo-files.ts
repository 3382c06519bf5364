import type { GpoContent, SysvolFile } from '../backups/types';

const fold = (path: string): string => path.toLowerCase();

/** A settings file by its path in SYSVOL, whatever its case. */
export function findFile(content: Pick<GpoContent, 'files'>, path: string): SysvolFile | undefined {
  return content.files.find((file) => fold(file.path) === fold(path));
}

/** Where Windows keeps the text files the model reads and writes. */
export const securityTemplatePath = 'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf';
export const commentPath = 'GPO.cmt';

/** The files with one replaced, added (in path order at the end) or, without data, removed. */
export function withFile(
  files: readonly SysvolFile[],
  path: string,
  data: Uint8Array | undefined,
): SysvolFile[] {
  const at = files.findIndex((file) => fold(file.path) === fold(path));
  if (data === undefined) return files.filter((_, i) => i !== at);
  if (at < 0) return [...files, { path, data }];
  return files.map((file, i) => (i === at ? { path: file.path, data } : file));
}

/** The folders the files lie in, all the way up to `DomainSysvol\GPO`, which is not one of them. */
export function foldersOf(paths: readonly string[]): string[] {
  const folders = new Map<string, string>();
  for (const path of paths) {
    const parts = path.split('\\');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('\\');
      if (!folders.has(fold(folder))) folders.set(fold(folder), folder);
    }
  }
  return [...folders.values()];
}

/** A file's bytes as text: UTF-16LE with or without a mark, else UTF-8. */
export function decodeSettingsText(data: Uint8Array): {
  text: string;
  encoding: 'utf16le' | 'utf8';
  mark: boolean;
} {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: bytes.toString('utf16le', 2), encoding: 'utf16le', mark: true };
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { text: bytes.toString('utf8', 3), encoding: 'utf8', mark: true };
  }
  const wide = bytes.length >= 2 && bytes.length % 2 === 0 && bytes[1] === 0;
  return wide
    ? { text: bytes.toString('utf16le'), encoding: 'utf16le', mark: false }
    : { text: bytes.toString('utf8'), encoding: 'utf8', mark: false };
}

/** Text as bytes, spelled as it was found ({@link decodeSettingsText}). */
export function encodeSettingsText(
  text: string,
  like: { encoding: 'utf16le' | 'utf8'; mark: boolean },
): Uint8Array {
  return Uint8Array.from(Buffer.from(`${like.mark ? '\ufeff' : ''}${text}`, like.encoding));
}

/** Bytes of a file described as text, in the encoding Windows uses for files of its kind. */
export function encodeNewFile(path: string, text: string): Uint8Array {
  const wide = /\.(inf|ini)$/i.test(path);
  const comment = /\.cmt$/i.test(path);
  return encodeSettingsText(text, { encoding: wide || comment ? 'utf16le' : 'utf8', mark: wide });
}
