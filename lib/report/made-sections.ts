import type { SysvolFile } from '../backups/types';
import { asError, FormatError } from '../files/errors';
import { type FileKind, halfOf, kindOf, preferencesFolder, readText } from '../files/file-kinds';
import { equalIgnoringCase } from '../files/text';
import type { XmlElement } from '../files/xml/tree';
import { hasExtension, policyExtensions } from '../settings/extensions';
import { preferenceKinds } from '../settings/preferences';
import { auditSection } from './audit-section';
import { preferencesSection, preferencesTitle } from './preferences-section';
import { registrySection } from './registry-section';
import { scriptsSection } from './scripts-section';
import { securitySection } from './security-section';
import type { SettingsSubject } from './subject';
import { ExtensionBuilder, errorSection } from './xml-builder';

/** What there can be of one extension. */
interface MadeSection {
  extension: string;
  title: string;
  files: readonly SysvolFile[];
  /** Undefined where it is not known what GPMC makes of it. `read` gives the text of a file. */
  make(read: (file: SysvolFile) => string, number: number): XmlElement | undefined;
}

/**
 * The `ExtensionData` of one half, made from its settings files. As in GPMC's, an extension is there exactly if the
 * GPO's list names it, whatever files there are. A file that cannot be read leaves an error in the place of its own.
 */
export function madeSections(
  { content, names, warn }: Pick<SettingsSubject, 'content' | 'names' | 'warn'>,
  half: 'Computer' | 'User',
): XmlElement[] {
  const computer = half === 'Computer';
  const own = content.files.filter(({ path }) => halfOf(path) === (computer ? 'Machine' : 'User'));
  const list = computer ? content.machineExtensionGuids : content.userExtensionGuids;
  const find = (kind: FileKind): SysvolFile[] => own.filter((file) => kindOf(file.path) === kind);
  const [templates, scripts, audits, policies] = (
    ['securityTemplate', 'scripts', 'audit', 'registryPol'] as const
  ).map(find) as [SysvolFile[], SysvolFile[], SysvolFile[], SysvolFile[]];
  const { security, scripts: scriptsId, softwareInstallation, audit, registry } = policyExtensions;
  const all: MadeSection[] = [
    {
      extension: security,
      title: 'Security',
      files: templates,
      make: (read, number) => securitySection(templates.map(read), names, number),
    },
    {
      extension: scriptsId,
      title: 'Scripts',
      files: scripts,
      make: (read, number) => scriptsSection(scripts, read, number),
    },
    {
      extension: softwareInstallation,
      title: 'Software Installation',
      files: [],
      make: (_, number) => softwareSection(number),
    },
    ...preferenceKinds.map((kind): MadeSection => {
      const files = find('preferences').filter(({ path }) =>
        equalIgnoringCase(preferencesFolder(path) ?? '', kind.folder),
      );
      return {
        extension: kind.extension,
        title: preferencesTitle(kind),
        files,
        make: (_, number) => preferencesSection(kind, files, number),
      };
    }),
    {
      extension: audit,
      title: 'Advanced Audit Configuration',
      files: audits,
      make: (read, number) => auditSection(audits.map(read), number),
    },
    {
      extension: registry,
      title: 'Registry',
      files: policies,
      make: (_, number) => registrySection(policies, number),
    },
  ];
  const sections: XmlElement[] = [];
  for (const { extension, title, files, make } of all) {
    if (!hasExtension(list, extension)) continue;
    const read = (file: SysvolFile): string =>
      readText(file, (reason) =>
        warn({ extension: title, file: file.path, error: new FormatError('encoding', file.path, reason) }),
      );
    try {
      const section = make(read, sections.length + 1);
      if (section) sections.push(section);
    } catch (cause) {
      const error = asError(cause);
      const named = files.find(({ path }) => error instanceof FormatError && path === error.file);
      const file = (named ?? files[0])?.path ?? '';
      warn({ extension: title, file, error });
      sections.push(errorSection(title, error.message));
    }
  }
  return sections;
}

/** What there is to show of software is in the directory, not in files; GPMC's reports of backups have this much. */
function softwareSection(number: number): XmlElement {
  const type = 'SoftwareInstallationSettings';
  return new ExtensionBuilder('SoftwareInstallation', type, 'Software Installation', number).finish();
}
