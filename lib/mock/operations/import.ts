import { type BackupHandle, openWholeBackup } from '../../backups/backup-directory';
import { filesByBlock } from '../../backups/block-files';
import { listFiles } from '../../backups/file-list';
import type { GpoContent, SysvolFile } from '../../backups/types';
import { reportedNames } from '../../report/report-facts';
import type { PrincipalName } from '../../security/principal-directory';
import { relocatedBlocks } from '../../settings/extensions';
import { settingsReferences } from '../../settings/references';
import { type GpoState, nextVersion } from '../state/gpo-state';
import { Migration, type MigrationOptions } from './migration';
import { unreadReport } from './status-message';
import { type OperationContext, type OperationResult, Steps } from './steps';

/**
 * `IGPMGPO::Import`: erases the settings of the GPO, then carries over those of the backup. GUID, name, permissions,
 * links, WMI filter and the state of the two halves stay.
 *
 * The migration table is held against the backup first: where it forbids or (with `tableOnly`) misses something, the
 * import fails before anything is erased. GPMC's own order is not documented; users report GPOs left empty by a bad
 * table, and a mock should not teach that as a rule. Once the erasing has begun, a failure or cancellation leaves the
 * GPO empty or in part filled, as GPMC does, and the error says so.
 *
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-import
 */
export async function importGpo(
  gpo: GpoState,
  backup: BackupHandle,
  options: MigrationOptions = {},
  context: OperationContext = {},
): Promise<OperationResult<GpoState>> {
  gpo.throwIfDeleted();
  const loaded = await openWholeBackup(backup);
  const source = loaded.content;
  let reported: Map<string, PrincipalName> | undefined; // read when a table asks for names
  const nameOf = (sid: string): PrincipalName | undefined => {
    reported ??= reportedNames(loaded.report);
    return reported.get(sid.toUpperCase()) ?? gpo.domain.forest.principals.bySid(sid, source.domain);
  };
  const migration = new Migration(gpo.domain, { listed: source.principals, nameOf }, options);
  const steps = new Steps(context, source.extensions.length + 3);
  let erased = false;
  try {
    const files = migration.files(source);
    const blocks = filesByBlock({ files, extensions: source.extensions });
    await steps.next();
    const before = gpo.content;
    gpo.report = undefined;
    gpo.otherFiles = [];
    gpo.source = undefined;
    gpo.change(emptied(gpo));
    erased = true;
    await steps.next();

    const settled: SysvolFile[] = [];
    for (const [i, block] of blocks.entries()) {
      for (const file of block) settled.push(file);
      gpo.change({ files: [...settled] });
      if (i < source.extensions.length) await steps.next();
    }
    steps.tell([...unreadReport(loaded), ...migration.messages]);
    gpo.change({
      files,
      directories: source.directories,
      extensions: relocatedBlocks(source.extensions, gpo.sysvol),
      machineExtensionGuids: source.machineExtensionGuids,
      userExtensionGuids: source.userExtensionGuids,
      machineVersion: importedVersion(before, source, 'Machine'),
      userVersion: importedVersion(before, source, 'User'),
      ...referencesAfter(gpo, source, files),
    });
    gpo.report = loaded.report === undefined ? undefined : migration.report(loaded.report, gpo);
    gpo.source = loaded.source;
    return steps.result(gpo);
  } catch (error) {
    const after = erased
      ? 'the settings the GPO had are erased; import again or restore the GPO from a backup of its own'
      : 'nothing was changed';
    throw steps.failure(error, after);
  }
}

/** A GPO without settings. */
function emptied(gpo: GpoState): Partial<GpoContent> {
  const blank = {
    ...gpo.content,
    files: [],
    directories: ['Machine', 'User'],
    machineExtensionGuids: '',
    userExtensionGuids: '',
  };
  return {
    files: blank.files,
    directories: blank.directories,
    extensions: listFiles(blank, gpo.domain.pdc),
    machineExtensionGuids: '',
    userExtensionGuids: '',
    principals: [],
    filePaths: [],
  };
}

/** One more for a half that has settings or had them. */
function importedVersion(before: GpoContent, source: GpoContent, half: 'Machine' | 'User'): number {
  const version = half === 'Machine' ? before.machineVersion : before.userVersion;
  const concerned = [...before.files, ...source.files].some((file) =>
    file.path.toLowerCase().startsWith(`${half.toLowerCase()}\\`),
  );
  return concerned ? nextVersion(version) : version;
}

/** The backup's own description of principals and paths holds as long as no setting was mapped. */
function referencesAfter(
  gpo: GpoState,
  source: GpoContent,
  files: readonly SysvolFile[],
): Pick<GpoContent, 'principals' | 'filePaths'> {
  const unmapped = files.every((file, i) => file === source.files[i]);
  if (unmapped)
    return { principals: source.principals.filter((p) => !p.fromDacl), filePaths: source.filePaths };
  return settingsReferences(files, gpo.domain.forest.principals, gpo.domain.name);
}
