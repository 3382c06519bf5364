import type { XmlElement } from '../files/xml/tree';
import { madeSections } from './made-sections';
import { reportedExtensions } from './report-facts';
import type { SettingsSubject } from './subject';

/**
 * The `ExtensionData` of one half. Where the settings came with a report of GPMC's, that report is carried on: GPMC
 * rendered them with templates and knowledge that are not here. Otherwise they are made from the settings files.
 */
export function settingsSections(subject: SettingsSubject, half: 'Computer' | 'User'): XmlElement[] {
  const { known } = subject;
  if (!known || known.state === 'changed') return madeSections(subject, half);
  return reportedExtensions(known.xml, half);
}
