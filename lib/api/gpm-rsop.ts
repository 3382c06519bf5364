import type { ComObject } from '../addon/com-object';
import { GPMRSOPMode } from '../generated/gpmgmt';
import { asyncDispose } from '../operation/dispose';
import type { GpmOperation } from '../operation/operation';
import { GpmObject } from './gpm-object';
import type { GpmWmiFilter } from './gpm-wmi-filter';
import { kind } from './kind';
import { type ReportOptions, type ReportType, startReport, startReportToFile } from './report';
import type { RsopMode, RsopQuery } from './rsop-options';
import { type RsopFacts, readFacts, runQuery } from './rsop-query';
import type { Session } from './session';
import type { GpmTrustee } from './trustee';

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

  /** What it reports; `unknown` of results that another program holds. */
  declare readonly mode: RsopMode | 'unknown';
  /** WMI namespace of the results; gone with {@link release}. */
  declare readonly namespace: string;
  /** What the query was made with, as the server has it; empty where it has nothing. */
  declare readonly computer: string;
  declare readonly user: string;
  declare readonly computerSom: string;
  declare readonly userSom: string;
  declare readonly site: string;
  declare readonly domainController: string;
  /** Null where they were those of the directory. */
  declare readonly userGroups: readonly GpmTrustee[] | null;
  declare readonly computerGroups: readonly GpmTrustee[] | null;
  /** Null where they were those that are found to hold. */
  declare readonly userWmiFilters: readonly GpmWmiFilter[] | 'all' | null;
  declare readonly computerWmiFilters: readonly GpmWmiFilter[] | 'all' | null;
  /** How messages name it. */
  declare private readonly subject: string;
  #released: Promise<void> | undefined;

  /** Makes a query. @internal */
  static async query(session: Session, query: RsopQuery): Promise<GpmRsop> {
    const subject = `the Resultant Set of Policy (${query.texts.map(([, value]) => value).join(', ') || query.mode})`;
    const action = `query ${subject}`;
    const rsop = await runQuery(session, action, query);
    try {
      const facts = await readFacts(session, action, rsop, query);
      return GpmRsop.of(session, rsop, { ...facts, mode: query.mode, subject });
    } catch (error) {
      await session.call(action, rsop, 'IGPMRSOP::ReleaseQueryResults').catch(() => {});
      rsop.release();
      throw error;
    }
  }

  /** Opens the results of a query that another program holds. @internal */
  static async open(session: Session, namespace: string): Promise<GpmRsop> {
    const subject = `the Resultant Set of Policy in ${namespace}`;
    const action = `open ${subject}`;
    const unknown = GPMRSOPMode.rsopUnknown;
    const [rsop] = await session.call(action, session.root, 'IGPM::GetRSOP', unknown, namespace, 0);
    return GpmRsop.of(session, rsop, { ...nothing, namespace, mode: 'unknown', subject });
  }

  private static of(
    session: Session,
    com: ComObject<'IGPMRSOP'>,
    values: RsopFacts & { readonly mode: GpmRsop['mode']; readonly subject: string },
  ): GpmRsop {
    return new GpmRsop({ session, com, kind: GpmRsop.kind, values } as never);
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
   * Gives the WMI namespace of the query back: `IGPMRSOP::ReleaseQueryResults`; not that of a query which another
   * program made. Harmless when repeated, and after the `Gpm` was closed.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmrsop-releasequeryresults
   */
  release(): Promise<void> {
    if (this.session.closed || this.mode === 'unknown') return this.#released ?? Promise.resolve();
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

/** What is known of a query that somebody else has made. */
const nothing = {
  computer: '',
  user: '',
  computerSom: '',
  userSom: '',
  site: '',
  domainController: '',
  userGroups: null,
  computerGroups: null,
  userWmiFilters: null,
  computerWmiFilters: null,
} as const;
