import { type BackupHandle, backupLabel, openBackup } from '../../backups/backup-directory';
import { within } from '../../files/errors';
import { parseXml } from '../../files/xml/parse';
import type { XmlElement } from '../../files/xml/tree';
import { asHresultError } from '../../hresult/hresult-error';
import { gpoReportHtml } from '../../report/gpo-html';
import { backupReport, gpoReport } from '../../report/gpo-report';
import { rsopReportHtml } from '../../report/rsop-html';
import { rsopReportXml } from '../../report/rsop-report';
import type { ReportWarning } from '../../report/subject';
import { serializeReport } from '../../report/xml-builder';
import { displayNameOf } from '../../security/principal-directory';
import type { RsopState } from '../rsop/rsop';
import type { ForestState } from '../state/forest-state';
import type { GpoState } from '../state/gpo-state';
import { gpoSubject, rsopSubject } from './report-subject';
import { reportWarning } from './status-message';
import { type OperationContext, type OperationResult, Steps } from './steps';

/** The two formats of `GPMReportType` that there are reports in. */
export type ReportFormat = 'xml' | 'html';

/**
 * `IGPMGPO::GenerateReport`. One step for each block of extensions, one for reading and the return.
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-generatereport
 */
export async function reportGpo(
  gpo: GpoState,
  format: ReportFormat,
  context: OperationContext = {},
): Promise<OperationResult<string>> {
  gpo.throwIfDeleted();
  const steps = new Steps(context, gpo.content.extensions.length + 2);
  try {
    await steps.next();
    const report = gpoReport(gpoSubject(gpo, gpo.domain.forest.now(), warnings(steps)));
    return await finish(steps, gpo.content.extensions.length, inFormat(report, format));
  } catch (error) {
    throw asHresultError(error, steps.messages);
  }
}

/** `IGPMBackup::GenerateReport`: the report the backup holds, or one made from its settings. */
export async function reportBackup(
  forest: ForestState,
  handle: BackupHandle,
  format: ReportFormat,
  context: OperationContext = {},
): Promise<OperationResult<string>> {
  const backup = await openBackup(handle);
  if (backup.reportError) throw asHresultError(within(handle.folder, backup.reportError));
  const steps = new Steps(context, backup.content.extensions.length + 2);
  try {
    await steps.next();
    const names = (sid: string): string | undefined =>
      displayNameOf(forest.principals, sid, backup.record.gpoDomain);
    const domainSid = forest.findDomain(backup.record.gpoDomain)?.sid;
    const text =
      backup.report === undefined
        ? inFormat(backupReport(backup, names, warnings(steps), domainSid), format)
        : format === 'xml'
          ? backup.report
          : gpoReportHtml(parseXml(backup.report, `the report of the ${backupLabel(handle)}`).root);
    return await finish(steps, backup.content.extensions.length, text);
  } catch (error) {
    throw asHresultError(error, steps.messages);
  }
}

/** `IGPMRSOP::GenerateReport`; fails before `CreateQueryResults`. */
export async function reportRsop(
  rsop: RsopState,
  format: ReportFormat,
  context: OperationContext = {},
): Promise<OperationResult<string>> {
  const steps = new Steps(context, 3);
  const subject = rsopSubject(rsop.requireResults(), warnings(steps));
  await steps.next();
  const text = format === 'xml' ? rsopReportXml(subject) : rsopReportHtml(subject);
  await steps.next();
  return steps.result(text);
}

/** Makes what a report cannot tell a message of its operation. */
function warnings(steps: Steps): (warning: ReportWarning) => void {
  return (warning) => {
    steps.messages.push(reportWarning(warning));
  };
}

function inFormat(report: XmlElement, format: ReportFormat): string {
  return format === 'xml' ? serializeReport(report) : gpoReportHtml(report);
}

async function finish(steps: Steps, blocks: number, text: string): Promise<OperationResult<string>> {
  for (let i = 0; i < blocks; i++) await steps.next();
  return steps.result(text);
}
