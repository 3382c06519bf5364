import type { SysvolFile } from '../backups/types';
import {
  childElement,
  childElements,
  elementText,
  plainAttributes,
  type XmlElement,
} from '../files/xml/tree';
import { type PreferenceKind, parsePreferences } from '../settings/preferences';
import { ExtensionBuilder } from './xml-builder';

/**
 * How GPMC shows each kind of preferences, by its folder: namespace, type, name, and the element that it puts in place
 * of the file's root. What it makes of the other kinds is not known.
 */
const shown: Readonly<
  Record<string, readonly [suffix: string, type: string, name: string, element: string]>
> = {
  Registry: ['Windows/Registry', 'RegistrySettings', 'Windows Registry', 'RegistrySettings'],
  Groups: ['Lugs', 'LugsSettings', 'Local Users and Groups', 'LocalUsersAndGroups'],
  ScheduledTasks: ['ScheduledTasks', 'ScheduledTasksSettings', 'Scheduled Tasks', 'ScheduledTasks'],
  Folders: ['Folders', 'FoldersSettings', 'Folders', 'Folders'],
  Drives: ['DriveMaps', 'DriveMapSettings', 'Drive Maps', 'DriveMapSettings'],
  Services: ['Services', 'ServiceSettings', 'Services', 'NTServices'],
  EnvironmentVariables: [
    'Environment',
    'EnvironmentVariablesSettings',
    'Environment Variables',
    'EnvironmentVariables',
  ],
  Files: ['Files', 'FilesSettings', 'Files', 'FilesSettings'],
  IniFiles: ['IniFiles', 'IniFilesSettings', 'Ini Files', 'IniFiles'],
  InternetSettings: ['InternetOptions', 'InternetOptionsSettings', 'Internet Options', 'InternetOptions'],
  PowerOptions: ['PowerOptions', 'PowerOptionsSettings', 'Power Options', 'PowerOptions'],
  Printers: ['Printers', 'PrintersSettings', 'Printers', 'Printers'],
  Shortcuts: ['Shortcuts', 'ShortcutsSettings', 'Shortcuts', 'ShortcutSettings'],
};

/** What the section of a kind of preferences is called. */
export function preferencesTitle({ folder, title }: PreferenceKind): string {
  return shown[folder]?.[2] ?? title;
}

/** The preferences of a kind as their file has them, each item with its place in the order and with its `Filters`. */
export function preferencesSection(
  { folder }: PreferenceKind,
  files: readonly SysvolFile[],
  number: number,
): XmlElement | undefined {
  const names = shown[folder];
  if (!names) return undefined;
  const [suffix, type, name, element] = names;
  const builder = new ExtensionBuilder(suffix, type, name, number);
  const copy = (source: XmlElement, order?: number): XmlElement => {
    const children = childElements(source);
    const made = builder.make(
      source.localName,
      order === undefined ? undefined : builder.make('GPOSettingOrder', order),
      children.map((child) => copy(child)),
      emptyParts(source, folder).map((part) => builder.make(part)),
      children.length === 0 ? elementText(source) : undefined,
    );
    return { ...made, attributes: plainAttributes(source) };
  };
  for (const file of files) {
    const { root, items } = parsePreferences(file);
    const settings = builder.make(
      element,
      items.map((item, i) => copy(item, i + 1)),
    );
    builder.append({ ...settings, attributes: plainAttributes(root) });
  }
  return builder.finish();
}

/** The parts that GPMC shows also where the file has none: the filters of a setting, the values of one in the registry. */
function emptyParts(source: XmlElement, folder: string): string[] {
  const parts = [
    ...(childElement(source, 'Properties') ? ['Filters'] : []),
    ...(folder === 'Registry' && source.localName === 'Properties' ? ['Values'] : []),
  ];
  return parts.filter((part) => !childElement(source, part));
}
