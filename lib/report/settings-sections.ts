import type { XmlElement } from '../files/xml/tree';
import { madeSections } from './made-sections';
import { anyText, reportedExtensions } from './report-facts';
import type { SettingsSubject } from './subject';

/** Settings whose principals and paths a migration table replaces. */
const migrated = ['Security', 'Scripts'];

/**
 * The `ExtensionData` of one half. Where the settings came with a report of GPMC's, that report is carried on: GPMC
 * rendered them with templates and knowledge that are not here. Otherwise they are made from the settings files.
 */
export function settingsSections(subject: SettingsSubject, half: 'Computer' | 'User'): XmlElement[] {
  const { known, content, names } = subject;
  if (!known || known.state === 'changed') return madeSections(content, half, names);
  const carried = reportedExtensions(known.xml, half);
  if (known.state === 'current') return carried;
  const made = new Map(
    madeSections(content, half, names).map((section) => [anyText(section, 'Name'), section]),
  );
  return carried.map((section) => {
    const name = anyText(section, 'Name') ?? '';
    return migrated.includes(name) ? (made.get(name) ?? section) : section;
  });
}
