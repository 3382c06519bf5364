import type { Dirent } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { mapConcurrently } from '../files/concurrently';
import { workName } from '../files/directory-lock';
import { errorCode, isAbsent, readBoundedFile } from '../files/disk';
import { asError, FormatError } from '../files/errors';
import { isBracedGuid } from '../files/guid';
import { limits } from '../files/limits';
import { decodeText, equalIgnoringCase, foldCase } from '../files/text';
import { parseXmlBytes } from '../files/xml/parse';
import type { XmlElement } from '../files/xml/tree';
import { Hresult } from '../hresult/codes';
import { inOrderOfMaking } from './backup-order';
import { compareWithFolders, readManifestIndex } from './manifest-check';
import { backupXmlName, checkFolderName, infoName, reportName } from './read-backup';
import { makeRecord, readRecord } from './record';
import { matchRecord } from './record-text';
import type { BackupList, BackupListing, BackupProblem, BackupRecord } from './types';

/**
 * Lists the backups of one directory, of which it reads only bkupInfo.xml and the names of the files beside it. What
 * cannot be read or is missing is told in `problems` and does not hide the rest; the manifest is compared, not trusted.
 *
 * @throws FormatError `missing` if the directory does not exist.
 */
export async function readBackupList(directory: string): Promise<BackupList> {
  const backups: BackupListing[] = [];
  const problems: BackupProblem[] = [];
  let manifest = await readManifestIndex(directory);
  const entries = (await readDirectory(directory)).filter(({ name }) => isBracedGuid(name));
  const real = await fs.realpath(directory);
  const results = await mapConcurrently(entries, async (entry): Promise<Listed> => {
    const folder = path.join(directory, entry.name);
    try {
      const { record, names } = await readListing(folder, entry, real);
      return { backup: { record, folder }, problems: missingFiles(folder, names, record) };
    } catch (error) {
      if (!(await exists(folder))) return { problems: [] };
      const record = manifest.records.get(foldCase(entry.name));
      return {
        problems: [{ path: folder, error: asError(error), concerns: 'backup', ...(record && { record }) }],
      };
    }
  });
  for (const listed of results) {
    if (listed.backup) backups.push(listed.backup);
    for (const problem of listed.problems) problems.push(problem);
  }
  if (manifest.listed && backups.some(({ record }) => !manifest.listed?.has(foldCase(record.id)))) {
    manifest = await readManifestIndex(directory); // those may have been made meanwhile
  }
  return {
    backups: await inOrderOfMaking(backups, manifest.records),
    problems: [...problems, ...manifest.problems, ...compareWithFolders(directory, manifest, backups)],
  };
}

/** What a folder contributes to a list. */
interface Listed {
  backup?: BackupListing;
  problems: BackupProblem[];
}

/** What bkupInfo.xml says, and what else is in the folder. */
interface Info {
  record: BackupRecord;
  /** Only where it is spelled otherwise than GPMC spells it: it may hold more than the record. */
  element?: XmlElement;
  /** Of the files and folders beside it. */
  names: readonly string[];
}

/**
 * Reads what a list tells of a backup, which has to be a folder of its own.
 *
 * @param realDirectory Real path of the directory that the folder is in, where it is known.
 */
export async function readListing(
  folder: string,
  entry: Pick<Dirent, 'isDirectory' | 'isSymbolicLink'>,
  realDirectory?: string,
): Promise<Info> {
  if (!entry.isDirectory()) {
    const what = entry.isSymbolicLink() ? 'a symbolic link' : 'not a folder';
    throw new FormatError('hostile', folder, `it is named like a backup, but is ${what}; it is left out`);
  }
  return readInfo(folder, realDirectory);
}

/** Reads a backup's bkupInfo.xml and holds its ID against the folder's name. */
export async function readInfo(folder: string, realDirectory?: string): Promise<Info> {
  const inside = path.join(realDirectory ?? (await fs.realpath(path.dirname(folder))), path.basename(folder));
  const names = await fs.readdir(folder);
  const file = path.join(folder, nameIn(names, infoName) ?? infoName);
  const data = await readBoundedFile(file, limits.fileSize, inside);
  const { text } = decodeText(data, file);
  const found = matchRecord(text, 0, false);
  const element =
    found && /^[ \t\r\n]*$/.test(text.slice(found.end)) ? undefined : parseXmlBytes(data, file).root;
  const record = element ? readRecord(element, file) : makeRecord((field) => found!.values[field], file);
  checkFolderName(folder, record);
  return element ? { record, element, names } : { record, names };
}

/**
 * Searches a directory tree for directories that directly hold backups. Links are not followed; directories below
 * `root` that may not be read, or vanish meanwhile, are passed over.
 *
 * @returns Their paths, sorted.
 * @throws FormatError `missing` if `root` does not exist, `tooLarge` if the tree is.
 */
export async function findBackupDirs(root: string): Promise<string[]> {
  const found: string[] = [];
  const pending = [{ directory: root, depth: 0 }];
  let visited = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (++visited > limits.searchedDirectories) {
      throw new FormatError(
        'tooLarge',
        root,
        `it holds more than ${limits.searchedDirectories} directories; search a smaller part`,
      );
    }
    const { directory, depth } = next;
    let holdsBackups = false;
    for (const entry of await readDirectory(directory).catch((error) => passOver(error, depth > 0))) {
      if (!entry.isDirectory()) {
        holdsBackups ||= entry.isSymbolicLink() && isBracedGuid(entry.name); // a broken backup, which a list tells of
        continue;
      }
      if (entry.name === workName) {
        continue;
      }
      const child = path.join(directory, entry.name);
      if (isBracedGuid(entry.name) && (await looksLikeBackup(child))) {
        holdsBackups = true;
      } else if (depth < limits.directoryDepth) {
        pending.push({ directory: child, depth: depth + 1 });
      }
    }
    if (holdsBackups) {
      found.push(directory);
    }
  }
  return found.sort();
}

/** A folder that has lost one of the two files is still a backup, if a broken one. */
async function looksLikeBackup(folder: string): Promise<boolean> {
  const entries = await readDirectory(folder).catch((error) => passOver(error, true));
  return entries.some(
    ({ name }) => equalIgnoringCase(name, infoName) || equalIgnoringCase(name, backupXmlName),
  );
}

function passOver(error: unknown, allowed: boolean): Dirent[] {
  const gone = error instanceof FormatError && error.kind === 'missing';
  if (allowed && (gone || ['EACCES', 'EPERM'].includes(errorCode(error) ?? ''))) {
    return [];
  }
  throw error;
}

/** A backup that is deleted while a directory is listed is not a broken one. */
async function exists(folder: string): Promise<boolean> {
  return fs.lstat(folder).then(
    () => true,
    (error) => !isAbsent(error),
  );
}

/** The entries of a directory, sorted by name so that results do not depend on the file system. */
async function readDirectory(directory: string): Promise<Dirent[]> {
  try {
    const entries = await fs.readdir(directory, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    if (isAbsent(cause)) {
      throw new FormatError('missing', directory, 'the directory does not exist', {
        cause,
        hresult: Hresult.ERROR_PATH_NOT_FOUND,
      });
    }
    throw cause;
  }
}

/** How a directory spells a name. */
function nameIn(names: readonly string[], name: string): string | undefined {
  return names.find((entry) => equalIgnoringCase(entry, name));
}

/** What keeps a backup whose record can be read from being whole, as far as the names in its folder tell. */
function missingFiles(folder: string, names: readonly string[], record: BackupRecord): BackupProblem[] {
  const problems: BackupProblem[] = [];
  const tell = (name: string, concerns: 'content' | 'report', what: string): void => {
    if (nameIn(names, name) !== undefined) return;
    const error = new FormatError('missing', path.join(folder, name), what);
    problems.push({ path: folder, error, concerns, record });
  };
  tell(backupXmlName, 'content', 'the file is missing, so this is not a whole backup; use another copy');
  tell(reportName, 'report', 'the backup has no report; it can be imported and restored without one');
  return problems;
}
