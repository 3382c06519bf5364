import { type BackupHandle, requireBackupDirectory } from '../../backups/backup-directory';
import { reportName } from '../../backups/read-backup';
import type { BackupRecord } from '../../backups/types';
import { writeBackup } from '../../backups/write-backup';
import { FormatError } from '../../files/errors';
import { limits } from '../../files/limits';
import { parseXml } from '../../files/xml/parse';
import { Hresult } from '../../hresult/codes';
import { GpmcCode } from '../../hresult/gpmc-codes';
import { reportXml } from '../../report/gpo-report';
import { relocatedBlocks } from '../../settings/extensions';
import { principalsOf } from '../state/gpo-principals';
import type { GpoState } from '../state/gpo-state';

import { gpoSubject } from './report-subject';
import { reportWarning, statusMessage } from './status-message';

import { type OperationContext, type OperationResult, Steps } from './steps';

/**
 * `IGPMGPO::Backup`. One step for each block of extensions and three more: the GPO was read, its report was made,
 * and the return. The folder gets its name only when it is whole; a failed or cancelled backup leaves nothing.
 * Backups into one directory at the same time are fine.
 *
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-backup
 */
export async function backupGpo(
  gpo: GpoState,
  directory: string,
  options: { comment?: string } = {},
  context: OperationContext = {},
): Promise<OperationResult<BackupHandle>> {
  gpo.throwIfDeleted();
  await requireBackupDirectory(directory);
  const { domain } = gpo;
  // Content and report are taken before anything waits: this is the GPO at one moment, even if it is deleted meanwhile.
  const extensions = relocatedBlocks(gpo.content.extensions, gpo.sysvol);
  const content = { ...gpo.content, extensions, principals: principalsOf(gpo) };
  const blocks = Math.max(content.extensions.length, 1);
  const steps = new Steps(context, blocks + 3);
  const now = domain.forest.now();
  const record: BackupRecord = {
    gpoGuid: content.id,
    gpoDomain: domain.name,
    gpoDomainGuid: domain.guid,
    gpoDomainController: domain.pdc,
    backupTime: new Date(Math.floor(now.getTime() / 1000) * 1000),
    id: domain.forest.newGuid(),
    comment: options.comment ?? '',
    gpoDisplayName: content.displayName,
  };
  const { otherFiles, source } = gpo;
  let report: string | undefined;
  try {
    const made = reportXml(
      gpoSubject(gpo, now, (warning) => {
        steps.messages.push(reportWarning(warning));
      }),
    );
    requireReadable(made);
    report = made;
  } catch (error) {
    // GPMC completes a backup without its report and says so.
    const why = error instanceof Error ? error.message : String(error);
    const message = `the backup has no report, because it could not be made: ${why}`;
    steps.messages.push(
      statusMessage(GpmcCode.REPORT_NOT_CREATED, message, {
        objectPath: gpo.path,
        errorCode: Hresult.E_FAIL,
      }),
    );
  }
  try {
    await steps.next();
    await steps.next();
    let reported = 0;
    const folder = await writeBackup(
      directory,
      {
        record,
        content,
        otherFiles: [...otherFiles],
        ...(report === undefined ? {} : { report }),
        ...(source ? { source } : {}),
      },
      {
        ...(context.signal ? { signal: context.signal } : {}),
        onStep: async (done, total) => {
          for (; reported < Math.floor((done / total) * blocks); reported++) await steps.next();
        },
      },
    );
    return steps.result({ record, folder, directory });
  } catch (error) {
    throw steps.failure(error, 'nothing was left there');
  }
}

/** Throws where a report is too large to be read again: no backup is written with one. */
function requireReadable(report: string): void {
  if (report.length < 3 * limits.xmlPieces) return; // no shorter one can have as many
  if (2 * report.length > limits.reportSize) {
    throw new FormatError('tooLarge', reportName, `it would have more than ${limits.reportSize} bytes`);
  }
  parseXml(report, reportName);
}
