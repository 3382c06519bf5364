import type { ComObject } from '../addon/com-object';
import { GPMReportType, type MethodName } from '../generated/gpmgmt';
import type { GpmOperation } from '../operation/operation';
import { options } from '../validate/plain-object';
import { abortSignal, oneOf } from '../validate/values';
import type { Session } from './session';

/** The format of a report. */
export type ReportType = 'html' | 'xml';

/** Options of `generateReport`. */
export interface ReportOptions {
  /** Cancels the operation. */
  readonly signal?: AbortSignal | undefined;
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
  session.checkOpen(method);
  const reportType = oneOf(type, 'The report type', ['html', 'xml']);
  const { signal } = options(given, 'The options of generateReport', ['signal']);
  return session.startText({
    target,
    method,
    args: [reportType === 'html' ? GPMReportType.repHTML : GPMReportType.repXML],
    action: `report on ${subject}`,
    signal: abortSignal(signal),
  });
}
