import { listFiles } from '../../backups/file-list';
import type { SysvolFile } from '../../backups/types';
import { commentPath, encodeNewFile } from '../../files/file-kinds';
import { acesFor, withAces } from '../../security/permissions';
import { parseSddl } from '../../security/sddl';
import { extensionListFor } from '../../settings/extensions';
import { foldersOf } from '../../settings/gpo-files';
import { settingsReferences } from '../../settings/references';
import type { DomainState } from '../state/domain-state';
import { GpoState } from '../state/gpo-state';
import { wmiFilterPath } from '../state/wmi-filter';
import type { GpoDescription } from './description';

const word = (version: number): number => ((version << 16) | version) >>> 0;

/** Settings files as they are described: text gets the encoding that Windows uses for the file. */
export function describedFiles(files: GpoDescription['files']): SysvolFile[] {
  return Object.entries(files ?? {}).map(([path, data]) => ({
    path,
    data: typeof data === 'string' ? encodeNewFile(path, data) : Uint8Array.from(data),
  }));
}

/** Makes one described GPO in its domain. */
export function buildGpo(domain: DomainState, description: GpoDescription, at: string): GpoState {
  const blank = domain.createGpo(description.displayName, description.id);
  const created = description.created ?? blank.created;
  const files = describedFiles(description.files);
  if (description.description)
    files.push({ path: commentPath, data: encodeNewFile(commentPath, description.description) });
  const paths = files.map((file) => file.path);
  const directories = [...new Set([...blank.content.directories, ...foldersOf(paths)])];
  const has = (half: RegExp): number => (paths.some((path) => half.test(path)) ? 1 : 0);

  let security = blank.security;
  try {
    if (description.security !== undefined) security = parseSddl(description.security, domain.sid);
  } catch (error) {
    throw new RangeError(`${at}.security: ${(error as Error).message}`, { cause: error });
  }
  for (const [i, { trustee, permission, denied = false }] of (description.permissions ?? []).entries()) {
    const principal = domain.forest.principals.find(trustee, domain.name);
    if (!principal)
      throw new RangeError(
        `${at}.permissions[${i}].trustee is "${trustee}", which is no user, computer or group of the description`,
      );
    security = withAces(
      security,
      acesFor({ sid: principal.sid, level: permission, denied, inheritable: true }),
    );
  }
  const wanted = description.wmiFilter?.toLowerCase();
  const filter =
    wanted === undefined
      ? undefined
      : domain.wmiFilters.find((f) => f.name.toLowerCase() === wanted || f.id.toLowerCase() === wanted);
  if (wanted !== undefined && !filter)
    throw new RangeError(
      `${at}.wmiFilter is "${description.wmiFilter}", which is no WMI filter of ${domain.name}`,
    );

  let references: ReturnType<typeof settingsReferences>;
  try {
    references = settingsReferences(files, domain.forest.principals, domain.name);
  } catch (error) {
    throw new RangeError(`${at}.files: ${(error as Error).message}`, { cause: error });
  }
  const gpo = new GpoState(domain, blank.content, { created, modified: created }, security);
  gpo.setSecurity(security);
  gpo.change({
    files,
    directories,
    options: (description.userEnabled === false ? 1 : 0) | (description.computerEnabled === false ? 2 : 0),
    machineVersion: word(description.computerVersion ?? has(/^machine\\/i)),
    userVersion: word(description.userVersion ?? has(/^user\\/i)),
    machineExtensionGuids: description.computerExtensions ?? extensionListFor(paths, 'Machine'),
    userExtensionGuids: description.userExtensions ?? extensionListFor(paths, 'User'),
    ...references,
    ...(filter ? { wmiFilter: wmiFilterPath(filter), wmiFilterName: filter.name } : {}),
  });
  gpo.change({ extensions: listFiles(gpo.content, domain.pdc) });
  gpo.modified = description.modified ?? created;
  return domain.addGpo(gpo);
}
