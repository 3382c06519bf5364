import { childElement, childElements, type XmlElement } from '../files/xml/tree';
import { HtmlPage } from './html-page';
import { anyChild, anyText } from './report-facts';
import { settingsTree } from './settings-tree';

const yesNo = (text: string | undefined): string => (text === 'true' ? 'Yes' : 'No');

/** What GPMC's HTML report calls levels that its XML report has other words for. */
const delegated: Readonly<Record<string, string>> = {
  'Apply Group Policy': 'Read (from Security Filtering)',
  'Edit, delete, modify security': 'Edit settings, delete, modify security',
};

const halfState = (half: XmlElement | undefined): boolean => anyText(half, 'Enabled') !== 'false';

/**
 * The HTML report of a GPO, made from its XML report: details, links, security filtering, delegation, WMI filtering,
 * and the settings of both halves.
 */
export function gpoReportHtml(root: XmlElement): string {
  const displayName = anyText(root, 'Name') ?? '';
  const identifier = anyChild(root, 'Identifier');
  const computer = childElement(root, 'Computer');
  const user = childElement(root, 'User');
  const page = new HtmlPage(displayName);
  page.heading(1, displayName);
  page.note(
    `Group Policy Object of ${anyText(identifier, 'Domain') ?? ''}. Data collected on ${anyText(root, 'ReadTime') ?? ''}.`,
  );

  page.heading(2, 'Details');
  const versions = (half: XmlElement | undefined): string =>
    `${anyText(half, 'VersionDirectory') ?? '0'} (AD), ${anyText(half, 'VersionSysvol') ?? '0'} (SYSVOL)`;
  const descriptor = anyChild(root, 'SecurityDescriptor');
  page.add(
    page.pairs([
      ['Domain', anyText(identifier, 'Domain') ?? ''],
      [
        'Owner',
        anyText(anyChild(descriptor, 'Owner'), 'Name') || anyText(anyChild(descriptor, 'Owner'), 'SID') || '',
      ],
      ['Created', anyText(root, 'CreatedTime') ?? ''],
      ['Modified', anyText(root, 'ModifiedTime') ?? ''],
      ['User revisions', versions(user)],
      ['Computer revisions', versions(computer)],
      ['Unique ID', anyText(identifier, 'Identifier') ?? ''],
      ['GPO status', status(halfState(computer), halfState(user))],
    ]),
  );

  page.heading(2, 'Links');
  page.table(
    ['Location', 'Enforced', 'Link status', 'Path'],
    childElements(root, 'LinksTo').map((link) => [
      anyText(link, 'SOMName') ?? '',
      yesNo(anyText(link, 'NoOverride')),
      anyText(link, 'Enabled') === 'false' ? 'Disabled' : 'Enabled',
      anyText(link, 'SOMPath') ?? '',
    ]),
    'The GPO has no links in its domain.',
  );

  const permissions = (anyChild(descriptor, 'Permissions')?.children ?? []).filter(
    (node): node is XmlElement => node.kind === 'element' && node.localName === 'TrusteePermissions',
  );
  const lines = permissions.map((line) => ({
    name: anyText(anyChild(line, 'Trustee'), 'Name') || anyText(anyChild(line, 'Trustee'), 'SID') || '',
    level: anyText(anyChild(line, 'Standard'), 'GPOGroupedAccessEnum') ?? '',
    denied: anyText(anyChild(line, 'Type'), 'PermissionType') === 'Deny',
    inherited: anyText(line, 'Inherited'),
  }));
  page.heading(2, 'Security filtering');
  page.table(
    ['Name'],
    lines.filter((line) => line.level === 'Apply Group Policy' && !line.denied).map((line) => [line.name]),
    'The settings apply to nobody.',
  );
  page.heading(2, 'Delegation');
  page.table(
    ['Name', 'Allowed permissions', 'Inherited'],
    lines.map((line) => [
      line.name,
      line.denied ? `Denied: ${line.level}` : (delegated[line.level] ?? line.level),
      yesNo(line.inherited),
    ]),
    'No permissions are known.',
  );
  const filter = anyText(root, 'FilterName');
  page.heading(2, 'WMI filtering');
  page.add(
    page.pairs([
      ['WMI filter name', filter || 'None'],
      ['Description', anyText(root, 'FilterDescription') || 'Not applicable'],
    ]),
  );

  settings(page, 'Computer configuration', computer);
  settings(page, 'User configuration', user);
  return page.toString();
}

function status(computer: boolean, user: boolean): string {
  if (computer && user) return 'Enabled';
  if (computer) return 'User settings disabled';
  return user ? 'Computer settings disabled' : 'All settings disabled';
}

function settings(page: HtmlPage, heading: string, half: XmlElement | undefined): void {
  page.heading(2, `${heading} (${halfState(half) ? 'enabled' : 'disabled'})`);
  const sections = half ? childElements(half, 'ExtensionData') : [];
  if (sections.length === 0) page.note('No settings defined.');
  for (const section of sections) {
    page.heading(3, anyText(section, 'Name') ?? '');
    const error = anyText(anyChild(section, 'Error'), 'Details');
    if (error !== undefined) page.note(`These settings could not be read: ${error}`);
    const extension = anyChild(section, 'Extension');
    for (const node of extension?.children ?? [])
      if (node.kind === 'element') page.add(settingsTree(page, node));
  }
}
