import type { GpoContent, SysvolFile } from '../backups/types';
import { type FileKind, halfOf, kindOf } from '../files/file-kinds';
import type { XmlElement } from '../files/xml/tree';
import { hasExtension, policyExtensions } from '../settings/extensions';
import { preferenceKinds } from '../settings/preferences';
import { auditSection } from './audit-section';
import { preferencesSection } from './preferences-section';
import { registrySection } from './registry-section';
import { scriptsSection } from './scripts-section';
import { securitySection } from './security-section';
import type { PrincipalNames } from './subject';
import { ExtensionBuilder } from './xml-builder';

/** Makes the section of one extension; undefined where it is not known what GPMC makes of it. */
type Maker = (number: number) => XmlElement | undefined;

/**
 * The `ExtensionData` of one half, made from its settings files. As in GPMC's, an extension is there exactly if the
 * GPO's list names it, whatever files there are.
 */
export function madeSections(
  content: GpoContent,
  half: 'Computer' | 'User',
  names: PrincipalNames,
): XmlElement[] {
  const computer = half === 'Computer';
  const files = content.files.filter(({ path }) => halfOf(path) === (computer ? 'Machine' : 'User'));
  const list = computer ? content.machineExtensionGuids : content.userExtensionGuids;
  const find = (kind: FileKind): SysvolFile[] => files.filter((file) => kindOf(file.path) === kind);
  const makers: (readonly [extension: string, make: Maker])[] = [
    [policyExtensions.security, (number) => securitySection(find('securityTemplate'), names, number)],
    [policyExtensions.scripts, (number) => scriptsSection(find('scripts'), number)],
    [policyExtensions.softwareInstallation, softwareSection],
    ...preferenceKinds.map((kind): readonly [string, Maker] => [
      kind.extension,
      (number) => preferencesSection(kind, find('preferences'), number),
    ]),
    [policyExtensions.audit, (number) => auditSection(find('audit'), number)],
    [policyExtensions.registry, (number) => registrySection(find('registryPol'), number)],
  ];
  const sections: XmlElement[] = [];
  for (const [extension, make] of makers) {
    const section = hasExtension(list, extension) ? make(sections.length + 1) : undefined;
    if (section) sections.push(section);
  }
  return sections;
}

/** What there is to show of software is in the directory, not in files; GPMC's reports of backups have this much. */
function softwareSection(number: number): XmlElement {
  const type = 'SoftwareInstallationSettings';
  return new ExtensionBuilder('SoftwareInstallation', type, 'Software Installation', number).finish();
}
