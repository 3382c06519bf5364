import { listedPaths } from '../files/file-kinds';
import { comparePaths, withParents } from '../files/path-case';
import { sysvolRoot } from '../files/paths';
import { equalIgnoringCase, foldCase } from '../files/text';
import type { BackupExtension, BackupFileObject, GpoContent } from './types';

/** GPMC's own groups of client-side extensions, and the one for all other files, spelled as in Backup.xml. */
export const extensionBlocks = {
  registry: { id: '{35378EAC-683F-11D2-A89A-00C04FBBCFA2}', name: 'Registry' },
  security: { id: '{827D319E-6EAC-11D2-A4EA-00C04F79F83A}', name: 'Security' },
  scripts: { id: '{42B5FAAE-6536-11d2-AE5A-0000F87571E3}', name: 'Scripts' },
  others: { id: '{F15C46CD-82A0-4C2D-A210-5D0D3182A418}', name: 'Unknown Extension' },
} as const;

const templates = 'Adm\\*.*';

/** What {@link listFiles} needs to know of a GPO. */
export type ListedGpo = Pick<
  GpoContent,
  'id' | 'domain' | 'machineExtensionGuids' | 'userExtensionGuids' | 'files' | 'directories'
>;

/**
 * Makes the file list of a backup as GPMC does. A block of the security or scripts extension is there only if the
 * GPO names that extension; its files are otherwise in the block of all others.
 *
 * @param controller DNS name of the domain controller whose SYSVOL the files come from.
 */
export function listFiles(gpo: ListedGpo, controller: string): BackupExtension[] {
  const { registry, security, scripts, others } = extensionBlocks;
  const share = `\\\\${controller}\\sysvol\\${gpo.domain}\\Policies\\${gpo.id}`;
  const present = new Set(gpo.files.map((file) => foldCase(file.path)));
  const listed = new Set<string>();
  const take = (paths: readonly string[], reEvaluateFunction?: string): BackupFileObject[] =>
    paths
      .filter((path) => present.has(foldCase(path)))
      .map((path) => {
        listed.add(foldCase(path));
        return makeObject('file', path, share, reEvaluateFunction);
      });
  const names = (extension: { id: string }, guids: string): boolean =>
    foldCase(guids).includes(foldCase(extension.id));
  const guids = gpo.machineExtensionGuids + gpo.userExtensionGuids;

  const adm = gpo.files
    .map((file) => file.path)
    .filter((path) => equalIgnoringCase(path.slice(0, 4), 'Adm\\'));
  const blocks: BackupExtension[] = [
    {
      ...registry,
      objects: [...take([...listedPaths('registryPol'), ...adm]), ...(adm.length ? [] : [wildcard(share)])],
    },
  ];
  if (names(security, gpo.machineExtensionGuids)) {
    blocks.push({ ...security, objects: take(listedPaths('securityTemplate'), 'SecurityValidateSettings') });
  }
  if (names(scripts, guids)) {
    blocks.push({ ...scripts, objects: take(listedPaths('scripts'), 'ScriptsValidatePaths') });
  }
  const rest = [
    ...allDirectories(gpo).map((path) => ({ path, kind: 'directory' as const })),
    ...gpo.files
      .filter((file) => !listed.has(foldCase(file.path)))
      .map(({ path }) => ({ path, kind: 'file' as const })),
  ].sort((a, b) => half(a.path) - half(b.path) || comparePaths(sortKey(a.path), sortKey(b.path)));
  blocks.push({ ...others, objects: rest.map(({ path, kind }) => makeObject(kind, path, share)) });
  return blocks.filter((block) => block.objects.length > 0);
}

function makeObject(
  kind: BackupFileObject['kind'],
  path: string,
  share: string,
  reEvaluateFunction?: string,
): BackupFileObject {
  const [first, ...rest] = path.split('\\') as [string, ...string[]];
  const variable = { MACHINE: '%GPO_MACH_FSPATH%', USER: '%GPO_USER_FSPATH%' }[foldCase(first)];
  return {
    kind,
    path: [variable ?? `%GPO_FSPATH%\\${first}`, ...rest].join('\\'),
    sourceExpandedPath: `${share}\\${path}`,
    location: `${sysvolRoot}\\${path}`,
    ...(reEvaluateFunction && { reEvaluateFunction }),
  };
}

/** Administrative templates are looked for in every GPO and since Windows Vista found in hardly any. */
function wildcard(share: string): BackupFileObject {
  return { kind: 'file', path: `%GPO_FSPATH%\\${templates}`, sourceExpandedPath: `${share}\\${templates}` };
}

/** Every directory but the two halves themselves, which every GPO has. */
function allDirectories(gpo: ListedGpo): string[] {
  const parents = gpo.files.flatMap(({ path }) => withParents(path).slice(0, -1));
  const unique = new Map(
    [...gpo.directories.flatMap(withParents), ...parents].map((path) => [foldCase(path), path]),
  );
  return [...unique.values()].filter((path) => !['MACHINE', 'USER'].includes(foldCase(path)));
}

/** GPMC lists the top of a GPO first, then the computer half, then the user half. */
function half(path: string): number {
  return ['MACHINE', 'USER'].indexOf(foldCase(path.split('\\')[0]!)) + 1;
}

/** A directory comes right before what is in it, even where its name is the beginning of another's. */
function sortKey(path: string): string {
  return path.replaceAll('\\', '\u0001');
}
