import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readBackupList } from '../../lib/backups/backup-list';
import { listFiles } from '../../lib/backups/file-list';
import { readManifest } from '../../lib/backups/manifest';
import type { Backup } from '../../lib/backups/types';
import { writeBackup } from '../../lib/backups/write-backup';
import { FormatError, type FormatErrorKind } from '../../lib/files/errors';

/** Real backups, which are beside the project and not part of it. */
export const samples = path.resolve(__dirname, '../../../shared/gpo-backups');

/** `describe` where the real backups are, otherwise a skipped one that says why. */
export function describeWithSamples(name: string, body: () => void): void {
  const present = fs.existsSync(samples);
  if (!present) {
    process.stdout.write(`skipped: "${name}" needs the real backups in ${samples}\n`);
  }
  (present ? describe : describe.skip)(name, body);
}

/** A new empty directory for each test, removed after it. */
export function useTemporaryDirectory(): () => string {
  let directory = '';
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-format-'));
  });
  afterEach(() => {
    fs.rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return () => directory;
}

/** What tests do with a directory of backups. */
export function useDirectory(directory: () => string) {
  const manifestFile = (): string => path.join(directory(), 'manifest.xml');
  return {
    write: (backup: Backup): Promise<string> => writeBackup(directory(), backup, { durable: false }),
    manifestFile,
    valid: (): string => fs.readFileSync(manifestFile(), 'utf8'),
    rewrite: (data: string | Buffer): void => fs.writeFileSync(manifestFile(), data),
    manifestIds: async (): Promise<string[]> =>
      (await readManifest(directory()))!.entries.map(({ id }) => id!),
    listedIds: async (): Promise<string[]> =>
      (await readBackupList(directory())).backups.map((backup) => backup.record.id),
  };
}

/** Every file below a directory with its bytes, and every directory as `null`. */
export function snapshot(directory: string): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const entry of fs.readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    found.set(
      path.relative(directory, file),
      entry.isFile() ? fs.readFileSync(file).toString('base64') : null,
    );
  }
  return found;
}

/** Why no test can use symbolic links here, or `undefined` where they can. */
function withoutLinks(): string | undefined {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-link-'));
  const link = path.join(directory, 'link');
  try {
    fs.symlinkSync(directory, link);
    const shown = fs.lstatSync(link, { throwIfNoEntry: false });
    return shown?.isSymbolicLink() ? undefined : 'a link does not show as one, as in Wine';
  } catch (error) {
    return `this system lets the user make none (${(error as NodeJS.ErrnoException).code})`;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** `test` where symbolic links can be made and show as such, otherwise a skipped one; why is printed once a file. */
export function testWithLinks(): jest.It {
  const reason = withoutLinks();
  if (reason === undefined) return test;
  process.stdout.write(`skipped: the tests with symbolic links, because ${reason}\n`);
  return test.skip;
}

/** The error a promise rejects with; it has to be a FormatError of a kind. */
export async function formatError(promise: Promise<unknown>, kind: FormatErrorKind): Promise<FormatError> {
  const error = await promise.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof FormatError)) {
    throw error;
  }
  expect({ kind: error.kind, message: error.message }).toEqual({ kind, message: error.message });
  return error;
}

export function newGuid(): string {
  return `{${randomUUID().toUpperCase()}}`;
}

/** The smallest self-relative security descriptor: no owner, no group, no lists. */
export const emptyDescriptor = Uint8Array.from([1, 0, 0, 0x80, ...new Array<number>(16).fill(0)]);

/** A small but complete backup. */
export function makeBackup(changes: Partial<Backup['record']> = {}): Backup {
  const record = {
    gpoGuid: newGuid(),
    gpoDomain: 'contoso.com',
    gpoDomainGuid: '{ff161336-72cc-4bd4-90ae-42bf968987b9}',
    gpoDomainController: 'dc1.contoso.com',
    backupTime: new Date('2024-05-06T07:08:09Z'),
    id: newGuid(),
    comment: 'nightly',
    gpoDisplayName: 'Baseline',
    ...changes,
  };
  const gpo = {
    id: record.gpoGuid,
    domain: record.gpoDomain,
    machineExtensionGuids: '[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]',
    userExtensionGuids: '',
    files: [
      {
        path: 'Machine\\microsoft\\windows nt\\SecEdit\\GptTmpl.inf',
        data: Buffer.from('\ufeff[Unicode]\r\n', 'utf16le'),
      },
      { path: 'Machine\\registry.pol', data: Buffer.from('5052656701000000', 'hex') },
    ],
    directories: [
      'Machine',
      'Machine\\microsoft',
      'Machine\\microsoft\\windows nt',
      'Machine\\microsoft\\windows nt\\SecEdit',
      'Machine\\Scripts',
      'Machine\\Scripts\\Startup',
      'User',
    ],
  };
  return {
    record,
    content: {
      ...gpo,
      displayName: record.gpoDisplayName,
      securityDescriptor: emptyDescriptor,
      options: 0,
      userVersion: 0,
      machineVersion: 0x00020002,
      wmiFilter: '',
      principals: [
        {
          sid: 'S-1-5-21-1-2-3-512',
          samAccountName: 'Domain Admins',
          type: 'GlobalGroup',
          netBiosDomain: 'CONTOSO',
          dnsDomain: 'contoso.com',
          upn: 'Domain Admins@contoso.com',
          fromDacl: true,
        },
      ],
      filePaths: ['\\\\files\\scripts\\start.cmd'],
      extensions: listFiles(gpo, record.gpoDomainController),
    },
    report:
      '<?xml version="1.0" encoding="utf-16"?>\r\n<GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings"/>',
    otherFiles: [],
  };
}

/** A backup as plain comparable data: bytes as hex, the source left out. */
export function comparable(backup: Backup): unknown {
  const { source: _source, ...rest } = backup;
  const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
  const files = (list: { path: string; data: Uint8Array }[]): unknown =>
    list.map((file) => ({ path: file.path, data: hex(file.data) }));
  return {
    ...rest,
    content: {
      ...rest.content,
      securityDescriptor: hex(rest.content.securityDescriptor),
      files: files(rest.content.files),
    },
    otherFiles: files(rest.otherFiles),
  };
}
