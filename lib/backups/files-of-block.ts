import type { BackupExtension, GpoContent, SysvolFile } from './types';

const root = 'domainsysvol\\gpo\\';

/** The files of a backup in the order of its blocks; the last part holds what no block names. */
export function filesByBlock(content: Pick<GpoContent, 'files' | 'extensions'>): SysvolFile[][] {
  const left = new Map(content.files.map((file) => [file.path.toLowerCase(), file]));
  const take = (block: BackupExtension): SysvolFile[] =>
    block.objects.flatMap(({ kind, location }) => {
      const key = location?.toLowerCase();
      if (kind !== 'file' || !key?.startsWith(root)) return [];
      const file = left.get(key.slice(root.length));
      left.delete(key.slice(root.length));
      return file ? [file] : [];
    });
  return [...content.extensions.map(take), [...left.values()]];
}
