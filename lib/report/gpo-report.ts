import type { Backup } from '../backups/types';
import { sameGuid } from '../files/guid';
import type { XmlElement } from '../files/xml/tree';
import type { DomainState } from '../mock/state/domain-state';
import type { GpoState } from '../mock/state/gpo-state';
import { parseSecurityDescriptor } from '../security/security-descriptor';
import { domainOfSid } from '../security/sid';
import { commentPath, decodeSettingsText, findFile } from '../settings/gpo-files';
import { securityDescriptorSection } from './security-descriptor-section';
import { settingsSections } from './settings-sections';
import type { ReportSubject } from './subject';
import { element, plainTime, serializeReport, settingsNamespace, typesNamespace } from './xml-builder';

const inSettings = (name: string, ...content: Parameters<typeof element>[2][]): XmlElement =>
  element(settingsNamespace, name, ...content);

/** The XML report of a GPO, with the elements of GPMC's own in their order. */
export function reportXml(subject: ReportSubject): string {
  const { content, filter } = subject;
  const half = (name: 'Computer' | 'User', version: number, disabled: number): XmlElement =>
    inSettings(
      name,
      inSettings('VersionDirectory', version & 0xffff),
      inSettings('VersionSysvol', version >>> 16),
      inSettings('Enabled', (content.options & disabled) === 0),
      ...settingsSections(subject, name),
    );
  return serializeReport(
    inSettings(
      'GPO',
      inSettings(
        'Identifier',
        element(typesNamespace, 'Identifier', content.id),
        element(typesNamespace, 'Domain', content.domain),
      ),
      inSettings('Name', content.displayName),
      subject.description === '' ? undefined : inSettings('Comment', subject.description),
      inSettings('IncludeComments', true),
      inSettings('CreatedTime', plainTime(subject.created)),
      inSettings('ModifiedTime', plainTime(subject.modified)),
      inSettings('ReadTime', `${subject.readTime.toISOString().slice(0, -1)}0000Z`),
      securityDescriptorSection(subject.security, subject.domainSid, subject.directory),
      inSettings('FilterDataAvailable', true),
      filter && inSettings('FilterName', filter.name),
      filter && inSettings('FilterDescription', filter.description),
      half('Computer', content.machineVersion, 2),
      half('User', content.userVersion, 1),
      ...subject.links.map((link) =>
        inSettings(
          'LinksTo',
          inSettings('SOMName', link.somName),
          inSettings('SOMPath', link.somPath),
          inSettings('Enabled', link.enabled),
          inSettings('NoOverride', link.enforced),
        ),
      ),
    ),
  );
}

/** The XML report of a live GPO. As GPMC's, it lists the links of its own domain, not those of sites. */
export function gpoReportXml(gpo: GpoState, { readTime }: { readTime: Date }): string {
  const { domain, content } = gpo;
  const links = [domain.som, ...domain.ous].flatMap((som) =>
    som.links
      .filter((link) => sameGuid(link.gpoId, gpo.id))
      .map((link) => ({
        somName: som.name,
        somPath: som.canonicalName,
        enabled: link.enabled,
        enforced: link.enforced,
      })),
  );
  // A domain that was built again has another SID; the DACL knows the one the GPO was made under.
  const admins = gpo.security.dacl?.find((ace) => /-512$/.test(ace.sid) && domainOfSid(ace.sid));
  return reportXml({
    content,
    created: gpo.created,
    modified: gpo.modified,
    readTime,
    security: gpo.security,
    domainSid: (admins && domainOfSid(admins.sid)) ?? domain.sid,
    directory: domain.forest.principals,
    description: gpo.description,
    filter: gpo.wmiFilter,
    links,
    known: gpo.report,
  });
}

/** The XML report of a backup: the one it holds, or one made from its settings where it was completed without. */
export function backupReportXml(
  backup: Backup,
  domain: DomainState | undefined,
  forest: { principals: ReportSubject['directory'] },
): string {
  if (backup.report !== undefined) return backup.report;
  const { content, record } = backup;
  const comment = findFile(content, commentPath);
  return reportXml({
    content,
    created: record.backupTime,
    modified: record.backupTime,
    readTime: record.backupTime,
    security: parseSecurityDescriptor(content.securityDescriptor),
    domainSid: domain?.sid ?? 'S-1-5-21-0-0-0',
    directory: forest.principals,
    description: comment ? decodeSettingsText(comment.data).text.replace(/\0+$/, '') : '',
    filter:
      content.wmiFilterName === undefined ? undefined : { name: content.wmiFilterName, description: '' },
    links: [],
    known: undefined,
  });
}
