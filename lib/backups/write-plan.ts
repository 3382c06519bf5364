import path from 'node:path';
import { FormatError } from '../files/errors';
import { limits } from '../files/limits';
import { PathCase, withParents } from '../files/path-case';
import { splitRelativePath, sysvolRoot } from '../files/paths';
import { encodeUtf8, encodeUtf16, equalIgnoringCase, foldCase } from '../files/text';
import { parseXml } from '../files/xml/parse';
import { serializeXml } from '../files/xml/serialize';
import { writeBackupXml } from './backup-xml-write';
import { entryText, manifestName } from './manifest';
import { backupXmlName, infoName, reportName } from './read-backup';
import { writeRecord } from './record';
import { checkReport, declareUtf16 } from './report-file';
import { openSource } from './source';
import type { Backup } from './types';

/** All a backup's folder will hold, checked and encoded before the disk is touched. */
export interface WritePlan {
  /** Every directory after the one it is in. Paths with backslashes below the folder. */
  directories: string[];
  files: { path: string; data: Uint8Array }[];
  /** The backup's entry in the manifest, as text. */
  entry: string;
}

/**
 * Encodes a backup.
 *
 * @param folder Where it will be; named in errors.
 * @throws FormatError for everything that `readBackup` would refuse to read again.
 */
export function planBackup(folder: string, backup: Backup): WritePlan {
  const { record, content, report, otherFiles } = backup;
  const source = openSource(backup.source);
  const name = (file: string): string => path.join(folder, file);
  if (!equalIgnoringCase(record.gpoGuid, content.id)) {
    throw new FormatError(
      'mismatch',
      folder,
      `its record is of the GPO ${record.gpoGuid}, but its content of ${content.id}`,
    );
  }
  const info = writeRecord(record, name(infoName), source.info?.root);
  const infoText = serializeXml({ root: info, prolog: source.info?.prolog ?? [] }, undefined, name(infoName));
  const backupXml = writeBackupXml(content, name(backupXmlName), source.backupXml);

  const layout = new Layout(folder);
  layout.addFile(infoName, encodeUtf8(`${infoText}\r\n`));
  layout.addFile(backupXmlName, encodeUtf8(serializeXml(backupXml, 'utf-8', name(backupXmlName))));
  if (report !== undefined) {
    checkReport(parseXml(report, name(reportName)), name(reportName));
    layout.addFile(reportName, encodeUtf16(declareUtf16(report)), limits.reportSize);
  }
  layout.addDirectory(sysvolRoot);
  for (const directory of content.directories) {
    layout.addDirectory(`${sysvolRoot}\\${directory}`);
  }
  for (const file of content.files) {
    layout.addFile(`${sysvolRoot}\\${file.path}`, file.data);
  }
  for (const file of otherFiles) {
    layout.addFile(file.path, file.data);
  }
  for (const { kind, location } of content.extensions.flatMap((extension) => extension.objects)) {
    if (location !== undefined && kind === 'directory') {
      layout.addDirectory(location);
    } else if (location !== undefined && !layout.hasFile(location)) {
      throw new FormatError(
        'missing',
        name(backupXmlName),
        `the file list names ${location}, but the backup has no such file`,
      );
    }
  }
  const manifest = path.join(path.dirname(folder), manifestName);
  const entry = entryText(writeRecord(record, manifest, source.info?.root, true), manifest);
  return { ...layout.result(), entry };
}

/** Collects files and directories, as one file system without regard to case. */
class Layout {
  readonly #folder: string;
  readonly #pathCase = new PathCase();
  readonly #directories = new Map<string, string>();
  readonly #files = new Map<string, { path: string; data: Uint8Array }>();
  #size = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  addDirectory(directory: string): void {
    splitRelativePath(directory, this.#folder);
    for (const each of withParents(this.#pathCase.of(directory))) {
      if (this.#files.has(foldCase(each))) {
        this.#refuse(`${each} is a file as well as a directory`);
      }
      this.#directories.set(foldCase(each), each);
    }
  }

  addFile(file: string, data: Uint8Array, limit: number = limits.fileSize): void {
    const parts = splitRelativePath(file, this.#folder);
    if (parts.length > 1) {
      this.addDirectory(parts.slice(0, -1).join('\\'));
    }
    const key = foldCase(file);
    if (this.#files.has(key) || this.#directories.has(key)) {
      this.#refuse(`${file} is there twice`);
    }
    this.#size += data.length;
    if (data.length > limit || this.#size > limits.backupSize) {
      throw new FormatError(
        'tooLarge',
        path.join(this.#folder, ...parts),
        `a file may have ${limit} bytes, a whole backup ${limits.backupSize}; this one would not be read again`,
      );
    }
    this.#files.set(key, { path: this.#pathCase.of(file), data });
  }

  hasFile(file: string): boolean {
    return this.#files.has(foldCase(file));
  }

  result(): Pick<WritePlan, 'directories' | 'files'> {
    if (this.#files.size + this.#directories.size > limits.backupEntries) {
      throw new FormatError(
        'tooLarge',
        this.#folder,
        `a backup may hold ${limits.backupEntries} files and directories`,
      );
    }
    return { directories: [...this.#directories.values()], files: [...this.#files.values()] };
  }

  #refuse(what: string): never {
    throw new FormatError('unwritable', this.#folder, what);
  }
}
