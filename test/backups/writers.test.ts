import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { serialize } from 'node:v8';
import { readBackupList } from '../../lib/backups/backup-list';
import { readManifest } from '../../lib/backups/manifest';
import { writeBackup } from '../../lib/backups/write-backup';
import { projectRoot, requireBuilt } from '../support/built';
import { makeBackup, newGuid, useTemporaryDirectory } from './support';

requireBuilt();
const temporary = useTemporaryDirectory();
const lockFile = (): string => path.join(temporary(), '.gpmc', 'lock');

/** Runs statements in a process of its own, with the built library's functions and the directory at hand. */
function run(statements: string): ChildProcess {
  const at = (file: string): string => JSON.stringify(path.join(projectRoot, 'dist', file));
  const template = serialize(makeBackup()).toString('base64');
  const program = `
    const { randomUUID } = require('node:crypto');
    const { writeBackup } = require(${at('backups/write-backup')});
    const { withDirectoryLock } = require(${at('files/directory-lock')});
    const directory = ${JSON.stringify(temporary())};
    const make = () => {
      const backup = require('node:v8').deserialize(Buffer.from('${template}', 'base64'));
      backup.record.id = '{' + randomUUID().toUpperCase() + '}';
      return backup;
    };
    (async () => { ${statements} })().catch((error) => { console.error(error); process.exit(1); });`;
  return spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function listed(): Promise<number> {
  return new Set((await readManifest(temporary()))!.entries.map(({ id }) => id)).size;
}

test('four processes lose no entry', async () => {
  // With a manifest from before: a missing one would be made from the folders, which hides a lost entry.
  await writeBackup(temporary(), makeBackup(), { durable: false });
  const statements = 'for (let i = 0; i < 40; i++) await writeBackup(directory, make(), { durable: false });';
  const children = Array.from({ length: 4 }, () => run(statements));
  const codes = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(codes.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  expect(await listed()).toBe(161);
  const { backups, problems } = await readBackupList(temporary());
  expect([backups.length, problems]).toEqual([161, []]);
  expect(fs.readdirSync(temporary()).filter((name) => !name.startsWith('{'))).toEqual(['manifest.xml']);
});

test('what a process was about to enter when it was killed is entered by the next', async () => {
  await writeBackup(temporary(), makeBackup(), { durable: false });
  const child = run(`
    await require('node:fs/promises').mkdir(directory + '/.gpmc', { recursive: true });
    await withDirectoryLock(directory, () => new Promise((resolve) => setTimeout(resolve, 1e6)));`);
  while (!fs.existsSync(lockFile()) || fs.statSync(lockFile()).size === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const id = newGuid();
  const aside = path.join(temporary(), '.gpmc', 'aside');
  fs.mkdirSync(aside);
  fs.renameSync(await writeElsewhere(aside, id), path.join(temporary(), id));
  fs.rmSync(aside, { recursive: true });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await writeBackup(temporary(), makeBackup(), { durable: false });
  expect(await listed()).toBe(3);
  expect((await readBackupList(temporary())).problems).toEqual([]);
  expect(fs.existsSync(lockFile())).toBe(false);
});

function writeElsewhere(directory: string, id: string): Promise<string> {
  return writeBackup(directory, makeBackup({ id }), { durable: false });
}
