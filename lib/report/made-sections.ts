import type { SysvolFile } from '../backups/types';
import { asError, FormatError } from '../files/errors';
import { type FileKind, halfOf, kindOf, readText } from '../files/file-kinds';
import type { XmlElement } from '../files/xml/tree';
import { hasExtension, policyExtensions } from '../settings/extensions';
import { preferenceKinds } from '../settings/preferences';
import { auditSection } from './audit-section';
import { preferencesName, preferencesSection } from './preferences-section';
import { registrySection } from './registry-section';
import { inShownOrder, scriptsSection } from './scripts-section';
import { securitySection } from './security-section';
import type { SettingsSubject } from './subject';
import { ExtensionBuilder, errorSection } from './xml-builder';

/** How the section of one extension is made of its files. */
interface Maker {
  /** GUID of the extension. */
  readonly extension: string;
  readonly name: string;
  readonly files: readonly SysvolFile[];
  /** Undefined where it is not known what GPMC makes of it. `texts` reads the files. */
  make(number: number, texts: () => readonly string[]): XmlElement | undefined;
}

/**
 * The `ExtensionData` of one half, made from its settings files. As in GPMC's, an extension is there exactly if the
 * GPO's list names it, whatever files there are. A file that cannot be read leaves an error in the place of its settings.
 */
export function madeSections(
  { content, names, warn }: SettingsSubject,
  half: 'Computer' | 'User',
): XmlElement[] {
  const computer = half === 'Computer';
  const files = content.files.filter(({ path }) => halfOf(path) === (computer ? 'Machine' : 'User'));
  const list = computer ? content.machineExtensionGuids : content.userExtensionGuids;
  const find = (kind: FileKind): SysvolFile[] => files.filter((file) => kindOf(file.path) === kind);
  const sections: XmlElement[] = [];
  for (const { extension, name, files, make } of makers(find, names)) {
    if (!hasExtension(list, extension)) continue;
    const texts = () =>
      files.map((file) =>
        readText(file, (reason) =>
          warn({ extension: name, file: file.path, error: new FormatError('encoding', file.path, reason) }),
        ),
      );
    try {
      const section = make(sections.length + 1, texts);
      if (section) sections.push(section);
    } catch (cause) {
      const error = asError(cause);
      const file = error instanceof FormatError ? error.file : (files[0]?.path ?? '');
      warn({ extension: name, file, error });
      sections.push(errorSection(name, error.message));
    }
  }
  return sections;
}

/** In the order in which GPMC shows them. */
function makers(find: (kind: FileKind) => SysvolFile[], names: SettingsSubject['names']): Maker[] {
  const preferences = find('preferences');
  return [
    {
      extension: policyExtensions.security,
      name: 'Security',
      files: find('securityTemplate'),
      make: (number, texts) => securitySection(texts(), names, number),
    },
    {
      extension: policyExtensions.scripts,
      name: 'Scripts',
      files: inShownOrder(find('scripts')),
      make: (number, texts) => scriptsSection(texts(), number),
    },
    {
      extension: policyExtensions.softwareInstallation,
      name: 'Software Installation',
      files: [],
      make: softwareSection,
    },
    ...preferenceKinds.map(
      (kind): Maker => ({
        extension: kind.extension,
        name: preferencesName(kind),
        files: preferences,
        make: (number) => preferencesSection(kind, preferences, number),
      }),
    ),
    {
      extension: policyExtensions.audit,
      name: 'Advanced Audit Configuration',
      files: find('audit'),
      make: (number, texts) => auditSection(texts(), number),
    },
    {
      extension: policyExtensions.registry,
      name: 'Registry',
      files: find('registryPol'),
      make: (number) => registrySection(find('registryPol'), number),
    },
  ];
}

/** What there is to show of software is in the directory, not in files; GPMC's reports of backups have this much. */
function softwareSection(number: number): XmlElement {
  const type = 'SoftwareInstallationSettings';
  return new ExtensionBuilder('SoftwareInstallation', type, 'Software Installation', number).finish();
}
