import type { XmlElement } from '../files/xml/tree';
import type { RsopSubject, RsopSubjectGpo, RsopSubjectHalf } from './rsop-subject';
import { settingsSections } from './settings-sections';
import { element, plainTime, serializeReport, typesNamespace } from './xml-builder';

const namespace = 'http://www.microsoft.com/GroupPolicy/Rsop';
const inRsop = (name: string, ...content: Parameters<typeof element>[2][]): XmlElement =>
  element(namespace, name, ...content);

const somTypes = { site: 'Site', domain: 'Domain', ou: 'OU' } as const;

function gpoElement({ id, name, domain, link, reason, appliedOrder, found }: RsopSubjectGpo): XmlElement {
  return inRsop(
    'GPO',
    inRsop('Name', name),
    inRsop('Path', element(typesNamespace, 'Identifier', id), element(typesNamespace, 'Domain', domain)),
    inRsop('VersionDirectory', found?.dsVersion ?? 0),
    inRsop('VersionSysvol', found?.sysvolVersion ?? 0),
    inRsop('Enabled', found?.enabled ?? false),
    inRsop('IsValid', found !== undefined),
    inRsop('FilterAllowed', reason !== 'wmiFilter'),
    inRsop('AccessDenied', reason === 'securityFiltering'),
    inRsop(
      'Link',
      inRsop('SOMPath', link.somPath),
      inRsop('SOMOrder', link.order),
      inRsop('AppliedOrder', appliedOrder),
      inRsop('LinkOrder', link.order),
      inRsop('Enabled', link.enabled),
      inRsop('NoOverride', link.enforced),
    ),
    found?.filterName === undefined ? undefined : inRsop('FilterName', found.filterName),
  );
}

function halfElement(name: 'ComputerResults' | 'UserResults', half: RsopSubjectHalf): XmlElement {
  const sections = half.gpos.flatMap(({ found, applied }) => {
    if (!found || !applied) return [];
    const { settings } = found;
    const source = inRsop(
      'GPO',
      element(typesNamespace, 'Identifier', settings.content.id),
      element(typesNamespace, 'Domain', settings.content.domain),
    );
    return settingsSections(settings, name === 'ComputerResults' ? 'Computer' : 'User').map((section) =>
      inRsop('GPOSettings', source, section),
    );
  });
  return inRsop(
    name,
    inRsop('Name', half.name),
    inRsop('Domain', half.domain),
    inRsop('SOM', half.somPath),
    inRsop('Site', half.site),
    half.searched.map(({ somPath, type, order, blocksInheritance, blocked }) =>
      inRsop(
        'SearchedSOM',
        inRsop('Path', somPath),
        inRsop('Type', somTypes[type]),
        inRsop('Order', order),
        inRsop('BlocksInheritance', blocksInheritance),
        inRsop('Blocked', blocked),
      ),
    ),
    half.groups.map((group) =>
      inRsop(
        'SecurityGroup',
        element(typesNamespace, 'SID', group.sid),
        element(typesNamespace, 'Name', group.name),
      ),
    ),
    inRsop('SlowLink', half.slowLink),
    inRsop('Loopback', half.loopback),
    half.gpos.map(gpoElement),
    sections,
  );
}

/** The XML report of RSoP. GPMC's own has no public description; this one has the parts `gpresult /x` shows. */
export function rsopReportXml(subject: RsopSubject): string {
  return serializeReport(
    inRsop(
      'Rsop',
      inRsop('ReadTime', `${plainTime(subject.created)}Z`),
      inRsop('DataType', subject.mode === 'logging' ? 'LoggedData' : 'PlannedData'),
      subject.user && halfElement('UserResults', subject.user),
      subject.computer && halfElement('ComputerResults', subject.computer),
    ),
  );
}
