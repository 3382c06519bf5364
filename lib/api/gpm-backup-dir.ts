import { flag, guid, name } from '../validate/values';
import { GpmBackup } from './gpm-backup';
import { GpmDomain } from './gpm-domain';
import { GpmObject } from './gpm-object';
import { kind } from './kind';
import {
  backupCriteria,
  createCriteria,
  type IdCondition,
  searchOf,
  type TextCondition,
} from './search-criteria';

/** What {@link GpmBackupDir.searchBackups} looks for. All conditions have to hold. */
export interface BackupSearch {
  /** Only the newest backup of each GPO. */
  readonly mostRecent?: boolean | undefined;
  /** The GPO that was backed up; a string stands for `{ equals }`. */
  readonly gpoId?: string | IdCondition | undefined;
  /** Its display name at that time; a string stands for `{ equals }`. */
  readonly gpoDisplayName?: string | TextCondition | undefined;
  /** The domain it was in: its DNS name, or a domain. It need not be one that can be reached. */
  readonly gpoDomain?: string | GpmDomain | undefined;
}

/**
 * A directory of GPO backups: `IGPMBackupDir`.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmbackupdir
 */
export class GpmBackupDir extends GpmObject {
  /** @internal */
  static readonly kind = kind(
    {
      name: 'GpmBackupDir',
      interfaceName: 'IGPMBackupDir',
      properties: { directory: 'IGPMBackupDir::get_BackupDirectory' },
    },
    (received) => new GpmBackupDir(received as never),
  );

  /** Its path. */
  declare readonly directory: string;

  /**
   * A backup by its own id: `IGPMBackupDir::GetBackup`. In the mock forest it asks nothing of the manifest nor of
   * other backups, so it is the way to what is whole in a damaged directory.
   *
   * @param id - a GUID, with or without braces; the name of the backup's folder
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackupdir-getbackup
   */
  async getBackup(id: string): Promise<GpmBackup> {
    const backupId = guid(id, 'The id of a backup');
    const action = `find the backup ${backupId} in ${this.directory}`;
    return this.session.get(action, GpmBackup.kind, this.com, 'IGPMBackupDir::GetBackup', backupId);
  }

  /**
   * The backups that meet all criteria, or all backups: `IGPMBackupDir::SearchBackups`.
   *
   * What GPMC does where part of a directory cannot be read is not documented. The mock forest fails rather than
   * leave a backup out unseen: where manifest.xml is there but broken, or the bkupInfo.xml of a backup that the search
   * may be for. The error names each file, what to do, and the backups that {@link getBackup} still opens; what the
   * manifest shows to be of another GPO, or older than the newest that is asked for, does no harm.
   * `listBackups` of `gpmc/backups` lists what is whole beside what is not.
   *
   * @throws GpmError as said, and where the directory is gone
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmbackupdir-searchbackups
   */
  async searchBackups(search?: BackupSearch): Promise<GpmBackup[]> {
    const { session } = this;
    const { gpoDomain: where, ...given } = searchOf<BackupSearch>(search, [
      'mostRecent',
      'gpoId',
      'gpoDisplayName',
      'gpoDomain',
    ]);
    const domain = where === undefined ? undefined : domainName(where);
    // GPMC takes a domain only as an object, which has to be reachable; a backup's domain need not even exist. The
    // newest of each GPO can then be told only after the filter: default GPOs have the same ids in all domains.
    const newestHere = domain !== undefined && flag(given.mostRecent, 'mostRecent');
    const wanted = backupCriteria(newestHere ? { ...given, mostRecent: false } : given);
    const action = `search the backups in ${this.directory}`;
    const criteria = await createCriteria(session, action, wanted);
    const backups = await session.list(
      action,
      GpmBackup.kind,
      this.com,
      'IGPMBackupDir::SearchBackups',
      criteria,
    );
    criteria.release();
    if (domain === undefined) return backups;
    const ofDomain = backups.filter((backup) => backup.gpoDomain.toLowerCase() === domain);
    return newestHere ? newestOfEach(ofDomain) : ofDomain;
  }
}

function domainName(given: unknown): string {
  return (given instanceof GpmDomain ? given.name : name(given, 'gpoDomain')).toLowerCase();
}

/** Of two made in the same second the one found last: they are found in the order in which they were made. */
function newestOfEach(backups: readonly GpmBackup[]): GpmBackup[] {
  const newest = new Map<string, GpmBackup>();
  for (const backup of backups) {
    const known = newest.get(backup.gpoId);
    if (!known || known.timestamp <= backup.timestamp) newest.set(backup.gpoId, backup);
  }
  return [...newest.values()];
}
