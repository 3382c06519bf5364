import { isBracedGuid } from '../files/guid';
import { foldCase } from '../files/text';

/**
 * What a backup's folder is called while it is deleted. It keeps that name, as an empty folder, where the manifest could
 * not be written: so the next writer knows that the entry is of a backup that was deleted, not of one that is elsewhere.
 */
export function removedName(id: string): string {
  return `.gpmc-${id}.deleted`;
}

/** The ID ({@link foldCase}) of the backup whose folder had a name, if it is such a one. */
export function removedId(name: string): string | undefined {
  const [, id] = /^\.gpmc-(.*)\.deleted$/.exec(name) ?? [];
  return id !== undefined && isBracedGuid(id) ? foldCase(id) : undefined;
}
