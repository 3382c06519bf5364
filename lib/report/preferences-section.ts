import type { SysvolFile } from '../backups/types';
import { parseXmlBytes } from '../files/xml/parse';
import type { XmlElement } from '../files/xml/tree';
import { ExtensionBuilder } from './xml-builder';

/** Group Policy Preferences by the folder of their file: namespace, type, name. */
const preferences: Readonly<Record<string, readonly [suffix: string, type: string, name: string]>> = {
  registry: ['Windows/Registry', 'RegistrySettings', 'Windows Registry'],
  groups: ['Lugs', 'LugsSettings', 'Local Users and Groups'],
  scheduledtasks: ['ScheduledTasks', 'ScheduledTasksSettings', 'Scheduled Tasks'],
  folders: ['Folders', 'FoldersSettings', 'Folders'],
  drives: ['DriveMaps', 'DriveMapSettings', 'Drive Maps'],
  services: ['Services', 'ServiceSettings', 'NT Services'],
  environmentvariables: ['Environment', 'EnvironmentVariablesSettings', 'Environment Variables'],
  files: ['Files', 'FilesSettings', 'Files'],
  inifiles: ['IniFiles', 'IniFilesSettings', 'Ini Files'],
  poweroptions: ['PowerOptions', 'PowerOptionsSettings', 'Power Options'],
  printers: ['Printers', 'PrintersSettings', 'Printers'],
  shortcuts: ['Shortcuts', 'ShortcutsSettings', 'Shortcuts'],
};

/** A preferences file as it is, each item with its place in the order. */
export function preferencesSection(file: SysvolFile, number: number): XmlElement | undefined {
  const folder = /\\Preferences\\([^\\]+)\\[^\\]+\.xml$/i.exec(file.path)?.[1];
  const known = preferences[folder?.toLowerCase() ?? ''];
  if (!known) return undefined;
  const builder = new ExtensionBuilder(...known, number);
  const copy = (source: XmlElement, order?: number): XmlElement => {
    const children = source.children.filter((node): node is XmlElement => node.kind === 'element');
    const text = source.children
      .map((node) => (node.kind === 'text' || node.kind === 'cdata' ? node.value : ''))
      .join('');
    const made = builder.make(
      source.localName,
      order === undefined ? undefined : builder.make('GPOSettingOrder', order),
      ...children.map((child) => copy(child)),
      children.length === 0 ? text : undefined,
    );
    return {
      ...made,
      attributes: source.attributes.filter(
        (attribute) => !attribute.name.includes(':') && attribute.name !== 'xmlns',
      ),
    };
  };
  const { root } = parseXmlBytes(file.data, file.path);
  const items = root.children.filter((node): node is XmlElement => node.kind === 'element');
  if (items.length === 0) return undefined;
  const collection = builder.make(root.localName, ...items.map((item, i) => copy(item, i + 1)));
  builder.append({
    ...collection,
    attributes: root.attributes.filter(
      (attribute) => !attribute.name.includes(':') && attribute.name !== 'xmlns',
    ),
  });
  return builder.finish();
}
