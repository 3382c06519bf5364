import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { openBackup } from '../../lib/backups/backup-directory';
import { writeBackup } from '../../lib/backups/write-backup';
import { hresultSeverity } from '../../lib/hresult/codes';
import { backupGpo } from '../../lib/mock/operations/backup';
import { restoreGpo } from '../../lib/mock/operations/restore';
import type { ForestState } from '../../lib/mock/state/forest-state';
import { snapshotForest, snapshotGpo } from '../../lib/mock/state/snapshot';
import { baselineId, errorOf, forestOf, temporaryDirectories, twoDomains } from './support';

const directories = temporaryDirectories();
const baseline = (forest: ForestState) => forest.rootDomain.getGpo(baselineId);

describe('a restore', () => {
  test('backup, delete, restore is the identity, times and the domain aside', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((name) => name.trim() !== '' && !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(name));
    const file = fc.tuple(
      fc.constantFrom('Machine\\a.bin', 'Machine\\x\\b.txt', 'User\\c', 'GPO.cmt'),
      fc.uint8Array({ maxLength: 40 }),
    );
    const description = fc.record({
      displayName: text,
      computerEnabled: fc.boolean(),
      userEnabled: fc.boolean(),
      computerVersion: fc.nat({ max: 0xffff }),
      userVersion: fc.nat({ max: 0xffff }),
      files: fc.array(file, { maxLength: 4 }).map((files) => Object.fromEntries(files)),
    });
    await fc.assert(
      fc.asyncProperty(description, async (gpoDescription) => {
        const forest = forestOf({ domains: [{ name: 'a.b', gpos: [gpoDescription] }] });
        const domain = forest.rootDomain;
        const gpo = domain.gpos.at(-1)!;
        const directory = directories();
        const before = snapshotGpo(gpo);
        const { value: backup } = await backupGpo(gpo, directory);
        domain.deleteGpo(gpo);
        const { value: restored, messages } = await restoreGpo(domain, backup);
        const after = snapshotGpo(restored);
        expect(messages).toEqual([]);
        const comparable = (gpo: typeof before) => ({
          ...gpo,
          files: sorted(gpo.files),
          directories: [...gpo.directories].sort(),
          created: '',
          modified: '',
        });
        expect(comparable(after)).toEqual(comparable(before));
        rmSync(directory, { recursive: true });
      }),
      { numRuns: 25 },
    );
  });

  test('of a GPO that is there replaces settings, name, permissions and filter, keeps links, and counts the versions up', async () => {
    const forest = forestOf(twoDomains);
    const gpo = baseline(forest);
    const servers = forest.rootDomain.getSom('OU=Servers,DC=contoso,DC=com');
    const before = snapshotGpo(gpo);
    const { value: backup } = await backupGpo(gpo, directories());
    gpo.rename('Changed');
    gpo.setWmiFilter(undefined);
    gpo.setUserEnabled(false);
    gpo.replaceFile('User\\extra', new Uint8Array([1]));
    servers.links[0]!.enforced = false;
    const { value: restored } = await restoreGpo(forest.rootDomain, backup);
    expect(restored).toBe(gpo);
    const after = snapshotGpo(gpo);
    expect({ ...after, files: sorted(after.files) }).toEqual({
      ...before,
      files: sorted(before.files),
      modified: after.modified,
      computerDsVersion: 2,
      computerSysvolVersion: 2,
      userDsVersion: 3,
      userSysvolVersion: 3,
      directories: after.directories,
    });
    expect(servers.links).toEqual([
      { gpoId: baselineId, gpoDomain: 'contoso.com', enabled: true, enforced: false },
    ]);
  });

  test('into another domain is refused and points to the import', async () => {
    const forest = forestOf(twoDomains);
    const { value: backup } = await backupGpo(baseline(forest), directories());
    const error = await errorOf(() => restoreGpo(forest.getDomain('fabrikam.com'), backup));
    expect(error.hresult).toBe(0x80070057);
    expect(error.message).toMatch(/^it was made in contoso\.com and can only be restored there.*import/);
    expect(forest.getDomain('fabrikam.com').findGpo(baselineId)).toBeUndefined();
  });

  test('into another domain of the same name is refused', async () => {
    const { value: backup } = await backupGpo(baseline(forestOf(twoDomains)), directories());
    const error = await errorOf(() => restoreGpo(forestOf().rootDomain, backup));
    expect(error.message).toMatch(/another domain of the name contoso\.com.*import/);
    expect(error.messages[0]!.operationCode).toBe(0x802309c6);
  });

  test('warns of a filter and of principals that are not there, and goes on', async () => {
    const { value: backup } = await backupGpo(baseline(forestOf(twoDomains)), directories());
    const { guid } = forestOf(twoDomains).rootDomain;
    const bare = forestOf({ domains: [{ name: 'contoso.com', guid }] });
    const { value: gpo, messages } = await restoreGpo(bare.rootDomain, backup);
    expect(gpo.wmiFilter).toBeUndefined();
    expect(gpo.content.wmiFilter).toBe('');
    expect(messages.map((message) => hresultSeverity(message.operationCode))).toEqual(
      messages.map(() => 'warning'),
    );
    expect(messages.map((message) => message.operationCode.toString(16))).toEqual([
      '80230af5',
      '80230af5',
      '80230af5',
      '80230afd',
    ]);
    expect(messages.at(-1)!.message).toMatch(/WMI filter "Servers only"/);
    expect(gpo.security.dacl?.some((ace) => ace.sid === 'S-1-5-21-1-2-3-1104')).toBe(true);
  });

  test('that is cancelled or fails at any step changes nothing', async () => {
    const forest = forestOf(twoDomains);
    const gpo = baseline(forest);
    const { value: backup } = await backupGpo(gpo, directories());
    gpo.rename('Changed');
    const before = snapshotForest(forest);
    const steps = gpo.content.extensions.length + 3;
    for (let at = 1; at < steps; at++) {
      const controller = new AbortController();
      const cancelled = await errorOf(() =>
        restoreGpo(forest.rootDomain, backup, {
          signal: controller.signal,
          progress: (step) => void (step === at && controller.abort()),
        }),
      );
      expect(cancelled.message).toMatch(/cancelled; nothing was changed/);
      const failed = await errorOf(() =>
        restoreGpo(forest.rootDomain, backup, {
          progress: (step) => {
            if (step === at) throw new Error('injected');
          },
        }),
      );
      expect([failed.hresult, failed.message]).toEqual([
        0x80004005,
        expect.stringMatching(/injected; nothing was changed/),
      ]);
      expect(snapshotForest(forest)).toEqual(before);
    }
  });

  test('of a damaged backup says which part is damaged', async () => {
    const forest = forestOf(twoDomains);
    const { value: backup } = await backupGpo(baseline(forest), directories());
    rmSync(path.join(backup.folder, 'Backup.xml'));
    const error = await errorOf(() => restoreGpo(forest.rootDomain, backup));
    expect(error.hresult).toBe(0x80070002);
    expect(error.message).toMatch(/Backup\.xml/);

    const other = directories();
    mkdirSync(other, { recursive: true });
    const good = await openBackup((await backupGpo(baseline(forest), directories())).value);
    const broken = {
      ...good,
      content: { ...good.content, securityDescriptor: good.content.securityDescriptor.slice(0, 40) },
    };
    const folder = await writeBackup(other, broken);
    const damaged = await errorOf(() =>
      restoreGpo(forest.rootDomain, { record: good.record, folder, directory: other }),
    );
    expect(damaged.message).toMatch(/security descriptor is damaged.*nothing was changed/);
  });
});

const sorted = <T>(files: Record<string, T>): [string, T][] =>
  Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
