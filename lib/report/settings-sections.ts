import type { XmlElement } from '../files/xml/tree';
import { policyExtensions } from '../settings/extensions';
import { madeSections } from './made-sections';
import { anyText, reportedExtensions } from './report-facts';
import type { SettingsSubject } from './subject';

/** Settings whose principals and paths a migration table replaces, by the names of their extensions. */
const migrated = ['Security', 'Scripts'];
const migratedExtensions = [policyExtensions.security, policyExtensions.scripts];

/**
 * The `ExtensionData` of one half. Where the settings came with a report of GPMC's, that report is carried on: GPMC
 * rendered them with templates and knowledge that are not here. Otherwise they are made from the settings files.
 */
export function settingsSections(subject: SettingsSubject, half: 'Computer' | 'User'): XmlElement[] {
  const { known } = subject;
  if (!known || known.state === 'changed') return madeSections(subject, half);
  const carried = reportedExtensions(known.xml, half);
  if (known.state === 'current') return carried;
  const made = new Map(
    madeSections(subject, half, migratedExtensions).map((section) => [anyText(section, 'Name'), section]),
  );
  return carried.map((section) => {
    const name = anyText(section, 'Name') ?? '';
    return migrated.includes(name) ? (made.get(name) ?? section) : section;
  });
}
