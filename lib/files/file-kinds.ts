import { isUtf8 } from 'node:buffer';
import {
  type AnsiForm,
  type DecodedText,
  decodeAs,
  encodeText,
  foldCase,
  inexactness,
  markedForm,
  requireExact,
  type TextForm,
} from './text';

/** A file of a GPO by its path below its SYSVOL folder, spelled with backslashes. */
interface GpoFile {
  path: string;
  data: Uint8Array;
}

/** How the text of a kind of file stands in bytes. */
interface TextRule {
  /** The form of a file that is there. */
  formOf(bytes: Uint8Array): TextForm | AnsiForm;
  /** The form in which Windows writes a new one. */
  written: TextForm;
}

const utf8: TextForm = { encoding: 'utf-8', mark: false };
const utf16: TextForm = { encoding: 'utf-16le', mark: true };
const unmarkedUtf16: TextForm = { encoding: 'utf-16le', mark: false };

const ansi: AnsiForm = { encoding: 'windows-1252', mark: false };

/**
 * Text for Windows's functions that read .ini and .inf files. Without a mark these take it for ANSI, whose code page no
 * file tells; where tools have written UTF-8 all the same, the whole of the bytes says so.
 */
function iniForm(bytes: Uint8Array): TextForm | AnsiForm {
  return markedForm(bytes) ?? (isUnmarkedUtf16(bytes) ? unmarkedUtf16 : isUtf8(bytes) ? utf8 : ansi);
}

/**
 * No text of 8-bit characters holds a NUL, and none of these files in UTF-16 is without: their syntax is in ASCII, of
 * which each second byte is one. In big-endian order, which Windows does not read either, it is each first.
 */
function isUnmarkedUtf16(bytes: Uint8Array): boolean {
  let balance = 0;
  bytes.forEach((byte, index) => {
    if (byte === 0) balance += index % 2 === 0 ? -1 : 1;
  });
  return balance > 0;
}
const ini: TextRule = { formOf: iniForm, written: utf16 };
/** Windows itself writes it in ASCII. */
const version: TextRule = { formOf: iniForm, written: utf8 };
const plain: TextRule = { formOf: (bytes) => markedForm(bytes) ?? utf8, written: utf8 };
/** Never in another encoding, so no first characters can be taken for one. */
const comment: TextRule = {
  formOf: (bytes) => (markedForm(bytes)?.encoding === 'utf-16le' ? utf16 : unmarkedUtf16),
  written: unmarkedUtf16,
};

/**
 * The kinds of files whose place gives them a meaning. The first that fits a path holds.
 *
 * `listed`: the files that GPMC enters first in the file list of a backup, in its order and as it spells them there,
 * whatever their case on disk.
 */
const kinds = {
  registryPol: {
    path: /^[^\\]+\\registry\.pol$/i,
    text: undefined,
    listed: ['Machine\\registry.pol', 'User\\registry.pol'],
  },
  securityTemplate: {
    path: /\\SecEdit\\GptTmpl\.inf$/i,
    text: ini,
    listed: ['Machine\\microsoft\\windows nt\\SecEdit\\GptTmpl.inf'],
  },
  scripts: {
    path: /\\Scripts\\(?:ps)?scripts\.ini$/i,
    text: ini,
    listed: [
      'Machine\\Scripts\\scripts.ini',
      'Machine\\Scripts\\psscripts.ini',
      'User\\Scripts\\scripts.ini',
      'User\\Scripts\\psscripts.ini',
    ],
  },
  folderRedirection: { path: /\\fdeploy\d?\.ini$/i, text: ini, listed: [] },
  audit: { path: /\\Audit\\audit\.csv$/i, text: plain, listed: [] },
  preferences: { path: /\\Preferences\\([^\\]+)\\[^\\]+\.xml$/i, text: plain, listed: [] },
  comment: { path: /^GPO\.cmt$/i, text: comment, listed: [] },
  version: { path: /^gpt\.ini$/i, text: version, listed: [] },
  otherIni: { path: /\.(?:inf|ini)$/i, text: ini, listed: [] },
  other: { path: /(?:)/, text: plain, listed: [] },
} as const satisfies Record<string, { path: RegExp; text: TextRule | undefined; listed: readonly string[] }>;

export type FileKind = keyof typeof kinds;

/** The comment of a GPO. */
export const commentPath = 'GPO.cmt';

/** What kind of file a path is one of. */
export function kindOf(path: string): FileKind {
  return (Object.keys(kinds) as FileKind[]).find((kind) => kinds[kind].path.test(path))!;
}

/** The files of a kind that GPMC enters first in the file list of a backup. */
export function listedPaths(kind: FileKind): readonly string[] {
  return kinds[kind].listed;
}

/** The folder that says what a preferences file sets: `Registry`, `ScheduledTasks`; undefined for any other file. */
export function preferencesFolder(path: string): string | undefined {
  return kinds.preferences.path.exec(path)?.[1];
}

/** Which half of its GPO a file or folder belongs to; neither for what lies beside the two. */
export function halfOf(path: string): 'Machine' | 'User' | undefined {
  const [top, ...below] = path.split('\\', 2);
  if (below.length === 0) return undefined;
  return (['Machine', 'User'] as const).find((half) => foldCase(half) === foldCase(top!));
}

/** A file's text, by its kind. One that is not exact can be shown, not written back. */
export function decodeFile({ path, data }: GpoFile): DecodedText {
  return decodeAs(data, (kinds[kindOf(path)].text ?? plain).formOf(data));
}

/**
 * A file's text, by its kind.
 *
 * @param doubt told why the text is not exact, where it is not
 */
export function readText(file: GpoFile, doubt: (reason: string) => void): string {
  const decoded = decodeFile(file);
  if (!decoded.exact) doubt(inexactness(decoded, file.data));
  return decoded.text;
}

/**
 * The bytes of a file with its text changed, in the form it has; the same bytes where the text stays the same.
 *
 * @param doubt told of ANSI, of which all that is ASCII is certain, and nothing is lost while it stays the same
 * @throws FormatError `encoding` where bytes would be lost, or where some are lost to whoever looks for what to change.
 */
export function rewriteFile(
  file: GpoFile,
  change: (text: string) => string,
  doubt: (reason: string) => void = () => undefined,
): Uint8Array {
  const decoded: DecodedText = decodeFile(file);
  if (decoded.encoding === 'windows-1252') doubt(inexactness(decoded, file.data));
  else requireExact(decoded, file.data, file.path);
  const text = change(decoded.text);
  if (text === decoded.text) return file.data;
  requireExact(decoded, file.data, file.path);
  return encodeText(text, decoded);
}

/** The bytes of a new file, in the form Windows gives to files of its kind. */
export function encodeNewFile(path: string, text: string): Uint8Array {
  return encodeText(text, (kinds[kindOf(path)].text ?? plain).written);
}
