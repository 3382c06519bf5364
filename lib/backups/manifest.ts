import path from 'node:path';
import { readBoundedFile } from '../files/disk';
import { FormatError } from '../files/errors';
import { excerpt } from '../files/excerpt';
import { limits } from '../files/limits';
import { decodeText, foldCase } from '../files/text';
import { withDeclarations } from '../files/xml/namespaces';
import { parseXmlBytes } from '../files/xml/parse';
import { serializeXml } from '../files/xml/serialize';
import { childElement, childElements, elementText, type XmlElement } from '../files/xml/tree';
import { makeRecord, manifestNamespace, readRecord } from './record';
import { matchRecord } from './record-text';
import type { BackupRecord } from './types';

/** The index of all backups in a directory. */
export const manifestName = 'manifest.xml';

/** How GPMC, and this library, begins and ends one. */
export const manifestHead = `<Backups xmlns="${manifestNamespace}" xmlns:mfst="${manifestNamespace}" mfst:version="1.0">`;
export const manifestEnd = '</Backups>';
/** White space that an editor may have put after the end: more is no longer what GPMC writes. */
export const manifestSpace = 1000;

/** A `BackupInst` of a manifest as text. */
export interface ManifestText {
  /** The backup's ID ({@link foldCase}); none where it has no such element. */
  id: string | undefined;
  /** As it stands below {@link manifestHead}. */
  text: string;
}

/** One that was read. What it says can be wrong in the wild. */
export interface ManifestEntry extends ManifestText {
  /** @throws FormatError where it does not say what an entry has to. */
  readRecord(): BackupRecord;
}

/** A directory's manifest. */
export interface Manifest {
  entries: ManifestEntry[];
  /** Whether an entry can be put before its end without writing it anew: it is spelled as GPMC spells it. */
  extensible: boolean;
}

/** What to do about a manifest that cannot be read. It is only an index: nothing is lost with it. */
const cure =
  'repair it, or delete it: the next backup makes it anew from the bkupInfo.xml of every backup in the directory';

/**
 * Reads a directory's manifest.
 *
 * @returns undefined if there is none.
 * @throws FormatError for a manifest that is there and cannot be read. It is not replaced behind the owner's back:
 *   entries of backups that are elsewhere at the moment are in no other place.
 */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const file = path.join(directory, manifestName);
  try {
    const data = await readBoundedFile(file, limits.manifestSize);
    const { text, encoding } = decodeText(data, file);
    const entries = matchEntries(text, file);
    return entries
      ? { entries, extensible: encoding === 'utf-8' }
      : { entries: parseEntries(data, text, file), extensible: false };
  } catch (error) {
    if (!(error instanceof FormatError)) {
      throw error;
    }
    if (error.kind === 'missing') {
      return undefined;
    }
    throw error.withAdvice(cure);
  }
}

/** The entries of a manifest that is spelled as GPMC spells it. */
function matchEntries(text: string, file: string): ManifestEntry[] | undefined {
  if (!text.startsWith(manifestHead)) return undefined;
  const entries: ManifestEntry[] = [];
  let at = manifestHead.length;
  for (let found = matchRecord(text, at, true); found; found = matchRecord(text, at, true)) {
    const { values, end } = found;
    entries.push({
      id: foldCase(values.id),
      text: text.slice(at, end),
      readRecord: () => makeRecord((field) => values[field], file),
    });
    at = end;
  }
  const rest = text.slice(at);
  const whole = rest.startsWith(manifestEnd) && rest.length <= manifestEnd.length + manifestSpace;
  return whole && /^[ \t\r\n]*$/.test(rest.slice(manifestEnd.length)) ? entries : undefined;
}

/** As large as a manifest of so many backups has to be, and no larger: of each piece the parser makes an object. */
function piecesOf(text: string): number {
  const backups = Math.min(text.split('BackupInst>').length, limits.manifestEntries);
  return Math.max(limits.xmlPieces, backups * limits.manifestEntryPieces);
}

function parseEntries(data: Uint8Array, text: string, file: string): ManifestEntry[] {
  const { root } = parseXmlBytes(data, file, { pieces: piecesOf(text) });
  if (root.localName !== 'Backups' || root.namespace !== manifestNamespace) {
    throw new FormatError(
      'schema',
      file,
      `its root element <${excerpt(root.name)}> is not Backups of the namespace ${manifestNamespace}`,
    );
  }
  return childElements(root, 'BackupInst').map((element) => {
    const id = childElement(element, 'ID');
    return {
      id: id && foldCase(elementText(id)),
      text: entryText(element, file),
      readRecord: () => readRecord(element, file),
    };
  });
}

const declared = new Map([
  ['', manifestNamespace],
  ['mfst', manifestNamespace],
]);

/** An element as the text of an entry. */
export function entryText(element: XmlElement, file: string): string {
  return serializeXml({ root: withDeclarations(element, declared), prolog: [] }, undefined, file);
}
