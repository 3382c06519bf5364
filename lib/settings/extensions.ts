import { extensionBlocks } from '../backups/file-list';
import type { BackupExtension } from '../backups/types';
import { type FileKind, halfOf, kindOf, preferencesFolder } from '../files/file-kinds';
import { sameGuid } from '../files/guid';
import { equalIgnoringCase } from '../files/text';
import { preferenceKinds } from './preferences';

/** A client-side extension, as `IGPMClientSideExtension` shows it. */
export interface ClientSideExtension {
  readonly id: string;
  readonly name: string;
  readonly user: boolean;
  readonly computer: boolean;
}

/** A client-side extension, and the files that it applies. */
interface SettingsExtension extends ClientSideExtension {
  /** Whether it applies a file; none that this library knows where it is left out. */
  applies?(path: string): boolean;
  /** The tool that edits its settings in the computer half, and in the user half where there is one of its own. */
  computerTool?: string;
  userTool?: string;
  /** The console lists the tools of preferences a second time, in an entry of their own. */
  preferences?: true;
}

const both = { user: true, computer: true };
const computer = { user: false, computer: true };
const user = { user: true, computer: false };

const ofKind =
  (kind: FileKind) =>
  (path: string): boolean =>
    kindOf(path) === kind;

/** The extensions whose settings are not preferences, by what reports call them. */
export const policyExtensions = {
  registry: extensionBlocks.registry.id,
  security: extensionBlocks.security.id,
  scripts: extensionBlocks.scripts.id.toUpperCase(),
  audit: '{F3CCC681-B74C-4060-9F26-CD84525DCA2A}',
  folderRedirection: '{25537BA6-77A8-11D2-9B6C-0000F8080861}',
  softwareInstallation: '{C6DC5466-785A-11D2-84D0-00C04FB169F7}',
} as const;

/** The extensions of a usual Windows. */
const extensions: readonly SettingsExtension[] = [
  {
    id: policyExtensions.registry,
    name: 'Registry',
    ...both,
    applies: ofKind('registryPol'),
    computerTool: '{D02B1F72-3407-48AE-BA88-E8213C6761F1}',
    userTool: '{D02B1F73-3407-48AE-BA88-E8213C6761F1}',
  },
  {
    id: policyExtensions.security,
    name: 'Security',
    ...computer,
    applies: ofKind('securityTemplate'),
    computerTool: '{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}',
  },
  {
    id: policyExtensions.scripts,
    name: 'Scripts',
    ...both,
    applies: ofKind('scripts'),
    computerTool: '{40B6664F-4972-11D1-A7CA-0000F87571E3}',
    userTool: '{40B66650-4972-11D1-A7CA-0000F87571E3}',
  },
  {
    id: policyExtensions.audit,
    name: 'Advanced Audit Configuration',
    ...computer,
    applies: ofKind('audit'),
    computerTool: '{0F3F3735-573D-9804-99E4-AB2A69BA5FD4}',
  },
  {
    id: policyExtensions.folderRedirection,
    name: 'Folder Redirection',
    ...user,
    applies: ofKind('folderRedirection'),
    userTool: '{88E729D6-BDC1-11D1-BD2A-00C04FB9603F}',
  },
  {
    id: policyExtensions.softwareInstallation,
    name: 'Software Installation',
    ...both,
    applies: (path) => /\\Applications\\[^\\]+\.aas$/i.test(path),
    computerTool: '{942A8E4F-A261-11D1-A760-00C04FB9603F}',
    userTool: '{BACF5C8A-A3C7-11D1-A760-00C04FB9603F}',
  },
  { id: '{B1BE8D72-6EAC-11D2-A4EA-00C04F79F83A}', name: 'EFS recovery', ...computer },
  { id: '{E437BC1C-AA7D-11D2-A382-00C04F991E27}', name: 'IP Security', ...computer },
  ...preferenceKinds.map(
    ({ extension, tool, title, folder, half }): SettingsExtension => ({
      id: extension,
      name: `Group Policy ${title}`,
      user: half !== 'Machine',
      computer: half !== 'User',
      applies: (path) => equalIgnoringCase(preferencesFolder(path) ?? '', folder),
      computerTool: tool,
      preferences: true,
    }),
  ),
];

/** For `IGPM::GetClientSideExtensions`. */
export const clientSideExtensions: readonly ClientSideExtension[] = extensions.map(
  ({ id, name, user, computer }) => ({ id, name, user, computer }),
);

/** The extension GUIDs of a list such as `[{extension}{tool}][…]`. */
function extensionIds(list: string): string[] {
  return [...list.matchAll(/\[(\{[0-9a-f-]{36}\})/gi)].map((match) => match[1]!);
}

/** Whether the list holds the GUID as an extension, which is what GPMC's `gpoComputerExtensions` looks at. */
export function hasExtension(list: string, id: string): boolean {
  return extensionIds(list).some((each) => sameGuid(each, id));
}

/** Stands in a list before the tools of all its preferences. */
const preferenceTools = '{00000000-0000-0000-0000-000000000000}';

/** The extension list of one half with what its files ask for. */
export function extensionListFor(paths: readonly string[], half: 'Machine' | 'User', list = ''): string {
  const mine = paths.filter((path) => halfOf(path) === half);
  const asked = extensions.filter(
    ({ id, applies }) => !hasExtension(list, id) && mine.some((path) => applies?.(path)),
  );
  if (asked.length === 0) return list;
  const toolOf = ({ computerTool = '', userTool = computerTool }: SettingsExtension): string =>
    half === 'Machine' ? computerTool : userTool;
  const entries = list.match(/\[[^\]]*\]/g) ?? [];
  const listsTools = (entry: string): boolean => hasExtension(entry, preferenceTools);
  const tools = new Set([
    ...entries.filter(listsTools).flatMap((entry) => (entry.match(/\{[^}]*\}/g) ?? []).slice(1)),
    ...asked.filter(({ preferences }) => preferences).map(toolOf),
  ]);
  return [
    ...(tools.size === 0 ? [] : [`[${preferenceTools}${[...tools].sort().join('')}]`]),
    ...entries.filter((entry) => !listsTools(entry)),
    ...asked.map((extension) => `[${extension.id}${toolOf(extension)}]`),
  ]
    .sort()
    .join('');
}

function expand(path: string, sysvol: string): string {
  return path
    .replace(/^%GPO_FSPATH%/i, () => sysvol)
    .replace(/^%GPO_MACH_FSPATH%/i, () => `${sysvol}\\Machine`)
    .replace(/^%GPO_USER_FSPATH%/i, () => `${sysvol}\\User`);
}

/** A GPO's SYSVOL folder by way of a domain controller. */
export function sysvolPath(controller: string, domain: string, id: string): string {
  return `\\\\${controller}\\sysvol\\${domain}\\Policies\\${id}`;
}

/** The blocks of a backup as they would stand in one of another GPO that was given the same files. */
export function relocatedBlocks(blocks: readonly BackupExtension[], sysvol: string): BackupExtension[] {
  return blocks.map((block) => ({
    ...block,
    objects: block.objects.map((object) => ({ ...object, sourceExpandedPath: expand(object.path, sysvol) })),
  }));
}
