import fs from 'node:fs/promises';
import path from 'node:path';
import { isAbsent } from '../files/disk';
import { isBracedGuid } from '../files/guid';
import { equalIgnoringCase } from '../files/text';
import { missingDirectory } from './workspace';

/**
 * The path of what has a backup's ID for its name, in whatever case. The usual spellings are asked for, and only where
 * there are none the directory is read: one of ten thousand backups takes longer to read than a backup.
 *
 * @param id GUID in braces.
 * @throws FormatError `missing` if the directory does not exist.
 */
export async function findBackupFolder(directory: string, id: string): Promise<string | undefined> {
  if (!isBracedGuid(id)) return undefined;
  const spelled = await findSpelled(directory, id);
  if (spelled !== undefined) return spelled;
  const names = await fs.readdir(directory).catch((error) => {
    throw isAbsent(error) ? missingDirectory(directory, error) : error;
  });
  const name = names.find((each) => equalIgnoringCase(each, id));
  return name === undefined ? undefined : path.join(directory, name);
}

/** The same without a look at the whole directory: `{31b2F340-…` is not found where case counts. */
export async function findSpelled(directory: string, id: string): Promise<string | undefined> {
  for (const name of new Set([id, id.toUpperCase(), id.toLowerCase()])) {
    const folder = path.join(directory, name);
    const found = await fs.lstat(folder).then(
      () => true,
      (error) => {
        if (!isAbsent(error)) throw error;
        return false;
      },
    );
    if (found) return folder;
  }
  return undefined;
}
