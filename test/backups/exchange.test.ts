import fs from 'node:fs';
import path from 'node:path';
import { readBackupList } from '../../lib/backups/backup-list';
import { listFiles } from '../../lib/backups/file-list';
import { readBackup } from '../../lib/backups/read-backup';
import { removeBackup } from '../../lib/backups/remove-backup';
import type { Backup } from '../../lib/backups/types';
import { writeBackup } from '../../lib/backups/write-backup';
import { removeTree } from '../../lib/files/remove-tree';
import { comparable, makeBackup, snapshot, testWithLinks, useTemporaryDirectory } from './support';

/**
 * A directory is exchanged for a link to one outside, and for another directory, right before each step that a reader
 * or a deletion takes on the file system: before the first, before the second, and so on, until there is no step left.
 */
const temporary = useTemporaryDirectory();
const withLinks = testWithLinks();
/** Elsewhere a path cannot begin at a directory that is open, so that a step between a check and a use is one too many. */
const onLinux = process.platform === 'linux' ? withLinks : test.skip;
if (process.platform !== 'linux') {
  process.stdout.write(
    'skipped: the tests that exchange directories, which only Linux lets a process hold\n',
  );
}
const secret = 'nobody reads this';
/** What takes a path, and is asked of the file system step by step. */
const steps = [
  'lstat',
  'open',
  'opendir',
  'readdir',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'unlink',
] as const;

let backup: Backup;
let directory: string;
let folder: string;
/** Has the same files as the backup, with other content. */
let outside: string;

beforeEach(async () => {
  directory = path.join(temporary(), 'backups');
  outside = path.join(temporary(), 'outside');
  backup = makeBackup();
  // What is enough to be exchanged: each step takes a backup of its own.
  const { content } = backup;
  content.files = content.files.filter((file) => /registry/.test(file.path));
  content.directories = ['Machine', 'User'];
  content.extensions = listFiles(content, backup.record.gpoDomainController);
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** @returns the inode of a part of it. */
async function makeBackups(part: string): Promise<number> {
  for (const name of fs.readdirSync(temporary()))
    fs.rmSync(path.join(temporary(), name), { recursive: true });
  fs.mkdirSync(directory);
  folder = await writeBackup(directory, backup, { durable: false });
  fs.cpSync(folder, outside, { recursive: true });
  for (const entry of fs.readdirSync(outside, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !/\.xml$/.test(entry.name)) fs.writeFileSync(file, secret);
  }
  const info = path.join(outside, 'bkupInfo.xml');
  fs.writeFileSync(info, fs.readFileSync(info, 'utf8').replace('nightly', secret));
  return fs.lstatSync(path.join(folder, part)).ino;
}

/** Calls `exchange` before the step of a number. @returns whether there was one. */
async function atStep(number: number, exchange: () => void, task: () => Promise<unknown>): Promise<boolean> {
  let count = 0;
  const members = fs.promises as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of steps) {
    const original = members[name]!;
    jest.spyOn(members, name).mockImplementation((...args) => {
      if (count++ === number) exchange();
      return original.apply(fs.promises, args);
    });
  }
  await task();
  jest.restoreAllMocks();
  return count > number;
}

/** Puts a link to the same place outside in place of a part of the backup, wherever that is by now. */
function exchange(part: string, inode: number): void {
  const place = fs
    .readdirSync(directory, { recursive: true })
    .map((name) => path.join(directory, String(name)))
    .find((each) => fs.lstatSync(each).ino === inode);
  if (place === undefined) return;
  fs.renameSync(place, path.join(temporary(), `away-${inode}`));
  fs.symlinkSync(path.join(outside, part), place);
}

const parts = ['.', 'DomainSysvol', path.join('DomainSysvol', 'GPO', 'Machine')];

onLinux.each(parts)('a reader does not follow %s that is exchanged for a link', async (part) => {
  await makeBackups(part);
  const { report: _, ...whole } = comparable(await readBackup(folder)) as Backup;
  for (let number = 0, more = true; more; number++) {
    const inode = await makeBackups(part);
    more = await atStep(
      number,
      () => exchange(part, inode),
      async () => {
        const read = await readBackup(folder).catch((error: Error) => error.message);
        const told = typeof read === 'string' ? read : JSON.stringify(comparable(read));
        expect(told).not.toContain(secret);
        expect(told).not.toContain(Buffer.from(secret).toString('hex'));
        // The report is read last, and where it cannot be that is a fact of the backup.
        if (typeof read !== 'string') expect(comparable(read)).toMatchObject(whole);
      },
    );
    expect(number).toBeLessThan(1000);
  }
});

onLinux('a list does not follow a folder that is exchanged for a link', async () => {
  for (let number = 0, more = true; more; number++) {
    const inode = await makeBackups('.');
    more = await atStep(
      number,
      () => exchange('.', inode),
      async () => {
        const { backups } = await readBackupList(directory);
        expect(backups.map(({ record }) => record.comment)).toEqual(backups.length === 0 ? [] : ['nightly']);
      },
    );
    expect(number).toBeLessThan(1000);
  }
});

onLinux.each(parts)('a deletion does not follow %s that is exchanged for a link', async (part) => {
  for (let number = 0, more = true; more; number++) {
    const inode = await makeBackups(part);
    const before = snapshot(outside);
    more = await atStep(
      number,
      () => exchange(part, inode),
      () => removeBackup(directory, backup.record.id, { durable: false }).catch(() => undefined),
    );
    expect(snapshot(outside)).toEqual(before);
    expect(number).toBeLessThan(1000);
  }
});

describe('removing a folder', () => {
  test('takes all that is in it, however deep', async () => {
    const root = path.join(temporary(), 'folder');
    fs.mkdirSync(path.join(root, ...new Array<string>(100).fill('a')), { recursive: true });
    fs.mkdirSync(path.join(root, 'b', 'empty'), { recursive: true });
    fs.writeFileSync(path.join(root, 'a', 'a', 'file'), '');
    await removeTree(root);
    expect(fs.readdirSync(temporary())).toEqual([]);
    await removeTree(root);
  });

  withLinks('takes links and not what they lead to', async () => {
    const [root, other] = [path.join(temporary(), 'folder'), path.join(temporary(), 'other')];
    fs.mkdirSync(path.join(root, 'a'), { recursive: true });
    fs.mkdirSync(other);
    fs.writeFileSync(path.join(other, 'file'), '');
    fs.symlinkSync(other, path.join(root, 'a', 'link'));
    fs.symlinkSync(other, path.join(root, 'link'));
    await removeTree(root);
    fs.symlinkSync(other, root);
    await removeTree(root);
    expect([...snapshot(temporary()).keys()].sort()).toEqual(['other', path.join('other', 'file')]);
  });
});
