import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listBackupDirectory, openBackup } from '../../lib/backups/backup-directory';
import { readBackup } from '../../lib/backups/read-backup';
import type { Backup } from '../../lib/backups/types';
import { type LoadResult, loadBackups } from '../../lib/mock/build/load-backups';
import { backupGpo } from '../../lib/mock/operations/backup';
import { importGpo } from '../../lib/mock/operations/import';
import { reportBackup, reportGpo } from '../../lib/mock/operations/reports';
import { restoreGpo } from '../../lib/mock/operations/restore';
import { systemClockAndGuids } from '../../lib/mock/state/clock-and-guids';
import type { ForestState } from '../../lib/mock/state/forest-state';
import { readReportFacts, reportedExtensions } from '../../lib/report/report-facts';
import { formatSddl, parseSddl } from '../../lib/security/sddl';
import { formatSecurityDescriptor, parseSecurityDescriptor } from '../../lib/security/security-descriptor';
import { domainOfSid } from '../../lib/security/sid';
import { forestOf } from './support';

// Every backup is written and synchronised with the disk several times.
jest.setTimeout(60_000);

const root = path.resolve(__dirname, '../../../shared/gpo-backups');
const present = existsSync(root);
if (!present) console.warn(`skipped: there are no real backups at ${root}`);

/** What must be equal before and after: all but what names the copy itself. */
function essence({ content, otherFiles }: Backup, sameGpo: boolean) {
  const relocatable = content.extensions.map((block) => ({
    ...block,
    objects: block.objects.map(({ sourceExpandedPath: _, ...object }) => object),
  }));
  const settings = {
    files: content.files.map((file) => [file.path, Buffer.from(file.data).toString('base64')]),
    directories: content.directories,
    extensions: relocatable,
    machineExtensionGuids: content.machineExtensionGuids,
    userExtensionGuids: content.userExtensionGuids,
    filePaths: content.filePaths,
    principals: content.principals.filter((p) => sameGpo || !p.fromDacl),
  };
  if (!sameGpo) return settings;
  const { id, displayName, options, userVersion, machineVersion, wmiFilter, wmiFilterName } = content;
  const attributes = { id, displayName, options, userVersion, machineVersion, wmiFilter, wmiFilterName };
  const descriptor = Buffer.from(content.securityDescriptor).toString('hex');
  return { ...settings, ...attributes, descriptor, otherFiles: otherFiles.map((file) => file.path) };
}

(present ? describe : describe.skip)('the real backups', () => {
  let forest: ForestState;
  let loaded: LoadResult;
  let target: string;

  beforeAll(async () => {
    forest = forestOf({}, systemClockAndGuids);
    loaded = await loadBackups(forest, root);
  });
  beforeEach(() => {
    target = mkdtempSync(path.join(tmpdir(), 'gpmc-real-'));
  });
  afterEach(() => {
    rmSync(target, { recursive: true, force: true });
  });

  test('all 23 load, each as a GPO of its own domain', () => {
    expect(loaded.problems).toEqual([]);
    expect(loaded.backups).toHaveLength(23);
    expect(loaded.gpos).toHaveLength(new Set(loaded.backups.map((b) => b.record.gpoGuid.toUpperCase())).size);
    for (const { record } of loaded.backups) {
      const gpo = forest.getDomain(record.gpoDomain).getGpo(record.gpoGuid);
      expect(gpo.displayName).toBe(record.gpoDisplayName);
    }
  });

  test('links and OUs come from the reports', () => {
    const domain = forest.getDomain('windomain.local');
    expect(domain.ous.map((ou) => ou.name).sort()).toEqual(['Domain Controllers', 'Servers', 'Workstations']);
    const servers = domain.getSom('OU=Servers,DC=windomain,DC=local');
    const linked = servers.links.map((link) => domain.getGpo(link.gpoId).displayName);
    expect(linked).toContain('Servers Enhanced Auditing Policy');
  });

  test('security descriptors survive parsing and writing to the byte, and their SDDL to the letter', async () => {
    for (const handle of loaded.backups) {
      const { content, report } = await openBackup(handle);
      const descriptor = parseSecurityDescriptor(content.securityDescriptor);
      expect(
        Buffer.from(formatSecurityDescriptor(descriptor)).equals(Buffer.from(content.securityDescriptor)),
      ).toBe(true);
      const admins = descriptor.dacl!.find((ace) => /-512$/.test(ace.sid))!;
      const domainSid = domainOfSid(admins.sid)!;
      const { sddl } = readReportFacts(report!);
      const whole = parseSddl(sddl!, domainSid);
      expect(formatSddl(whole, domainSid)).toBe(sddl);
      expect(whole.dacl).toEqual(descriptor.dacl);
    }
  });

  test('each is backed up again without losing a file or a field', async () => {
    for (const handle of loaded.backups) {
      const before = await openBackup(handle);
      const gpo = forest.getDomain(handle.record.gpoDomain).getGpo(handle.record.gpoGuid);
      const { value, messages } = await backupGpo(gpo, target, { comment: 'again' });
      expect(messages).toEqual([]);
      const after = await readBackup(value.folder);
      expect(essence(after, true)).toEqual(essence(before, true));
      expect(after.record.comment).toBe('again');
      for (const half of ['Computer', 'User'] as const) {
        const names = (xml: string) =>
          reportedExtensions(xml, half).map((section) => JSON.stringify(withoutSpace(section)));
        expect(names(after.report!)).toEqual(names(before.report!));
      }
    }
    const { backups, problems } = await listBackupDirectory(target);
    expect(problems).toEqual([]);
    expect(backups).toHaveLength(23);
  });

  test('the report of a GPO says what the report of its backup says', async () => {
    for (const handle of loaded.backups) {
      const gpo = forest.getDomain(handle.record.gpoDomain).getGpo(handle.record.gpoGuid);
      const original = (await reportBackup(forest, handle, 'xml')).value;
      const made = (await reportGpo(gpo, 'xml')).value;
      const facts = (xml: string) => {
        const { links, ...rest } = readReportFacts(xml);
        return { ...rest, links: links.map((link) => link.somPath.toLowerCase()).sort() };
      };
      expect(facts(made)).toEqual(facts(original));
      const html = (await reportGpo(gpo, 'html')).value;
      expect(html).toContain(gpo.id);
    }
  });

  test('each imports into a new GPO and comes out of a backup of that one whole', async () => {
    const domain = forest.getDomain('contoso.com');
    const directory = path.join(target, 'imported');
    mkdirSync(directory);
    for (const handle of loaded.backups) {
      const gpo = domain.createGpo('Imported');
      await importGpo(gpo, handle);
      const { value } = await backupGpo(gpo, directory);
      const after = await readBackup(value.folder);
      expect(essence(after, false)).toEqual(essence(await openBackup(handle), false));
      domain.deleteGpo(gpo);
    }
  });

  test('each is restored into its domain', async () => {
    for (const handle of loaded.backups) {
      const domain = forest.getDomain(handle.record.gpoDomain);
      domain.deleteGpo(domain.getGpo(handle.record.gpoGuid));
      const { value: gpo } = await restoreGpo(domain, handle);
      expect(gpo.displayName).toBe(handle.record.gpoDisplayName);
      expect(domain.getGpo(handle.record.gpoGuid)).toBe(gpo);
    }
  });
});

/** An element without white space that only lays it out. */
function withoutSpace(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.filter((child) => !(child.kind === 'text' && child.value.trim() === '')).map(withoutSpace);
  }
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutSpace(value)]));
}
