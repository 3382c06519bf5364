import { backupXmlName } from '../backups/read-backup';
import { reportNamespace } from '../backups/report-file';
import type { Backup } from '../backups/types';
import { asError, FormatError } from '../files/errors';
import { foldCase } from '../files/text';
import type { XmlElement } from '../files/xml/tree';
import { backupSecurity, type SecurityDescriptor } from '../security/security-descriptor';
import { securityDescriptorSection } from './security-descriptor-section';
import { settingsSections } from './settings-sections';
import type { PrincipalNames, ReportSubject, ReportWarning } from './subject';
import { element, plainTime, serializeReport, typesNamespace } from './xml-builder';

const inSettings = (name: string, ...content: Parameters<typeof element>[2][]): XmlElement =>
  element(reportNamespace, name, ...content);

/** The XML report of a GPO. */
export function reportXml(subject: ReportSubject): string {
  return serializeReport(gpoReport(subject));
}

/** The report of a GPO, with the elements of GPMC's own in their order. */
export function gpoReport(subject: ReportSubject): XmlElement {
  const { content, filter } = subject;
  const half = (name: 'Computer' | 'User', version: number, disabled: number): XmlElement =>
    inSettings(
      name,
      inSettings('VersionDirectory', version & 0xffff),
      inSettings('VersionSysvol', version >>> 16),
      inSettings('Enabled', (content.options & disabled) === 0),
      settingsSections(subject, name),
    );
  return inSettings(
    'GPO',
    inSettings(
      'Identifier',
      element(typesNamespace, 'Identifier', content.id),
      element(typesNamespace, 'Domain', content.domain),
    ),
    inSettings('Name', content.displayName),
    inSettings('IncludeComments', true),
    inSettings('CreatedTime', plainTime(subject.created)),
    inSettings('ModifiedTime', plainTime(subject.modified)),
    inSettings('ReadTime', `${subject.readTime.toISOString().slice(0, -1)}0000Z`),
    subject.security && securityDescriptorSection(subject.security, subject.domainSid, subject.names),
    inSettings('FilterDataAvailable', true),
    filter && inSettings('FilterName', filter.name),
    filter && inSettings('FilterDescription', filter.description),
    half('Computer', content.machineVersion, 2),
    half('User', content.userVersion, 1),
    subject.links.map((link) =>
      inSettings(
        'LinksTo',
        inSettings('SOMName', link.somName),
        inSettings('SOMPath', link.somPath),
        inSettings('Enabled', link.enabled),
        inSettings('NoOverride', link.enforced),
      ),
    ),
  );
}

/**
 * The report of a backup that was completed without one, made from its settings.
 *
 * @param names of accounts that the backup does not list itself.
 * @param warn told of what such a report cannot tell as it should
 * @param domainSid SID of the domain it was made in, where that is known.
 */
export function backupReport(
  backup: Backup,
  names: PrincipalNames,
  warn: (warning: ReportWarning) => void,
  domainSid = 'S-1-5-21-0-0-0',
): XmlElement {
  const { content, record } = backup;
  const untold = (cause: Error): void => {
    const error =
      cause instanceof FormatError ? cause : new FormatError('malformed', backupXmlName, cause.message);
    warn({ extension: '', file: error.file, error });
  };
  if (backup.filesError) untold(backup.filesError);
  let security: SecurityDescriptor | undefined;
  try {
    security = backupSecurity(backup);
  } catch (error) {
    untold(asError(error));
  }
  const listed = new Map(
    content.principals
      .filter(({ samAccountName }) => samAccountName !== '')
      .map(({ sid, netBiosDomain, samAccountName }) => [
        foldCase(sid),
        `${netBiosDomain}\\${samAccountName}`,
      ]),
  );
  return gpoReport({
    content,
    created: record.backupTime,
    modified: record.backupTime,
    readTime: record.backupTime,
    security,
    domainSid,
    names: (sid) => listed.get(foldCase(sid)) ?? names(sid),
    filter:
      content.wmiFilterName === undefined ? undefined : { name: content.wmiFilterName, description: '' },
    links: [],
    known: undefined,
    warn,
  });
}
