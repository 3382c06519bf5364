import type { ComObject } from '../addon/com-object';
import { GPMReportType, type MethodName } from '../generated/gpmgmt';
import type { GpmOperation } from '../operation/operation';
import { options } from '../validate/plain-object';
import { abortSignal, absolutePath, oneOf } from '../validate/values';
import type { Session } from './session';

/** The format of a report. */
export type ReportType = 'html' | 'xml';

/** Options of `generateReport` and `generateReportToFile`. */
export interface ReportOptions {
  /** Cancels the operation. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts the `GenerateReport` method of an object and writes what it gives to a file. It stands for
 * `GenerateReportToFile`, which has neither progress nor cancellation, and leaves half a file where it fails.
 */
export function startReportToFile(
  session: Session,
  target: ComObject,
  method: MethodName,
  subject: string,
  type: ReportType,
  path: string,
  given: ReportOptions | undefined,
): GpmOperation<string> {
  const file = absolutePath(path, 'The path of a report');
  const plan = reportPlan(session, target, method, subject, type, given, 'generateReportToFile');
  const action = `${plan.action} to ${file}`;
  return session.startText({ ...plan, action }, async (text) => {
    const { writeReport } = require('./report-file') as typeof import('./report-file');
    await writeReport(file, text, action, method);
    return file;
  });
}

/** Starts the `GenerateReport` method of an object. */
export function startReport(
  session: Session,
  target: ComObject,
  method: MethodName,
  subject: string,
  type: ReportType,
  given: ReportOptions | undefined,
): GpmOperation<string> {
  return session.startText(reportPlan(session, target, method, subject, type, given, 'generateReport'));
}

function reportPlan(
  session: Session,
  target: ComObject,
  method: MethodName,
  subject: string,
  type: ReportType,
  given: ReportOptions | undefined,
  name: string,
) {
  session.checkOpen(method);
  const reportType = oneOf(type, 'The report type', ['html', 'xml']);
  const { signal } = options(given, `The options of ${name}`, ['signal']);
  return {
    target,
    method,
    args: [reportType === 'html' ? GPMReportType.repHTML : GPMReportType.repXML],
    action: `report on ${subject}`,
    signal: abortSignal(signal),
  };
}
