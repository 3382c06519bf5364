import type { Served } from '../../addon/objects';
import type { ServerArgument } from '../../addon/values';
import { getBackup, requireBackupDirectory } from '../../backups/backup-directory';
import { GPMBackupType, type MethodName } from '../../generated/gpmgmt';
import type { IGPMBackupDirExMethods, IGPMBackupDirMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { InjectionTarget } from '../injection/behaviour';
import { searchBackups } from '../state/backup-search';
import { publishBackup } from './backup';
import type { Connection } from './connection';
import type { MockObject } from './mock-object';
import { criteriaOf } from './search-criteria';

/** Finds backups in a directory: what both interfaces of one have in common. */
class Directory {
  constructor(
    readonly connection: Connection,
    readonly path: string,
  ) {}

  async get(id: string): Promise<Served<'IGPMBackup'>> {
    return publishBackup(this.connection, await getBackup(this.path, id));
  }

  async search(criteria: ServerArgument<'IGPMSearchCriteria'>): Promise<Served<'IGPMBackupCollection'>> {
    const found = await searchBackups(this.path, criteriaOf(criteria));
    return this.connection.collection('IGPMBackupCollection', found, (backup) =>
      publishBackup(this.connection, backup),
    );
  }
}

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmbackupdir */
class BackupDirObject implements IGPMBackupDirMethods, MockObject {
  constructor(private readonly directory: Directory) {}

  get target(): InjectionTarget {
    return { name: this.directory.path };
  }
  get_BackupDirectory(): string {
    return this.directory.path;
  }
  GetBackup(id: string): Promise<Served<'IGPMBackup'>> {
    return this.directory.get(id);
  }
  SearchBackups(criteria: ServerArgument<'IGPMSearchCriteria'>): Promise<Served<'IGPMBackupCollection'>> {
    return this.directory.search(criteria);
  }
}

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmbackupdirex */
class BackupDirExObject implements IGPMBackupDirExMethods, MockObject {
  constructor(
    private readonly directory: Directory,
    private readonly type: GPMBackupType,
  ) {}

  get target(): InjectionTarget {
    return { name: this.directory.path };
  }
  get_BackupDir(): string {
    return this.directory.path;
  }
  get_BackupType(): GPMBackupType {
    return this.type;
  }
  async GetBackup(id: string): Promise<Served<'IGPMBackup'>> {
    if (this.type === GPMBackupType.typeGPO) return this.directory.get(id);
    throw new HresultError(
      Hresult.ERROR_FILE_NOT_FOUND,
      `There is no starter GPO backup ${id} in ${this.directory.path}.`,
    );
  }
  /** The mock forest makes no backups of starter GPOs: none is ever found. */
  async SearchBackups(
    criteria: ServerArgument<'IGPMSearchCriteria'>,
  ): Promise<Served<'IGPMBackupCollection' | 'IGPMStarterGPOBackupCollection'>> {
    if (this.type === GPMBackupType.typeGPO) return this.directory.search(criteria);
    criteriaOf(criteria);
    return this.directory.connection.server.publishCollection('IGPMStarterGPOBackupCollection', []);
  }
}

const constant: readonly MethodName[] = ['IGPMBackupDir::get_BackupDirectory'];
const constantEx: readonly MethodName[] = [
  'IGPMBackupDirEx::get_BackupDir',
  'IGPMBackupDirEx::get_BackupType',
];

/** Publishes a backup directory, which has to exist. */
export async function publishBackupDir(
  connection: Connection,
  path: string,
): Promise<Served<'IGPMBackupDir'>> {
  await requireBackupDirectory(path);
  return connection.transient(
    'IGPMBackupDir',
    new BackupDirObject(new Directory(connection, path)),
    constant,
  );
}

/** Publishes a backup directory that is looked at for one kind of backups. */
export async function publishBackupDirEx(
  connection: Connection,
  path: string,
  type: GPMBackupType,
): Promise<Served<'IGPMBackupDirEx'>> {
  if (!Object.values(GPMBackupType).includes(type)) {
    throw new HresultError(
      Hresult.E_INVALIDARG,
      `${type} is no type of backup: 0 is of GPOs, 1 of starter GPOs.`,
    );
  }
  await requireBackupDirectory(path);
  const object = new BackupDirExObject(new Directory(connection, path), type);
  return connection.transient('IGPMBackupDirEx', object, constantEx);
}
