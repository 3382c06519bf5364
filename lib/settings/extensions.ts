import { extensionBlocks } from '../backups/file-list';
import type { BackupExtension } from '../backups/types';
import { type FileKind, halfOf, kindOf, preferencesFolder } from '../files/file-kinds';
import { sameGuid } from '../files/guid';
import { equalIgnoringCase } from '../files/text';

/** A client-side extension, as `IGPMClientSideExtension` shows it. */
export interface ClientSideExtension {
  readonly id: string;
  readonly name: string;
  readonly user: boolean;
  readonly computer: boolean;
}

const both = (id: string, name: string): ClientSideExtension => ({ id, name, user: true, computer: true });
const computer = (id: string, name: string): ClientSideExtension => ({
  id,
  name,
  user: false,
  computer: true,
});
const user = (id: string, name: string): ClientSideExtension => ({ id, name, user: true, computer: false });

const registryExtension = extensionBlocks.registry.id;
const securityExtension = extensionBlocks.security.id;
const scriptsExtension = extensionBlocks.scripts.id.toUpperCase();
const auditExtension = '{F3CCC681-B74C-4060-9F26-CD84525DCA2A}';
const registryPreferences = '{B087BE9D-ED37-454F-AF9C-04291E351182}';
const groupPreferences = '{17D89FEC-5C44-4972-B12D-241CAEF74509}';

/** The extensions of a usual Windows, for `IGPM::GetClientSideExtensions`. */
export const clientSideExtensions: readonly ClientSideExtension[] = [
  both(registryExtension, 'Registry'),
  computer(securityExtension, 'Security'),
  both(scriptsExtension, 'Scripts'),
  computer(auditExtension, 'Advanced Audit Configuration'),
  user('{25537BA6-77A8-11D2-9B6C-0000F8080861}', 'Folder Redirection'),
  both('{C6DC5466-785A-11D2-84D0-00C04FB169F7}', 'Software Installation'),
  computer('{B1BE8D72-6EAC-11D2-A4EA-00C04F79F83A}', 'EFS recovery'),
  computer('{E437BC1C-AA7D-11D2-A382-00C04F991E27}', 'IP Security'),
  both('{0E28E245-9368-4853-AD84-6DA3BA35BB75}', 'Group Policy Environment'),
  both(groupPreferences, 'Group Policy Local Users and Groups'),
  user('{5794DAFD-BE60-433F-88A2-1A31939AC01F}', 'Group Policy Drive Maps'),
  both('{6232C319-91AC-4931-9385-E70C2B099F0E}', 'Group Policy Folders'),
  both('{7150F9BF-48AD-4DA4-A49C-29EF4A8369BA}', 'Group Policy Files'),
  both('{74EE6C03-5363-4554-B161-627540339CAB}', 'Group Policy Ini Files'),
  computer('{91FBB303-0CD5-4055-BF42-E512A681B325}', 'Group Policy Services'),
  both('{AADCED64-746C-4633-A97C-D61349046527}', 'Group Policy Scheduled Tasks'),
  both(registryPreferences, 'Group Policy Registry'),
  both('{BC75B1ED-5833-4858-9BB8-CBF0B166DF9D}', 'Group Policy Printers'),
  both('{C418DD9D-0D14-4EFB-8FBF-CFE535C8FAC7}', 'Group Policy Shortcuts'),
  both('{E62688F0-25FD-4C90-BFF5-F508B9D2E31F}', 'Group Policy Power Options'),
];

/** The extension GUIDs of a list such as `[{extension}{tool}][…]`. */
function extensionIds(list: string): string[] {
  return [...list.matchAll(/\[(\{[0-9a-f-]{36}\})/gi)].map((match) => match[1]!);
}

/** Whether the list holds the GUID, as extension or as tool: GPMC's `gpoComputerExtensions` looks at extensions. */
export function hasExtension(list: string, id: string): boolean {
  return extensionIds(list).some((each) => sameGuid(each, id));
}

/** What the console enters in the extension list of a half that has a file of a kind. */
interface ExtensionTool {
  kind: FileKind;
  /** Of preferences the folder, which says what they set. */
  folder?: string;
  extension: string;
  /** The tool that edits it in the computer half, and in the user half where there is one of its own. */
  computerTool: string;
  userTool?: string;
}

const tools: readonly ExtensionTool[] = [
  {
    kind: 'registryPol',
    extension: registryExtension,
    computerTool: '{D02B1F72-3407-48AE-BA88-E8213C6761F1}',
    userTool: '{D02B1F73-3407-48AE-BA88-E8213C6761F1}',
  },
  {
    kind: 'securityTemplate',
    extension: securityExtension,
    computerTool: '{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}',
  },
  {
    kind: 'scripts',
    extension: scriptsExtension,
    computerTool: '{40B6664F-4972-11D1-A7CA-0000F87571E3}',
    userTool: '{40B66650-4972-11D1-A7CA-0000F87571E3}',
  },
  { kind: 'audit', extension: auditExtension, computerTool: '{0F3F3735-573D-9804-99E4-AB2A69BA5FD4}' },
  {
    kind: 'preferences',
    folder: 'Registry',
    extension: registryPreferences,
    computerTool: '{BEE07A6A-EC9F-4659-B8C9-0B1937907C83}',
  },
  {
    kind: 'preferences',
    folder: 'Groups',
    extension: groupPreferences,
    computerTool: '{79F92669-4224-476C-9C5C-6EFB4D87DF4A}',
  },
];

/** The extension list of one half with what its files ask for. */
export function extensionListFor(paths: readonly string[], half: 'Machine' | 'User', list = ''): string {
  const mine = paths.filter((path) => halfOf(path) === half);
  const concerns = ({ kind, folder }: ExtensionTool, path: string): boolean =>
    kindOf(path) === kind &&
    (folder === undefined || equalIgnoringCase(preferencesFolder(path) ?? '', folder));
  const asked = tools
    .filter((tool) => mine.some((path) => concerns(tool, path)) && !hasExtension(list, tool.extension))
    .map(
      ({ extension, computerTool, userTool = computerTool }) =>
        `[${extension}${half === 'Machine' ? computerTool : userTool}]`,
    );
  return asked.length === 0 ? list : [...(list.match(/\[[^\]]*\]/g) ?? []), ...asked].sort().join('');
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
