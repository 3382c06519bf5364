import path from 'node:path';
import { readBoundedFile, replaceFile } from '../files/disk';
import { FormatError } from '../files/errors';
import { excerpt } from '../files/excerpt';
import { limits } from '../files/limits';
import { encodeUtf8, equalIgnoringCase } from '../files/text';
import { withDeclarations } from '../files/xml/namespaces';
import { parseXmlBytes } from '../files/xml/parse';
import { serializeXml } from '../files/xml/serialize';
import {
  childElement,
  childElements,
  elementText,
  makeAttribute,
  makeElement,
  type XmlElement,
} from '../files/xml/tree';
import { manifestNamespace, namespaceDeclaration } from './record';

/** The index of all backups in a directory. */
export const manifestName = 'manifest.xml';

/** What to do about a manifest that cannot be read. It is only an index: nothing is lost with it. */
const cure =
  'repair it, or delete it: the next backup makes it anew from the bkupInfo.xml of every backup in the directory';

/**
 * Reads the `BackupInst` elements of a directory's manifest. What they say can be wrong in the wild.
 *
 * @returns undefined if there is no manifest.
 * @throws FormatError for a manifest that is there and cannot be read. It is not replaced behind the owner's back:
 *   entries of backups that are elsewhere at the moment are in no other place.
 */
export async function readManifest(directory: string): Promise<XmlElement[] | undefined> {
  const file = path.join(directory, manifestName);
  let data: Uint8Array;
  try {
    data = await readBoundedFile(file, limits.fileSize);
  } catch (error) {
    if (error instanceof FormatError && error.kind === 'missing') {
      return undefined;
    }
    throw advised(error);
  }
  try {
    const { root } = parseXmlBytes(data, file);
    if (root.localName !== 'Backups' || root.namespace !== manifestNamespace) {
      throw new FormatError(
        'schema',
        file,
        `its root element <${excerpt(root.name)}> is not Backups of the namespace ${manifestNamespace}`,
      );
    }
    return childElements(root, 'BackupInst');
  } catch (error) {
    throw advised(error);
  }
}

function advised(error: unknown): unknown {
  return error instanceof FormatError ? error.withAdvice(cure) : error;
}

/** Replaces the manifest in one step. */
export async function writeManifest(
  directory: string,
  entries: XmlElement[],
  durable: boolean,
): Promise<void> {
  const file = path.join(directory, manifestName);
  const declared = new Map([
    ['', manifestNamespace],
    ['mfst', manifestNamespace],
  ]);
  const root = makeElement(
    manifestNamespace,
    'Backups',
    entries.map((entry) => withDeclarations(entry, declared)),
  );
  root.attributes.push(
    namespaceDeclaration('xmlns'),
    namespaceDeclaration('xmlns:mfst'),
    makeAttribute(manifestNamespace, 'mfst:version', '1.0'),
  );
  const data = encodeUtf8(serializeXml({ root, prolog: [] }, undefined, file));
  if (data.length > limits.fileSize) {
    throw new FormatError(
      'tooLarge',
      file,
      `it would have ${data.length} bytes, and at most ${limits.fileSize} are read; use another directory`,
    );
  }
  await replaceFile(file, data, durable);
}

/** The entries without those of one backup. */
export function withoutEntry(entries: XmlElement[], id: string): XmlElement[] {
  return entries.filter((entry) => {
    const element = childElement(entry, 'ID');
    return !element || !equalIgnoringCase(elementText(element), id);
  });
}
