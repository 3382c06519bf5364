import type { GpoContent, SysvolFile } from '../backups/types';
import { commentPath, decodeFile } from '../files/file-kinds';
import { withParents } from '../files/path-case';
import { equalIgnoringCase, foldCase } from '../files/text';

/** A settings file by its path in SYSVOL, whatever its case. */
function findFile(content: Pick<GpoContent, 'files'>, path: string): SysvolFile | undefined {
  return content.files.find((file) => equalIgnoringCase(file.path, path));
}

/** The files with one replaced, added (in path order at the end) or, without data, removed. */
export function withFile(
  files: readonly SysvolFile[],
  path: string,
  data: Uint8Array | undefined,
): SysvolFile[] {
  const at = files.findIndex((file) => equalIgnoringCase(file.path, path));
  if (data === undefined) return files.filter((_, i) => i !== at);
  if (at < 0) return [...files, { path, data }];
  return files.map((file, i) => (i === at ? { path: file.path, data } : file));
}

/** The folders the files lie in, all the way up to `DomainSysvol\GPO`, which is not one of them. */
export function foldersOf(paths: readonly string[]): string[] {
  const folders = new Map<string, string>();
  for (const folder of paths.flatMap((path) => withParents(path).slice(0, -1))) {
    if (!folders.has(foldCase(folder))) folders.set(foldCase(folder), folder);
  }
  return [...folders.values()];
}

/** The comment of a GPO; empty where there is none. */
export function commentOf(content: Pick<GpoContent, 'files'>): string {
  const file = findFile(content, commentPath);
  return file ? decodeFile(file).text.replace(/\0+$/, '') : '';
}
