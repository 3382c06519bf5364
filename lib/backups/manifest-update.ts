import path from 'node:path';
import type { XmlElement } from '../files/xml/tree';
import { readBackupList, readInfo } from './backup-list';
import { manifestName, readManifest } from './manifest';
import { writeRecord } from './record';

/**
 * The entries a changed manifest starts from: its own, stale ones too; what the folders say where there is none.
 *
 * @throws FormatError for a manifest that is there and cannot be read.
 */
export async function currentEntries(directory: string): Promise<XmlElement[]> {
  const entries = await readManifest(directory);
  if (entries) {
    return entries;
  }
  const file = path.join(directory, manifestName);
  const rebuilt: XmlElement[] = [];
  for (const { folder } of (await readBackupList(directory)).backups) {
    const { record, element } = await readInfo(folder);
    rebuilt.push(writeRecord(record, file, element, true));
  }
  return rebuilt;
}
