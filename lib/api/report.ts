import type { ComObject } from '../client/com-object';
import { GPMReportType, type MethodName } from '../generated/gpmgmt';
import type { GpmOperation } from '../operation/operation';
import { options } from '../validate/plain-object';
import { abortSignal, oneOf } from '../validate/values';
import { wrongResult } from './gpm-object';
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
  const action = `report on ${subject}`;
  return session.start({
    target,
    method,
    args: [reportType === 'html' ? GPMReportType.repHTML : GPMReportType.repXML],
    action,
    signal: abortSignal(signal),
    convert(value) {
      if (typeof value !== 'string') throw wrongResult(action, method, 'text', value);
      return value;
    },
  });
}
