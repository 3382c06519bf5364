import path from 'node:path';
import { FormatError } from './errors';
import { listBackups, readInfo } from './list-backups';
import { manifestName, readManifest, withoutEntry, writeManifest } from './manifest';
import { writeRecord } from './record';
import type { XmlElement } from './xml/tree';

/**
 * Puts a backup into the manifest of its directory. Call it with the directory locked and the folder in place.
 *
 * @param entry The backup's `BackupInst`.
 */
export async function addToManifest(
  directory: string,
  id: string,
  entry: XmlElement,
  durable: boolean,
): Promise<void> {
  await writeManifest(directory, [...withoutEntry(await currentEntries(directory), id), entry], durable);
}

/** Takes a backup out of the manifest of its directory. Call it with the directory locked and the folder gone. */
export async function removeFromManifest(directory: string, id: string, durable: boolean): Promise<void> {
  await writeManifest(directory, withoutEntry(await currentEntries(directory), id), durable);
}

/** The manifest's own entries, stale ones too; what the folders say where there is no usable manifest. */
async function currentEntries(directory: string): Promise<XmlElement[]> {
  try {
    const entries = await readManifest(directory);
    if (entries?.every(isUsual)) {
      return entries;
    }
  } catch (error) {
    if (!(error instanceof FormatError)) {
      throw error;
    }
  }
  const file = path.join(directory, manifestName);
  const rebuilt: XmlElement[] = [];
  for (const { folder } of (await listBackups(directory)).backups) {
    const { record, element } = await readInfo(folder);
    rebuilt.push(writeRecord(record, file, isUsual(element) ? element : undefined, true));
  }
  return rebuilt;
}

/** An entry can move under another root element only if no name in it needs a prefix declared elsewhere. */
function isUsual(element: XmlElement): boolean {
  return (
    element.name === element.localName &&
    element.attributes.every((a) => a.name === a.localName) &&
    element.children.every((child) => child.kind !== 'element' || isUsual(child))
  );
}
