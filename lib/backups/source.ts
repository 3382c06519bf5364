import type { XmlDocument } from '../files/xml/tree';
import type { BackupSource } from './types';

/** What a {@link BackupSource} is inside. Plain data, so that it can be cloned with its backup. */
export interface SourceDocuments {
  /** Backup.xml. */
  backupXml: XmlDocument;
  /** bkupInfo.xml. */
  info: XmlDocument;
}

/** Closes the documents into the opaque type. */
export function sealSource(documents: SourceDocuments): BackupSource {
  return documents as unknown as BackupSource;
}

/** Opens the opaque type again. */
export function openSource(source: BackupSource | undefined): Partial<SourceDocuments> {
  return (source as unknown as SourceDocuments | undefined) ?? {};
}
