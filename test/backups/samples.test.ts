import fs from 'node:fs';
import path from 'node:path';
import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import { findBackupDirs, readBackupList } from '../../lib/backups/backup-list';
import { listFiles } from '../../lib/backups/file-list';
import { readBackup } from '../../lib/backups/read-backup';
import { writeBackup } from '../../lib/backups/write-backup';
import { decodeText } from '../../lib/files/text';
import { parseXml } from '../../lib/files/xml/parse';
import { childElements, elementText, type XmlElement } from '../../lib/files/xml/tree';
import { comparable, describeWithSamples, samples, useTemporaryDirectory } from './support';

/** Element by element, by another road than the library's own tree. */
function structure(node: Node): unknown {
  const children: unknown[] = [];
  let text = '';
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === child.ELEMENT_NODE) {
      children.push(structure(child));
    } else if (child.nodeType === child.COMMENT_NODE) {
      children.push({ comment: child.nodeValue });
    } else if (child.nodeType !== child.PROCESSING_INSTRUCTION_NODE) {
      text += child.nodeValue;
    }
  }
  const { namespaceURI, localName, attributes } = node as Element;
  return {
    name: [namespaceURI, localName],
    attributes: attributes && Array.from(attributes, (a) => [a.namespaceURI, a.name, a.value]),
    text,
    children,
  };
}

function readStructure(file: string): unknown {
  return structure(new DOMParser().parseFromString(decodeText(fs.readFileSync(file), file).text, 'text/xml'));
}

/** Path without regard to case, and bytes, of all files below a directory. */
function filesBelow(directory: string): [string, string][] {
  return fs
    .readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file): [string, string] => [
      path.relative(directory, file).toUpperCase(),
      fs.readFileSync(file).toString('hex'),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

async function findFolders(): Promise<string[]> {
  const directories = await findBackupDirs(samples);
  const lists = await Promise.all(directories.map((directory) => readBackupList(directory)));
  expect(lists.flatMap((list) => list.problems)).toEqual([]);
  return lists.flatMap((list) => list.backups.map((backup) => backup.folder));
}

describeWithSamples('real backups', () => {
  const temporary = useTemporaryDirectory();

  test('all are found', async () => {
    expect(await findFolders()).toHaveLength(23);
  });

  test('written with their source they have the same elements, attributes and files', async () => {
    for (const folder of await findFolders()) {
      const backup = await readBackup(folder);
      const copy = await writeBackup(temporary(), backup, { durable: false });
      expect(comparable(await readBackup(copy))).toEqual(comparable(backup));
      for (const name of ['bkupInfo.xml', 'Backup.xml', 'gpreport.xml']) {
        expect(readStructure(path.join(copy, name))).toEqual(readStructure(path.join(folder, name)));
      }
      expect(filesBelow(copy)).toEqual(filesBelow(folder));
    }
    const list = await readBackupList(temporary());
    expect(list.problems).toEqual([]);
    expect(list.backups).toHaveLength(23);
  }, 60_000);

  test('written without their source they say the same', async () => {
    for (const folder of await findFolders()) {
      const { source: _source, ...backup } = await readBackup(folder);
      const copy = await writeBackup(temporary(), backup, { durable: false });
      expect(comparable(await readBackup(copy))).toEqual(comparable(backup));
      expect(filesBelow(path.join(copy, 'DomainSysvol'))).toEqual(
        filesBelow(path.join(folder, 'DomainSysvol')),
      );
    }
  }, 60_000);

  test('empty directories that version control dropped are made again', async () => {
    let made = 0;
    for (const folder of await findFolders()) {
      const backup = await readBackup(folder);
      const copy = await writeBackup(temporary(), backup, { durable: false });
      for (const directory of backup.content.directories) {
        const local = path.join('DomainSysvol', 'GPO', ...directory.split('\\'));
        expect(fs.statSync(path.join(copy, local)).isDirectory()).toBe(true);
        made += fs.existsSync(path.join(folder, local)) ? 0 : 1;
      }
    }
    expect(made).toBeGreaterThan(50);
  }, 60_000);

  test('GPMC lists the same files in the same order', async () => {
    const upper = (value: unknown): string => JSON.stringify(value).toUpperCase();
    let exact = 0;
    for (const folder of await findFolders()) {
      const { record, content } = await readBackup(folder);
      const list = listFiles(content, record.gpoDomainController);
      // In two backups the security template's directory has one case on disk and another in the list.
      expect(upper(list)).toBe(upper(content.extensions));
      exact += JSON.stringify(list) === JSON.stringify(content.extensions) ? 1 : 0;
    }
    expect(exact).toBe(21);
  });

  test('what the parts of a backup say about each other holds', async () => {
    for (const folder of await findFolders()) {
      const { record, content, report } = await readBackup(folder);
      const root = parseXml(report!, folder).root;
      const text = (...names: string[]): string => {
        const found = names.reduce<XmlElement | undefined>(
          (element, name) => element && childElements(element).find((child) => child.localName === name),
          root,
        );
        return elementText(found!);
      };
      expect(path.basename(folder).toUpperCase()).toBe(record.id.toUpperCase());
      expect(content.id.toUpperCase()).toBe(record.gpoGuid.toUpperCase());
      expect(text('Identifier', 'Identifier').toUpperCase()).toBe(record.gpoGuid.toUpperCase());
      expect(content.displayName).toBe(record.gpoDisplayName);
      expect(text('Name')).toBe(record.gpoDisplayName);
      expect(Math.abs(Date.parse(text('ReadTime')) - record.backupTime.getTime())).toBeLessThan(120_000);
      expect(text('User', 'Enabled')).toBe(String((content.options & 1) === 0));
      expect(text('Computer', 'Enabled')).toBe(String((content.options & 2) === 0));
      for (const [half, version] of [
        ['User', content.userVersion],
        ['Computer', content.machineVersion],
      ] as const) {
        expect(text(half, 'VersionSysvol')).toBe(String(version >>> 16));
        expect(text(half, 'VersionDirectory')).toBe(String(version & 0xffff));
      }
    }
  });
});
