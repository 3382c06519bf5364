import type { GpoContent, SysvolFile } from '../backups/types';
import { type FileKind, halfOf, kindOf } from '../files/file-kinds';
import type { XmlElement } from '../files/xml/tree';
import type { PrincipalDirectory } from '../security/principal-directory';
import { auditSection } from './audit-section';
import { preferencesSection } from './preferences-section';
import { registrySection } from './registry-section';
import { anyText, reportedExtensions } from './report-facts';
import { scriptsSection } from './scripts-section';
import { securitySection } from './security-section';
import type { SettingsSubject } from './subject';

/** Settings whose principals and paths a migration table replaces. */
const migrated = ['Security', 'Scripts'];

/**
 * The `ExtensionData` of one half. Where the settings came with a report of GPMC's, that report is carried on: GPMC
 * rendered them with templates and knowledge that are not here. Otherwise they are made from the settings files.
 */
export function settingsSections(subject: SettingsSubject, half: 'Computer' | 'User'): XmlElement[] {
  const { known, content, directory } = subject;
  if (!known || known.state === 'changed') return sectionsFromFiles(content, half, directory);
  const carried = reportedExtensions(known.xml, half);
  if (known.state === 'current') return carried;
  const made = new Map(
    sectionsFromFiles(content, half, directory).map((section) => [anyText(section, 'Name'), section]),
  );
  return carried.map((section) => {
    const name = anyText(section, 'Name') ?? '';
    return migrated.includes(name) ? (made.get(name) ?? section) : section;
  });
}

function sectionsFromFiles(
  content: GpoContent,
  half: 'Computer' | 'User',
  directory: PrincipalDirectory,
): XmlElement[] {
  const files = content.files.filter(
    (file) => halfOf(file.path) === (half === 'Computer' ? 'Machine' : 'User'),
  );
  const find = (kind: FileKind): SysvolFile[] => files.filter((file) => kindOf(file.path) === kind);
  const makers: ((number: number) => XmlElement | undefined)[] = [
    ...find('securityTemplate').map((file) => (number: number) => securitySection(file, directory, number)),
    (number) => scriptsSection(find('scripts'), number),
    ...find('preferences').map((file) => (number: number) => preferencesSection(file, number)),
    ...find('audit').map((file) => (number: number) => auditSection(file, number)),
    ...find('registryPol').map((file) => (number: number) => registrySection(file, number)),
  ];
  const sections: XmlElement[] = [];
  for (const make of makers) {
    const section = make(sections.length + 1);
    if (section) sections.push(section);
  }
  return sections;
}
