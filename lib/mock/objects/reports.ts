import path from 'node:path';
import type { Served } from '../../addon/objects';
import { replaceFile } from '../../files/disk';
import { encodeUtf16 } from '../../files/text';
import { GPMReportType } from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { asHresultError, HresultError } from '../../hresult/hresult-error';
import type { ReportFormat } from '../operations/reports';
import type { OperationContext, OperationResult } from '../operations/steps';
import type { Connection } from './connection';
import { type OperationAnswer, type OperationRequest, startOperation } from './operation';
import { publishResult } from './result';

/** The format of a type of report; `E_NOTIMPL` for the four of the infrastructure status. */
function reportFormat(type: GPMReportType): ReportFormat {
  if (type === GPMReportType.repXML) return 'xml';
  if (type === GPMReportType.repHTML) return 'html';
  const known = (Object.values(GPMReportType) as number[]).includes(type);
  throw new HresultError(
    known ? Hresult.E_NOTIMPL : Hresult.E_INVALIDARG,
    `The mock forest makes no reports of the type ${type}; it makes XML (0) and HTML (1).`,
  );
}

/** Makes a report in a format; `GenerateReport` follows it by the context. */
export type MakeReport = (
  format: ReportFormat,
  context?: OperationContext,
) => Promise<OperationResult<string>>;

/** `GenerateReport`: the result is the report's text. */
export function startReport(
  connection: Connection,
  call: Pick<OperationRequest<string>, 'method' | 'target' | 'sink'> & { readonly type: GPMReportType },
  make: MakeReport,
): Promise<OperationAnswer> {
  const { type, ...request } = call;
  return startOperation(connection, {
    ...request,
    args: [type, call.sink],
    run: async (context) => make(reportFormat(type), context),
    publish: (report) => report,
  });
}

/**
 * `GenerateReportToFile`: a report as GPMC's files are, UTF-16 with a byte order mark. The result's value says nothing.
 *
 * @param file - a path with a directory: GPMC itself would write into the system directory without one
 */
export async function reportToFile(
  connection: Connection,
  type: GPMReportType,
  file: string,
  make: MakeReport,
): Promise<Served<'IGPMResult'>> {
  if (!path.isAbsolute(file)) {
    throw new HresultError(
      Hresult.E_INVALIDARG,
      `The report cannot be written to "${file}": give the whole path of the file.`,
    );
  }
  const { value, messages, steps } = await make(reportFormat(type));
  try {
    await replaceFile(file, encodeUtf16(value), false);
  } catch (error) {
    throw asHresultError(error, messages);
  }
  return publishResult(connection.server, { hresult: Hresult.S_OK, value: undefined, messages, steps });
}
