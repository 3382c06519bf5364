import { belowSysvol } from '../files/paths';
import { foldCase } from '../files/text';
import type { BackupExtension, GpoContent, SysvolFile } from './types';

/** The files of a backup in the order of its blocks; the last part holds what no block names. */
export function filesByBlock(content: Pick<GpoContent, 'files' | 'extensions'>): SysvolFile[][] {
  const left = new Map(content.files.map((file) => [foldCase(file.path), file]));
  const take = (block: BackupExtension): SysvolFile[] =>
    block.objects.flatMap(({ kind, location }) => {
      const path = kind === 'file' && location !== undefined ? belowSysvol(location) : undefined;
      if (path === undefined) return [];
      const file = left.get(foldCase(path));
      left.delete(foldCase(path));
      return file ? [file] : [];
    });
  return [...content.extensions.map(take), [...left.values()]];
}
