import { existsSync } from 'node:fs';
import path from 'node:path';
import { openBackup } from '../../lib/backups/backup-directory';
import { elementText, plainAttributes, type XmlElement } from '../../lib/files/xml/tree';
import { listBackupTree } from '../../lib/mock/build/backup-tree';
import { madeSections } from '../../lib/report/made-sections';
import { anyChild, anyText, reportedExtensions } from '../../lib/report/report-facts';

const root = path.resolve(__dirname, '../../../shared/gpo-backups');
const present = existsSync(root);
if (!present) console.warn(`skipped: there are no real backups at ${root}`);

/** Sections that have no extension of their own: GPMC takes them out of registry.pol. */
const ofRegistryPol = ['Windows Firewall', 'Public Key', 'Application Control Policies'];

const children = (of: XmlElement): XmlElement[] =>
  of.children.filter((node): node is XmlElement => node.kind === 'element');

/** Names, attributes and texts in no order, without the words that GPMC alone has for a setting. */
function plain(element: XmlElement): string {
  const parts = children(element).filter(({ localName }) => localName !== 'Display');
  const attributes = plainAttributes(element).map(({ name, value }) => `${name}=${value}`);
  const isText = parts.length === 0 && element.localName !== 'SubcategoryName';
  const inside = [...attributes, isText ? elementText(element).trim() : '', ...parts.map(plain)];
  return `${element.localName}(${inside.sort().join(' ')})`;
}

/** The names of SIDs anywhere in an element. */
function namesIn(element: XmlElement): [string, string][] {
  const [sid, name] = [anyText(element, 'SID'), anyText(element, 'Name')];
  return [
    ...(sid && name ? ([[sid, name]] as [string, string][]) : []),
    ...children(element).flatMap(namesIn),
  ];
}

(present ? test : test.skip)('what is made of the files of the real backups is what GPMC made', async () => {
  const { backups } = await listBackupTree(root);
  const compared: string[] = [];
  for (const handle of backups) {
    const { content, report } = await openBackup(handle);
    for (const half of ['Computer', 'User'] as const) {
      const theirs = reportedExtensions(report!, half).filter(
        (section) => !ofRegistryPol.includes(anyText(section, 'Name')!),
      );
      const names = new Map(theirs.flatMap(namesIn));
      const ours = madeSections({ content, names: (sid) => names.get(sid), warn: () => undefined }, half);
      const titles = (sections: XmlElement[]) => sections.map((section) => anyText(section, 'Name')!);
      expect(titles(ours).sort()).toEqual(titles(theirs).sort());
      for (const section of theirs) {
        const title = anyText(section, 'Name')!;
        if (title === 'Registry') continue; // needs administrative templates
        const extensionOf = (of: XmlElement) => plain(anyChild(of, 'Extension')!);
        const own = ours.find((each) => anyText(each, 'Name') === title)!;
        expect(extensionOf(own)).toBe(extensionOf(section));
        compared.push(title);
      }
    }
  }
  expect(compared.filter((title) => title === 'Security')).toHaveLength(7);
  expect(new Set(compared)).toEqual(
    new Set(['Security', 'Windows Registry', 'Advanced Audit Configuration']),
  );
});
