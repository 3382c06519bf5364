import type { XmlElement } from '../files/xml/tree';
import type { RsopGpo, RsopHalf, RsopResults } from '../mock/rsop/results';
import { settingsSections } from './settings-sections';
import { element, plainTime, serializeReport, typesNamespace } from './xml-builder';

const namespace = 'http://www.microsoft.com/GroupPolicy/Rsop';
const inRsop = (name: string, ...content: Parameters<typeof element>[2][]): XmlElement =>
  element(namespace, name, ...content);

const somTypes = { site: 'Site', domain: 'Domain', ou: 'OU' } as const;

function gpoElement(entry: RsopGpo, half: 'computer' | 'user'): XmlElement {
  const { gpo, link } = entry;
  const version =
    gpo === undefined
      ? [0, 0]
      : half === 'computer'
        ? [gpo.computerDsVersion, gpo.computerSysvolVersion]
        : [gpo.userDsVersion, gpo.userSysvolVersion];
  return inRsop(
    'GPO',
    inRsop('Name', entry.name),
    inRsop(
      'Path',
      element(typesNamespace, 'Identifier', entry.id),
      element(typesNamespace, 'Domain', entry.domain),
    ),
    inRsop('VersionDirectory', version[0]),
    inRsop('VersionSysvol', version[1]),
    inRsop(
      'Enabled',
      gpo === undefined ? false : half === 'computer' ? gpo.computerEnabled : gpo.userEnabled,
    ),
    inRsop('IsValid', gpo !== undefined),
    inRsop('FilterAllowed', entry.reason !== 'wmiFilter'),
    inRsop('AccessDenied', entry.reason === 'securityFiltering'),
    inRsop(
      'Link',
      inRsop('SOMPath', entry.som.canonicalName),
      inRsop('SOMOrder', link.order),
      inRsop('AppliedOrder', entry.appliedOrder),
      inRsop('LinkOrder', link.order),
      inRsop('Enabled', link.link.enabled),
      inRsop('NoOverride', link.link.enforced),
    ),
    gpo?.wmiFilter && inRsop('FilterName', gpo.wmiFilter.name),
  );
}

function halfElement(name: 'ComputerResults' | 'UserResults', half: RsopHalf): XmlElement {
  const kind = name === 'ComputerResults' ? 'computer' : 'user';
  const sections = half.gpos.flatMap(({ gpo, applied }) => {
    if (!gpo || !applied) return [];
    const made = settingsSections(
      {
        content: gpo.content,
        created: gpo.created,
        modified: gpo.modified,
        readTime: gpo.modified,
        security: gpo.security,
        domainSid: gpo.domain.sid,
        directory: gpo.domain.forest.principals,
        description: '',
        filter: undefined,
        links: [],
        known: gpo.report,
      },
      kind === 'computer' ? 'Computer' : 'User',
    );
    const source = inRsop(
      'GPO',
      element(typesNamespace, 'Identifier', gpo.id),
      element(typesNamespace, 'Domain', gpo.domain.name),
    );
    return made.map((section) => inRsop('GPOSettings', source, section));
  });
  return inRsop(
    name,
    inRsop('Name', half.name),
    inRsop('Domain', half.domain),
    inRsop('SOM', half.som.canonicalName),
    inRsop('Site', half.site),
    ...half.searched.map(({ som, order, blocked }) =>
      inRsop(
        'SearchedSOM',
        inRsop('Path', som.canonicalName),
        inRsop('Type', somTypes[som.type]),
        inRsop('Order', order),
        inRsop('BlocksInheritance', som.blockInheritance),
        inRsop('Blocked', blocked),
      ),
    ),
    ...half.groups.map((group) =>
      inRsop(
        'SecurityGroup',
        element(typesNamespace, 'SID', group.sid),
        element(typesNamespace, 'Name', group.name),
      ),
    ),
    inRsop('SlowLink', half.slowLink),
    inRsop('Loopback', half.loopback),
    ...half.gpos.map((entry) => gpoElement(entry, kind)),
    ...sections,
  );
}

/** The XML report of RSoP. GPMC's own has no public description; this one has the parts `gpresult /x` shows. */
export function rsopReportXml(results: RsopResults): string {
  return serializeReport(
    inRsop(
      'Rsop',
      inRsop('ReadTime', `${plainTime(results.created)}Z`),
      inRsop('DataType', results.mode === 'logging' ? 'LoggedData' : 'PlannedData'),
      results.user && halfElement('UserResults', results.user),
      results.computer && halfElement('ComputerResults', results.computer),
    ),
  );
}
