import type { ForeignObject, Served } from '../../addon/objects';
import type { VariantValue } from '../../addon/values';
import type { GPMReportType, GPMRSOPMode } from '../../generated/gpmgmt';
import type { IGPMRSOPMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { reportRsop } from '../operations/reports';
import { type PlanningHalf, RsopState } from '../rsop/rsop';
import { represented } from './arguments';
import type { Connection } from './connection';
import type { OperationAnswer } from './operation';
import { type MakeReport, reportToFile, startReport } from './reports';
import { publishTrustee, trusteeSid } from './trustee';
import { publishWmiFilter } from './wmi-filter';

const modes = ['unknown', 'planning', 'logging'] as const;

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmrsop */
class RsopObject implements IGPMRSOPMethods {
  constructor(
    private readonly connection: Connection,
    private readonly rsop: RsopState,
  ) {}

  get_Mode(): GPMRSOPMode {
    return modes.indexOf(this.rsop.mode) as GPMRSOPMode;
  }
  get_Namespace(): string {
    return this.rsop.namespace;
  }

  put_LoggingComputer(name: string): void {
    this.rsop.loggingComputer = name;
  }
  get_LoggingComputer(): string {
    return this.rsop.loggingComputer;
  }
  put_LoggingUser(name: string): void {
    this.rsop.loggingUser = name;
  }
  get_LoggingUser(): string {
    return this.rsop.loggingUser;
  }
  put_LoggingFlags(flags: number): void {
    this.rsop.loggingFlags = flags;
  }
  get_LoggingFlags(): number {
    return this.rsop.loggingFlags;
  }
  put_PlanningFlags(flags: number): void {
    this.rsop.planningFlags = flags;
  }
  get_PlanningFlags(): number {
    return this.rsop.planningFlags;
  }
  put_PlanningDomainController(name: string): void {
    this.rsop.planningDomainController = name;
  }
  get_PlanningDomainController(): string {
    return this.rsop.planningDomainController;
  }
  put_PlanningSiteName(name: string): void {
    this.rsop.planningSiteName = name;
  }
  get_PlanningSiteName(): string {
    return this.rsop.planningSiteName;
  }

  put_PlanningUser(account: string): void {
    this.rsop.planningUser.account = account;
  }
  get_PlanningUser(): string {
    return this.rsop.planningUser.account;
  }
  put_PlanningUserSOM(som: string): void {
    this.rsop.planningUser.som = som;
  }
  get_PlanningUserSOM(): string {
    return this.rsop.planningUser.som;
  }
  put_PlanningUserWMIFilters(filters: VariantValue): void {
    this.rsop.planningUser.wmiFilters = this.filterIds(filters);
  }
  get_PlanningUserWMIFilters(): VariantValue {
    return this.filterObjects(this.rsop.planningUser);
  }
  put_PlanningUserSecurityGroups(groups: VariantValue): void {
    this.rsop.planningUser.groups = this.groupSids(groups);
  }
  get_PlanningUserSecurityGroups(): VariantValue {
    return this.groupObjects(this.rsop.planningUser);
  }

  put_PlanningComputer(account: string): void {
    this.rsop.planningComputer.account = account;
  }
  get_PlanningComputer(): string {
    return this.rsop.planningComputer.account;
  }
  put_PlanningComputerSOM(som: string): void {
    this.rsop.planningComputer.som = som;
  }
  get_PlanningComputerSOM(): string {
    return this.rsop.planningComputer.som;
  }
  put_PlanningComputerWMIFilters(filters: VariantValue): void {
    this.rsop.planningComputer.wmiFilters = this.filterIds(filters);
  }
  get_PlanningComputerWMIFilters(): VariantValue {
    return this.filterObjects(this.rsop.planningComputer);
  }
  put_PlanningComputerSecurityGroups(groups: VariantValue): void {
    this.rsop.planningComputer.groups = this.groupSids(groups);
  }
  get_PlanningComputerSecurityGroups(): VariantValue {
    return this.groupObjects(this.rsop.planningComputer);
  }

  /** An array of trustees. */
  LoggingEnumerateUsers(): VariantValue {
    return this.rsop.enumerateUsers().map(({ sid }) => publishTrustee(this.connection, sid));
  }
  CreateQueryResults(): void {
    this.rsop.createQueryResults();
  }
  ReleaseQueryResults(): void {
    this.rsop.releaseQueryResults();
  }

  GenerateReport(type: GPMReportType, sink: ForeignObject | null): Promise<OperationAnswer> {
    const call = { method: 'IGPMRSOP::GenerateReport', target: {}, type, sink } as const;
    return startReport(this.connection, call, this.report);
  }
  GenerateReportToFile(type: GPMReportType, file: string): Promise<Served<'IGPMResult'>> {
    return reportToFile(this.connection, type, file, this.report);
  }

  private readonly report: MakeReport = (format, context) => reportRsop(this.rsop, format, context);

  /** Of an array of filters their GUIDs; `undefined`, which means the usual ones, of VT_NULL and VT_EMPTY. */
  private filterIds(filters: VariantValue): string[] | undefined {
    return elements(filters, 'WMI filters')?.map(
      (filter) => represented(filter, 'wmiFilter', 'An element of the WMI filters').id,
    );
  }

  /** Of an array of trustees, names or SIDs the SIDs. */
  private groupSids(groups: VariantValue): string[] | undefined {
    return elements(groups, 'security groups')?.map((group) =>
      typeof group === 'string'
        ? trusteeSid(this.connection, group)
        : represented(group, 'trustee', 'An element of the security groups'),
    );
  }

  private filterObjects({ wmiFilters }: PlanningHalf): VariantValue {
    if (!wmiFilters) return null;
    const known = this.connection.state.domains.flatMap((domain) => domain.wmiFilters);
    return known
      .filter(({ id }) => wmiFilters.includes(id))
      .map((filter) => publishWmiFilter(this.connection, filter));
  }

  private groupObjects({ groups }: PlanningHalf): VariantValue {
    return groups ? groups.map((sid) => publishTrustee(this.connection, sid)) : null;
  }
}

function elements(value: VariantValue, what: string): readonly VariantValue[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value;
  throw new HresultError(
    Hresult.E_INVALIDARG,
    `The ${what} are to be an array, or VT_NULL for the usual ones.`,
  );
}

/** Publishes a query. https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-getrsop */
export function publishRsop(
  connection: Connection,
  mode: GPMRSOPMode,
  namespace: string,
): Served<'IGPMRSOP'> {
  const name = modes[mode];
  if (!name)
    throw new HresultError(
      Hresult.E_INVALIDARG,
      `${mode} is no GPMRSOPMode: 0 is unknown, 1 planning, 2 logging.`,
    );
  return connection.transient(
    'IGPMRSOP',
    new RsopObject(connection, new RsopState(connection.state, name, namespace)),
  );
}
