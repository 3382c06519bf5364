import fs from 'node:fs';
import path from 'node:path';
import { getBackup } from '../../lib/backups/backup-directory';
import { readBackupList } from '../../lib/backups/backup-list';
import { removeBackup } from '../../lib/backups/remove-backup';
import { writeBackup } from '../../lib/backups/write-backup';
import { limits } from '../../lib/files/limits';
import { makeBackup, newGuid, useDirectory, useTemporaryDirectory } from './support';

const temporary = useTemporaryDirectory();
const { write, manifestFile, valid, rewrite, manifestIds, listedIds } = useDirectory(temporary);

describe('a large directory', () => {
  const manifestOf = (count: number): string => {
    const entry = valid().replace(/^<Backups[^>]*>|<\/Backups>$/g, '');
    const entries = Array.from({ length: count }, () =>
      entry.replace(/(?<=<ID><!\[CDATA\[)[^\]]*/, newGuid()),
    );
    return valid().replace('</Backups>', `${entries.join('')}</Backups>`);
  };

  test.each([
    ['as GPMC spells it', (text: string) => text],
    ['spelled otherwise', (text: string) => text.replace('<Backups ', '<Backups  ')],
  ])('has a manifest with more tags than any other file may have: %s', async (_name, spell) => {
    await write(makeBackup());
    const count = Math.ceil(limits.xmlPieces / 26);
    rewrite(spell(manifestOf(count)));
    const { id } = makeBackup().record;
    await write(makeBackup({ id }));
    const ids = await manifestIds();
    expect([ids.length, ids.at(-1)]).toEqual([count + 2, id]);
    await removeBackup(temporary(), id);
    expect(await manifestIds()).toEqual(ids.slice(0, -1));
  });

  test('is not read again for each backup', async () => {
    await write(makeBackup());
    const calls = (['readdir', 'open', 'readFile'] as const).map((name) => jest.spyOn(fs.promises, name));
    try {
      await write(makeBackup());
      const paths = calls.flatMap(({ mock }) => mock.calls.map(([first]) => first));
      expect(paths).not.toContain(temporary());
      expect(paths).not.toContain(manifestFile());
      expect(paths.length).toBeGreaterThan(0);
    } finally {
      for (const call of calls) call.mockRestore();
    }
    expect(await manifestIds()).toHaveLength(2);
  });

  test('is read once for many backups at once', async () => {
    await write(makeBackup());
    rewrite(valid());
    const open = jest.spyOn(fs.promises, 'open');
    try {
      await Promise.all(Array.from({ length: 8 }, () => write(makeBackup())));
      expect(open.mock.calls.filter(([file]) => file === manifestFile())).toHaveLength(1);
    } finally {
      open.mockRestore();
    }
    expect(await manifestIds()).toHaveLength(9);
  });

  test('is not read for one backup', async () => {
    const folder = await write(makeBackup());
    const id = path.basename(folder);
    const readdir = jest.spyOn(fs.promises, 'readdir');
    try {
      for (const spelled of [id, id.toLowerCase()]) {
        expect((await getBackup(temporary(), spelled)).record.id).toBe(id);
      }
      // The backup's own folder is.
      expect(readdir.mock.calls.map(([directory]) => directory)).not.toContain(temporary());
    } finally {
      readdir.mockRestore();
    }
    const mixed = path.join(temporary(), `${id.slice(0, 20).toLowerCase()}${id.slice(20)}`);
    fs.renameSync(folder, mixed);
    expect((await getBackup(temporary(), id)).folder).toBe(fs.existsSync(folder) ? folder : mixed);
  });
});

describe('what others kept out of the manifest', () => {
  /** A backup whose folder came by itself. */
  async function plant(changes: Parameters<typeof makeBackup>[0] = {}): Promise<string> {
    const elsewhere = fs.mkdtempSync(path.join(temporary(), 'elsewhere-'));
    const folder = await writeBackup(elsewhere, makeBackup(changes), { durable: false });
    const id = path.basename(folder);
    fs.renameSync(folder, path.join(temporary(), id));
    fs.rmSync(elsewhere, { recursive: true });
    return id;
  }

  test('is told of, and entered by the next backup, the oldest first', async () => {
    const first = path.basename(await write(makeBackup()));
    const newer = await plant();
    const older = await plant({ backupTime: new Date('2024-05-05T07:08:09Z') });
    const { backups, problems } = await readBackupList(temporary());
    expect(backups).toHaveLength(3);
    expect(problems.map(({ concerns }) => concerns)).toEqual(['entry', 'entry']);
    for (const id of [newer, older]) {
      expect(problems.map(({ error }) => error.message).join()).toContain(
        `it does not list the backup ${id}`,
      );
    }
    const last = path.basename(await write(makeBackup()));
    expect(await manifestIds()).toEqual([first, older, newer, last]);
    expect((await readBackupList(temporary())).problems).toEqual([]);
  });

  test('is entered where another writer put an older manifest in the place of this one', async () => {
    await write(makeBackup());
    const before = fs.readFileSync(manifestFile());
    await write(makeBackup());
    rewrite(before);
    await write(makeBackup());
    expect((await manifestIds()).sort()).toEqual((await listedIds()).sort());
  });

  test('is entered with what bkupInfo.xml holds besides, and not where it cannot be read', async () => {
    await write(makeBackup());
    const noted = path.join(temporary(), await plant(), 'bkupInfo.xml');
    fs.writeFileSync(
      noted,
      fs.readFileSync(noted, 'utf8').replace('</BackupInst>', '<Note>n</Note></BackupInst>'),
    );
    fs.writeFileSync(path.join(temporary(), await plant(), 'bkupInfo.xml'), '<BackupInst');
    await write(makeBackup());
    expect(valid()).toContain('<Note>n</Note>');
    expect(await manifestIds()).toHaveLength(3);
  });

  test.each<[string, BufferEncoding, string, boolean]>([
    ['UTF-16', 'utf16le', '\ufeff', false],
    ['UTF-8 with a mark', 'utf8', '\ufeff', true],
    ['UTF-8 with a declaration', 'utf8', '<?xml version="1.0" encoding="utf-8"?>\r\n', false],
  ])('and what is in it stays, in %s', async (_name, encoding, beginning, keeps) => {
    const name = 'Grundsätze für Clients';
    const first = path.basename(await write(makeBackup({ gpoDisplayName: name })));
    rewrite(Buffer.from(`${beginning}${valid()}\r\n`, encoding));
    const second = await plant({ gpoDisplayName: name });
    const third = path.basename(await write(makeBackup({ gpoDisplayName: name })));
    expect(await manifestIds()).toEqual([first, second, third]);
    expect((await readBackupList(temporary())).problems).toEqual([]);
    expect(valid().startsWith(beginning)).toBe(keeps);
    expect(valid().endsWith('</BackupInst></Backups>')).toBe(true);
  });
});
