import type { ComObject } from '../addon/com-object';
import { GPMRSOPMode } from '../generated/gpmgmt';
import { asyncDispose } from '../operation/dispose';
import type { GpmOperation } from '../operation/operation';
import { GpmObject } from './gpm-object';
import { kind } from './kind';
import { type ReportOptions, type ReportType, startReport, startReportToFile } from './report';
import type { RsopMode, RsopQuery } from './rsop-options';
import type { Session } from './session';

/**
 * A Resultant Set of Policy that has been queried: `IGPMRSOP`. It holds a WMI namespace of its own until it is
 * released: use `await using`, or call {@link release}.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmrsop
 */
export class GpmRsop extends GpmObject implements AsyncDisposable {
  /** @internal */
  static readonly kind = kind(
    { name: 'GpmRsop', interfaceName: 'IGPMRSOP', properties: {} },
    (received) => new GpmRsop(received as never),
  );

  /** What it reports. */
  declare readonly mode: RsopMode;
  /** How messages name it. */
  declare private readonly subject: string;
  #released: Promise<void> | undefined;

  /**
   * Does what a query consists of, in the order that is required: `IGPM::GetRSOP`, the properties,
   * `IGPMRSOP::CreateQueryResults`.
   *
   * @internal
   */
  static async query(session: Session, query: RsopQuery): Promise<GpmRsop> {
    const subject = `the Resultant Set of Policy (${query.texts.map(([, value]) => value).join(', ') || query.mode})`;
    const action = `query ${subject}`;
    const mode = query.mode === 'logging' ? GPMRSOPMode.rsopLogging : GPMRSOPMode.rsopPlanning;
    const [rsop] = await session.call(action, session.root, 'IGPM::GetRSOP', mode, '', 0);
    try {
      for (const [property, value] of query.texts) {
        await session.call(action, rsop, `IGPMRSOP::put_${property}`, value);
      }
      await setGroups(session, action, rsop, 'IGPMRSOP::put_PlanningUserSecurityGroups', query.userGroups);
      await setGroups(
        session,
        action,
        rsop,
        'IGPMRSOP::put_PlanningComputerSecurityGroups',
        query.computerGroups,
      );
      const flags = query.mode === 'logging' ? 'IGPMRSOP::put_LoggingFlags' : 'IGPMRSOP::put_PlanningFlags';
      await session.call(action, rsop, flags, query.flags);
      await session.call(action, rsop, 'IGPMRSOP::CreateQueryResults');
    } catch (error) {
      rsop.release();
      throw error;
    }
    const received = { session, com: rsop, kind: GpmRsop.kind, values: { mode: query.mode, subject } };
    return new GpmRsop(received as never);
  }

  /**
   * Generates the report: `IGPMRSOP::GenerateReport`. Starts at once.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmrsop-generatereport
   */
  generateReport(type: ReportType, given?: ReportOptions): GpmOperation<string> {
    return startReport(this.session, this.com, 'IGPMRSOP::GenerateReport', this.subject, type, given);
  }

  /**
   * Writes the report to a file, whole or not at all, in the encoding that its XML declares (UTF-16). It stands for
   * `IGPMRSOP::GenerateReportToFile`, but with progress and cancellation, which that has not. Starts at once.
   *
   * @param path - a relative one is resolved against the current directory of this process
   * @returns the absolute path
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmrsop-generatereporttofile
   */
  generateReportToFile(type: ReportType, path: string, given?: ReportOptions): GpmOperation<string> {
    const method = 'IGPMRSOP::GenerateReport';
    return startReportToFile(this.session, this.com, method, this.subject, type, path, given);
  }

  /**
   * Gives the WMI namespace of the query back: `IGPMRSOP::ReleaseQueryResults`. Harmless when repeated, and after the
   * `Gpm` was closed.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmrsop-releasequeryresults
   */
  release(): Promise<void> {
    if (this.session.closed) return this.#released ?? Promise.resolve();
    this.#released ??= this.session
      .call(`release ${this.subject}`, this.com, 'IGPMRSOP::ReleaseQueryResults')
      .then(() => {});
    return this.#released;
  }

  /** {@link release}. */
  [asyncDispose](): Promise<void> {
    return this.release();
  }
}

/** GPMC takes groups as an array of `IGPMTrustee`. */
async function setGroups(
  session: Session,
  action: string,
  rsop: ComObject,
  method: 'IGPMRSOP::put_PlanningUserSecurityGroups' | 'IGPMRSOP::put_PlanningComputerSecurityGroups',
  groups: readonly string[] | undefined,
): Promise<void> {
  if (!groups) return;
  const trustees = await Promise.all(
    groups.map(async (group) => {
      const [trustee] = await session.call(
        `${action} for the group ${group}`,
        session.root,
        'IGPM::CreateTrustee',
        group,
      );
      return trustee;
    }),
  );
  await session.call(action, rsop, method, trustees);
  for (const trustee of trustees) trustee.release();
}
