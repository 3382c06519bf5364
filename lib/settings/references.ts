import type { Principal, SysvolFile } from '../backups/types';
import { type FileKind, kindOf, rewriteFile } from '../files/file-kinds';
import { foldCase } from '../files/text';
import { type PrincipalDirectory, toBackupPrincipal } from '../security/principal-directory';
import { isSid } from '../security/sid';
import { isListed } from '../security/virtual-accounts';
import { mapRedirections } from './folder-redirection';
import { mapUncPaths } from './scripts-ini';
import { SecurityTemplate } from './security-template';

/** What a migration table can replace in the settings of a GPO. `undefined` takes the reference out. */
export interface ReferenceMapper {
  /** A SID or a name; `setting` says where it stands. */
  principal(token: string, setting: string, file: string): string | undefined;
  /** A UNC path: of the folder that a script is in, or the target of a redirected folder. */
  path(path: string, file: string): string | undefined;
  /** Told of a file of which it is not certain what its letters beyond ASCII are, and why. */
  doubt?(reason: string, file: string): void;
}

type Rewriter = (text: string, path: string, mapper: ReferenceMapper) => string;

/** The kinds of files that name principals or paths. */
const rewriters: Partial<Record<FileKind, Rewriter>> = {
  securityTemplate: (text, path, mapper) =>
    SecurityTemplate.parse(text)
      .mapPrincipals((token) => mapper.principal(token, 'User rights and groups', path) ?? null)
      .mapDescriptors((sid, setting) => mapper.principal(sid, setting, path))
      .toString(),
  scripts: (text, path, mapper) =>
    isLookedAt(path)
      ? mapUncPaths(text, (unc) => mapFolder(unc, (folder) => mapper.path(folder, path)))
      : text,
  folderRedirection: (text, path, mapper) =>
    mapRedirections(
      text,
      (sid) => mapper.principal(sid, 'Folder Redirection', path),
      (unc) => mapper.path(unc, path) ?? '',
    ),
};

/** GPMC does not look for paths in psscripts.ini: they are neither listed nor mapped. */
function isLookedAt(path: string): boolean {
  return !/\\psscripts\.ini$/i.test(path);
}

/** Replaces the folder of a file: what GPMC lists of `\\server\share\folder\run.cmd`. A share alone is one itself. */
export function mapFolder(unc: string, map: (folder: string) => string | undefined): string {
  const [, folder = unc, rest = ''] = /^(\\\\[^\\]+\\[^\\]+(?:\\.*)?)(\\[^\\]*)$/.exec(unc) ?? [];
  const mapped = map(folder);
  if (mapped === undefined) return '';
  return rest === '' ? mapped : mapped.replace(/\\$/, '') + rest;
}

/** The files with every principal and path replaced by what the mapper answers. Files that do not change stay the same objects. */
export function rewriteReferences(files: readonly SysvolFile[], mapper: ReferenceMapper): SysvolFile[] {
  return files.map((file) => {
    const { path } = file;
    const rewrite = rewriters[kindOf(path)];
    const data = rewrite
      ? rewriteFile(
          file,
          (text) => rewrite(text, path, mapper),
          (reason) => mapper.doubt?.(reason, path),
        )
      : file.data;
    return data === file.data ? file : { path, data };
  });
}

/**
 * The principals and UNC paths the settings name, as Backup.xml lists them.
 *
 * @param dnsDomain The domain that a bare name is one of, and in whose language well-known principals are listed.
 */
export function settingsReferences(
  files: readonly SysvolFile[],
  directory: PrincipalDirectory,
  dnsDomain: string,
): { principals: Principal[]; filePaths: string[] } {
  const principals = new Map<string, Principal>();
  const paths = new Map<string, string>();
  rewriteReferences(files, {
    principal: (token) => {
      const sid = directory.find(token, dnsDomain)?.sid ?? (isSid(token) ? token : '');
      if (!isListed(sid || token)) return token;
      const named = {
        sid: '',
        samAccountName: token,
        type: 'Unknown',
        netBiosDomain: '',
        dnsDomain: '',
        upn: '',
        fromDacl: false,
      } as const;
      principals.set(
        foldCase(sid || token),
        sid ? toBackupPrincipal(directory, sid, dnsDomain, false) : named,
      );
      return token;
    },
    path: (path) => {
      paths.set(foldCase(path), path);
      return path;
    },
  });
  return { principals: [...principals.values()], filePaths: [...paths.values()] };
}
