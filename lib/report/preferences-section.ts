import type { SysvolFile } from '../backups/types';
import { preferencesFolder } from '../files/file-kinds';
import { equalIgnoringCase } from '../files/text';
import { childElements, elementText, plainAttributes, type XmlElement } from '../files/xml/tree';
import { parsePreferences } from '../settings/preferences';
import { ExtensionBuilder } from './xml-builder';

/** Group Policy Preferences by the folder of their file: namespace, type, name. */
const preferences: readonly (readonly [folder: string, suffix: string, type: string, name: string])[] = [
  ['Registry', 'Windows/Registry', 'RegistrySettings', 'Windows Registry'],
  ['Groups', 'Lugs', 'LugsSettings', 'Local Users and Groups'],
  ['ScheduledTasks', 'ScheduledTasks', 'ScheduledTasksSettings', 'Scheduled Tasks'],
  ['Folders', 'Folders', 'FoldersSettings', 'Folders'],
  ['Drives', 'DriveMaps', 'DriveMapSettings', 'Drive Maps'],
  ['Services', 'Services', 'ServiceSettings', 'NT Services'],
  ['EnvironmentVariables', 'Environment', 'EnvironmentVariablesSettings', 'Environment Variables'],
  ['Files', 'Files', 'FilesSettings', 'Files'],
  ['IniFiles', 'IniFiles', 'IniFilesSettings', 'Ini Files'],
  ['PowerOptions', 'PowerOptions', 'PowerOptionsSettings', 'Power Options'],
  ['Printers', 'Printers', 'PrintersSettings', 'Printers'],
  ['Shortcuts', 'Shortcuts', 'ShortcutsSettings', 'Shortcuts'],
];

/** A preferences file as it is, each item with its place in the order. */
export function preferencesSection(file: SysvolFile, number: number): XmlElement | undefined {
  const folder = preferencesFolder(file.path) ?? '';
  const [, ...known] = preferences.find(([name]) => equalIgnoringCase(name, folder)) ?? [];
  if (known.length === 0) return undefined;
  const builder = new ExtensionBuilder(...known, number);
  const copy = (source: XmlElement, order?: number): XmlElement => {
    const children = childElements(source);
    const made = builder.make(
      source.localName,
      order === undefined ? undefined : builder.make('GPOSettingOrder', order),
      ...children.map((child) => copy(child)),
      children.length === 0 ? elementText(source) : undefined,
    );
    return { ...made, attributes: plainAttributes(source) };
  };
  const { root, items } = parsePreferences(file);
  if (items.length === 0) return undefined;
  const collection = builder.make(root.localName, ...items.map((item, i) => copy(item, i + 1)));
  builder.append({ ...collection, attributes: plainAttributes(root) });
  return builder.finish();
}
