import type { Principal, SysvolFile } from '../backups/types';
import { type PrincipalDirectory, toBackupPrincipal } from '../security/principal-directory';
import { isSid } from '../security/sid';
import { decodeSettingsText, encodeSettingsText } from './gpo-files';
import { findUncPaths } from './scripts-ini';
import { mapPrincipals } from './security-template';
import { rewriteDescriptors } from './template-text';

/** What a migration table can replace in the settings of a GPO. `undefined` takes the reference out. */
export interface ReferenceMapper {
  /** A SID or a name; `setting` says where it stands. */
  principal(token: string, setting: string, file: string): string | undefined;
  /** A UNC path: of a script, or the target of a redirected folder. */
  path(path: string, file: string): string | undefined;
}

const isTemplate = (path: string): boolean => /\\SecEdit\\GptTmpl\.inf$/i.test(path);
const isScripts = (path: string): boolean => /\\Scripts\\(ps)?scripts\.ini$/i.test(path);
const isRedirection = (path: string): boolean => /\\fdeploy\d?\.ini$/i.test(path);

function rewriteTemplate({ path, data }: SysvolFile, mapper: ReferenceMapper): Uint8Array {
  const mapped = mapPrincipals(
    data,
    path,
    (token) => mapper.principal(token, 'User rights and groups', path) ?? null,
  );
  const decoded = decodeSettingsText(mapped);
  const text = rewriteDescriptors(decoded.text, ({ sid, setting }) => mapper.principal(sid, setting, path));
  return text === decoded.text ? mapped : encodeSettingsText(text, decoded);
}

function rewriteScripts({ path, data }: SysvolFile, mapper: ReferenceMapper): Uint8Array {
  const paths = findUncPaths(data, path).sort((a, b) => b.length - a.length); // a path may begin with another one
  if (paths.length === 0) return data;
  const any = new RegExp(
    `(?:${paths.map((unc) => unc.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?=["\\s]|$)`,
    'g',
  );
  const decoded = decodeSettingsText(data);
  return encodeSettingsText(
    decoded.text.replace(any, (unc) => mapper.path(unc, path) ?? ''),
    decoded,
  );
}

/** Folder redirection: lines of `SID=\\server\share\folder`. */
function rewriteRedirection({ path, data }: SysvolFile, mapper: ReferenceMapper): Uint8Array {
  const decoded = decodeSettingsText(data);
  const line = /^(\s*)([^=\r\n]*?)(\s*=\s*)(\\\\[^\r\n]*)/gm;
  const text = decoded.text.replace(line, (_, lead: string, key: string, equals: string, unc: string) => {
    const who = isSid(key) ? mapper.principal(key, 'Folder Redirection', path) : key;
    return who === undefined ? '' : `${lead}${who}${equals}${mapper.path(unc.trim(), path) ?? ''}`;
  });
  return encodeSettingsText(text, decoded);
}

/** The files with every principal and path replaced by what the mapper answers. Files that do not change stay the same objects. */
export function rewriteReferences(files: readonly SysvolFile[], mapper: ReferenceMapper): SysvolFile[] {
  return files.map((file) => {
    const { path } = file;
    const rewrite = isTemplate(path)
      ? rewriteTemplate
      : isScripts(path)
        ? rewriteScripts
        : isRedirection(path)
          ? rewriteRedirection
          : undefined;
    const data = rewrite?.(file, mapper) ?? file.data;
    return Buffer.compare(data, file.data) === 0 ? file : { path, data };
  });
}

/**
 * The principals and UNC paths the settings name, as Backup.xml lists them.
 *
 * @param dnsDomain The domain that a bare name is one of.
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
      const named = {
        sid: '',
        samAccountName: token,
        type: 'Unknown',
        netBiosDomain: '',
        dnsDomain: '',
        upn: '',
        fromDacl: false,
      } as const;
      principals.set((sid || token).toLowerCase(), sid ? toBackupPrincipal(directory, sid, false) : named);
      return token;
    },
    path: (path) => {
      paths.set(path.toLowerCase(), path);
      return path;
    },
  });
  return { principals: [...principals.values()], filePaths: [...paths.values()] };
}
