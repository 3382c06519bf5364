import path from 'node:path';
import { readBoundedFile } from '../files/disk';
import { asError, FormatError } from '../files/errors';
import { pathExcerpt } from '../files/excerpt';
import { isBracedGuid } from '../files/guid';
import { limits } from '../files/limits';
import { comparePaths, PathCase, withParents } from '../files/path-case';
import { belowSysvol } from '../files/paths';
import { decodeText, equalIgnoringCase, foldCase } from '../files/text';
import { parseXmlBytes } from '../files/xml/parse';
import { type BackupXml, readBackupXml } from './backup-xml-read';
import { readRecord } from './record';
import { checkReport } from './report-file';
import { sealSource } from './source';
import { type Tree, type TreeEntry, walkTree } from './tree-reader';
import type { Backup, BackupRecord, GpoContent, OtherFile } from './types';

/** The record of the backup. */
export const infoName = 'bkupInfo.xml';
/** The attributes, principals and files of the GPO. */
export const backupXmlName = 'Backup.xml';
/** The XML report of the GPO when it was backed up. */
export const reportName = 'gpreport.xml';

/**
 * Reads a whole backup folder. Nothing outside the folder is read, whatever its files say. A report or a security
 * descriptor that cannot be read, and a file that is named and gone, are facts of the backup: only who needs them fails.
 *
 * @param folder Path of the backup's own folder, `…\{BACKUP-ID}`.
 * @throws FormatError naming the file, what is wrong and what to do. Other system errors (no access) as they are.
 */
export async function readBackup(folder: string): Promise<Backup> {
  const { tree, real } = await walkTree(folder);
  const reader = new FolderReader(folder, tree, real);

  const info = parseXmlBytes(await reader.need(infoName), reader.name(infoName));
  const record = readRecord(info.root, reader.name(infoName));
  checkFolderName(folder, record);

  const document = parseXmlBytes(await reader.need(backupXmlName), reader.name(backupXmlName));
  const { backupXml, securityDescriptorError } = readBackupXml(document, reader.name(backupXmlName));
  if (!equalIgnoringCase(backupXml.id, record.gpoGuid)) {
    throw new FormatError(
      'mismatch',
      reader.name(backupXmlName),
      `it is of the GPO ${backupXml.id}, but ${infoName} beside it is of ${record.gpoGuid}; the folder mixes two backups`,
    );
  }
  const filesError = checkLocations(backupXml, tree, reader.name(backupXmlName));

  return {
    record,
    content: { ...backupXml, ...(await readSysvol(backupXml, reader)) },
    ...(await readReport(reader)),
    ...(securityDescriptorError && { securityDescriptorError }),
    ...(filesError && { filesError }),
    otherFiles: await readOthers(reader),
    source: sealSource({ backupXml: document, info }),
  };
}

/** The folder has to be named as its record's ID. */
export function checkFolderName(folder: string, record: BackupRecord): void {
  const name = path.basename(path.resolve(folder));
  if (!isBracedGuid(name)) {
    throw new FormatError(
      'malformed',
      folder,
      'its name is not a GUID in braces, as the folder of a backup is named',
    );
  }
  if (!equalIgnoringCase(name, record.id)) {
    throw new FormatError(
      'mismatch',
      folder,
      `it is named ${name}, but its ${infoName} says that it is the backup ${record.id}; give the folder that name`,
    );
  }
}

/** Reads files of a walked folder by their backup path, and keeps count of all bytes. */
class FolderReader {
  #total = 0;

  constructor(
    readonly folder: string,
    readonly tree: Tree,
    /** Real path of the folder, out of which no file may lie. */
    readonly real: string,
  ) {}

  /** The path of a file for errors. */
  name(file: string): string {
    return this.tree.get(foldCase(file))?.file ?? path.join(this.folder, ...file.split('\\'));
  }

  async need(file: string): Promise<Uint8Array> {
    const data = await this.find(file);
    if (!data) {
      throw new FormatError(
        'missing',
        this.name(file),
        'the file is missing, so this is not a whole backup; use another copy',
      );
    }
    return data;
  }

  async find(file: string, limit: number = limits.fileSize): Promise<Uint8Array | undefined> {
    const entry = this.tree.get(foldCase(file));
    if (!entry) {
      return undefined;
    }
    const data = await readBoundedFile(entry.file, limit, this.real);
    this.#total += data.length;
    if (this.#total > limits.backupSize) {
      throw new FormatError(
        'tooLarge',
        this.folder,
        `its files have more than ${limits.backupSize} bytes together`,
      );
    }
    return data;
  }
}

/** The report is handed on as it is, but not unless it is one. */
async function readReport(reader: FolderReader): Promise<Pick<Backup, 'report' | 'reportError'>> {
  const file = reader.name(reportName);
  try {
    const data = await reader.find(reportName, limits.reportSize);
    if (!data) return {};
    checkReport(parseXmlBytes(data, file, { reencoded: true }), file);
    return { report: decodeText(data, file).text };
  } catch (error) {
    return { reportError: asError(error) };
  }
}

/** @returns what is missing; @throws FormatError where something is there that is not what it is named as. */
function checkLocations(backupXml: BackupXml, tree: Tree, file: string): FormatError | undefined {
  let missing: FormatError | undefined;
  for (const { kind, location } of backupXml.extensions.flatMap((extension) => extension.objects)) {
    const entry = location === undefined ? undefined : tree.get(foldCase(location));
    if (kind === 'file' && location !== undefined && !entry) {
      missing ??= new FormatError(
        'missing',
        file,
        `it names the file ${pathExcerpt(location)}, which is not in the backup; use another copy`,
      );
    }
    if (entry && entry.isDirectory !== (kind === 'directory')) {
      throw new FormatError(
        'malformed',
        file,
        `it names ${pathExcerpt(location ?? '')} as a ${kind}, which it is not`,
      );
    }
  }
  return missing;
}

/** Empty directories that the file list names may be absent: version control and archives drop them. */
async function readSysvol(
  backupXml: BackupXml,
  reader: FolderReader,
): Promise<Pick<GpoContent, 'files' | 'directories'>> {
  const pathCase = new PathCase();
  const directories = new Set<string>();
  const files: GpoContent['files'] = [];
  for (const entry of sorted(reader.tree)) {
    const below = belowSysvol(entry.path);
    if (!below) {
      continue;
    }
    if (entry.isDirectory) {
      directories.add(pathCase.of(below));
    } else {
      files.push({ path: below, data: (await reader.find(entry.path))! });
    }
  }
  for (const { kind, location } of backupXml.extensions.flatMap((extension) => extension.objects)) {
    const below = kind === 'directory' && location !== undefined ? belowSysvol(location) : undefined;
    for (const directory of below ? withParents(below) : []) {
      directories.add(pathCase.of(directory));
    }
  }
  return { files, directories: [...directories].sort(comparePaths) };
}

async function readOthers(reader: FolderReader): Promise<OtherFile[]> {
  const own = [infoName, backupXmlName, reportName].map(foldCase);
  const others: OtherFile[] = [];
  for (const entry of sorted(reader.tree)) {
    if (!entry.isDirectory && !own.includes(foldCase(entry.path)) && belowSysvol(entry.path) === undefined) {
      others.push({ path: entry.path, data: (await reader.find(entry.path))! });
    }
  }
  return others;
}

function sorted(tree: Tree): TreeEntry[] {
  return [...tree.values()].sort((a, b) => comparePaths(a.path, b.path));
}
