import path from 'node:path';
import { FormatError } from './errors';
import { readBoundedFile, replaceFile } from './files';
import { limits } from './limits';
import { manifestNamespace, namespaceDeclaration, readRecord } from './record';
import { encodeUtf8, equalIgnoringCase } from './text';
import type { BackupRecord } from './types';
import { parseXmlBytes } from './xml/parse';
import { serializeXml } from './xml/serialize';
import {
  childElement,
  childElements,
  elementText,
  makeAttribute,
  makeElement,
  type XmlElement,
} from './xml/tree';

/** The index of all backups in a directory. */
export const manifestName = 'manifest.xml';

/**
 * Reads the `BackupInst` elements of a directory's manifest, which can be wrong in the wild.
 *
 * @returns undefined if there is no manifest.
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
    throw error;
  }
  const { root } = parseXmlBytes(data, file);
  if (root.localName !== 'Backups' || root.namespace !== manifestNamespace) {
    throw new FormatError(
      'schema',
      file,
      `its root element <${root.name}> is not Backups of the namespace ${manifestNamespace}`,
    );
  }
  return childElements(root, 'BackupInst');
}

/** The records of a directory's manifest. */
export async function readManifestRecords(directory: string): Promise<BackupRecord[]> {
  const file = path.join(directory, manifestName);
  return ((await readManifest(directory)) ?? []).map((entry) => readRecord(entry, file));
}

/** Replaces the manifest in one step. */
export async function writeManifest(
  directory: string,
  entries: XmlElement[],
  durable: boolean,
): Promise<void> {
  const file = path.join(directory, manifestName);
  const root = makeElement(manifestNamespace, 'Backups', entries);
  root.attributes.push(
    namespaceDeclaration('xmlns'),
    namespaceDeclaration('xmlns:mfst'),
    makeAttribute(manifestNamespace, 'mfst:version', '1.0'),
  );
  await replaceFile(file, encodeUtf8(serializeXml({ root, prolog: [] }, undefined, file)), durable);
}

/** The entries without those of one backup. */
export function withoutEntry(entries: XmlElement[], id: string): XmlElement[] {
  return entries.filter((entry) => {
    const element = childElement(entry, 'ID');
    return !element || !equalIgnoringCase(elementText(element), id);
  });
}
