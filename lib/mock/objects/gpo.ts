import type { ForeignObject, Served } from '../../addon/objects';
import type { ServerArgument, VariantValue } from '../../addon/values';
import {
  GPM_MIGRATIONTABLE_ONLY,
  GPM_PROCESS_SECURITY,
  type GPMReportType,
  type InterfaceName,
} from '../../generated/gpmgmt';
import type { IGPMGPO3Methods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { InjectionTarget } from '../injection/behaviour';
import { backupGpo } from '../operations/backup';
import { copyGpo } from '../operations/copy';
import { importGpo } from '../operations/import';
import { reportGpo } from '../operations/reports';
import { gpoEntries, withEntries } from '../state/gpo-permissions';
import type { GpoState } from '../state/gpo-state';
import { represented } from './arguments';
import { publishBackup } from './backup';
import type { Connection, GpoObjects } from './connection';
import { migrationOptions } from './migration-argument';
import type { MockObject, Represented } from './mock-object';
import { type OperationAnswer, startOperation } from './operation';
import { type MakeReport, reportToFile, startReport } from './reports';
import { delegationFor, publishSecurityInfo } from './security-info';
import { publishWmiFilter } from './wmi-filter';

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmgpo */
class GpoObject implements IGPMGPO3Methods, MockObject {
  private infrastructureDc: string | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly gpo: GpoState,
  ) {}

  get target(): InjectionTarget {
    return { id: this.gpo.id, name: this.gpo.displayName };
  }

  get represents(): Partial<Represented> {
    return { gpo: this.gpo };
  }

  /** The GPO, where it has not been deleted. */
  private get live(): GpoState {
    this.gpo.throwIfDeleted();
    return this.gpo;
  }

  get_DisplayName(): string {
    return this.live.displayName;
  }
  put_DisplayName(name: string): void {
    this.change(() => this.gpo.rename(name));
  }
  get_Path(): string {
    return this.live.path;
  }
  get_ID(): string {
    return this.live.id;
  }
  get_DomainName(): string {
    return this.live.domain.name;
  }
  get_CreationTime(): Date {
    return this.live.created;
  }
  get_ModificationTime(): Date {
    return this.live.modified;
  }
  get_UserDSVersionNumber(): number {
    return this.live.userDsVersion;
  }
  get_ComputerDSVersionNumber(): number {
    return this.live.computerDsVersion;
  }
  get_UserSysvolVersionNumber(): number {
    return this.live.userSysvolVersion;
  }
  get_ComputerSysvolVersionNumber(): number {
    return this.live.computerSysvolVersion;
  }
  get_Description(): string {
    return this.live.description;
  }
  put_Description(text: string): void {
    this.change(() => {
      this.gpo.description = text;
    });
  }

  /** A null pointer where the GPO has no filter. */
  GetWMIFilter(): Served<'IGPMWMIFilter'> | null {
    const filter = this.live.wmiFilter;
    return filter ? publishWmiFilter(this.connection, filter) : null;
  }
  SetWMIFilter(filter: ServerArgument<'IGPMWMIFilter'>): void {
    const state = filter === null ? undefined : represented(filter, 'wmiFilter', 'The WMI filter');
    this.change(() => this.gpo.setWmiFilter(state));
  }

  SetUserEnabled(enabled: boolean): void {
    this.change(() => this.gpo.setUserEnabled(enabled));
  }
  SetComputerEnabled(enabled: boolean): void {
    this.change(() => this.gpo.setComputerEnabled(enabled));
  }
  IsUserEnabled(): boolean {
    return this.live.userEnabled;
  }
  IsComputerEnabled(): boolean {
    return this.live.computerEnabled;
  }

  GetSecurityInfo(): Served<'IGPMSecurityInfo'> {
    const { security, domain } = this.live;
    return publishSecurityInfo(this.connection, 'gpo', gpoEntries(security), domain.name);
  }
  SetSecurityInfo(info: ServerArgument<'IGPMSecurityInfo'>): void {
    const entries = delegationFor('gpo', info);
    this.change(() => this.gpo.setSecurity(withEntries(this.gpo.security, entries)));
  }
  SetSecurityDescriptor(): never {
    throw new HresultError(
      Hresult.E_NOTIMPL,
      'The mock forest has no IADsSecurityDescriptor; use SetSecurityInfo.',
    );
  }
  GetSecurityDescriptor(): ServerArgument<InterfaceName> {
    throw new HresultError(
      Hresult.E_NOTIMPL,
      'The mock forest has no IADsSecurityDescriptor; use GetSecurityInfo.',
    );
  }
  /** SYSVOL has no permissions of its own in the mock forest: the two always agree. */
  IsACLConsistent(): boolean {
    this.gpo.throwIfDeleted();
    return true;
  }
  MakeACLConsistent(): void {
    this.gpo.throwIfDeleted();
  }

  Delete(): void {
    this.change(() => this.gpo.domain.deleteGpo(this.gpo));
  }

  Backup(directory: string, comment: string, sink: ForeignObject | null): Promise<OperationAnswer> {
    return startOperation(this.connection, {
      method: 'IGPMGPO::Backup',
      args: [directory, comment, sink],
      target: this.target,
      sink,
      run: (context) => backupGpo(this.gpo, directory, { comment: comment ?? '' }, context),
      publish: (backup) => publishBackup(this.connection, backup),
    });
  }

  Import(
    flags: number,
    backup: ServerArgument<'IGPMBackup'>,
    table: VariantValue,
    sink: ForeignObject | null,
  ): Promise<OperationAnswer> {
    return startOperation(this.connection, {
      method: 'IGPMGPO::Import',
      args: [flags, backup, table, sink],
      target: this.target,
      sink,
      run: async (context) => {
        const source = represented(backup, 'backup', 'The backup to import');
        const options = await migrationOptions(table, (flags & GPM_MIGRATIONTABLE_ONLY) !== 0);
        try {
          return await importGpo(this.gpo, source, options, context);
        } finally {
          // Also a failed import has changed the GPO: it erases first.
          this.connection.host.changed(this.gpo);
        }
      },
      publish: (gpo) => this.connection.gpo(gpo),
    });
  }

  GenerateReport(type: GPMReportType, sink: ForeignObject | null): Promise<OperationAnswer> {
    const call = { method: 'IGPMGPO::GenerateReport', target: this.target, type, sink } as const;
    return startReport(this.connection, call, this.report);
  }
  GenerateReportToFile(type: GPMReportType, file: string): Promise<Served<'IGPMResult'>> {
    return reportToFile(this.connection, type, file, this.report);
  }

  CopyTo(
    flags: number,
    domain: ServerArgument<'IGPMDomain'>,
    name: VariantValue,
    table: VariantValue,
    sink: ForeignObject | null,
  ): Promise<OperationAnswer> {
    return startOperation(this.connection, {
      method: 'IGPMGPO::CopyTo',
      args: [flags, domain, name, table, sink],
      target: this.target,
      sink,
      run: async (context) => {
        const target = represented(domain, 'domain', 'The domain to copy to');
        const options = await migrationOptions(table, (flags & GPM_MIGRATIONTABLE_ONLY) !== 0);
        const copyAcl = (flags & GPM_PROCESS_SECURITY) !== 0;
        // As documented: anything but a string means that a name is made up.
        const displayName = typeof name === 'string' ? { displayName: name } : {};
        return copyGpo(this.gpo, target, { ...options, ...displayName, copyAcl }, context);
      },
      publish: (gpo) => this.connection.gpo(gpo),
    });
  }

  get_InfrastructureDC(): string {
    return this.infrastructureDc ?? this.live.domain.pdc;
  }
  put_InfrastructureDC(controller: string): void {
    this.infrastructureDc = this.connection.state.getController(this.gpo.domain, controller);
  }
  /** The flags are not documented, and nothing in the mock forest depends on them. */
  put_InfrastructureFlags(): void {}

  private readonly report: MakeReport = (format, context) => reportGpo(this.gpo, format, context);

  /** Changes the GPO, and what every connection shows of it. */
  private change(change: () => void): void {
    change();
    this.connection.host.changed(this.gpo);
  }
}

/** How a connection makes the objects of GPOs. */
export const gpoObjects: GpoObjects = {
  make: (connection, gpo) => new GpoObject(connection, gpo),
  constants: [
    'IGPMGPO::get_DisplayName',
    'IGPMGPO::get_Path',
    'IGPMGPO::get_ID',
    'IGPMGPO::get_DomainName',
    'IGPMGPO::get_CreationTime',
    'IGPMGPO::get_ModificationTime',
    'IGPMGPO::get_UserDSVersionNumber',
    'IGPMGPO::get_ComputerDSVersionNumber',
    'IGPMGPO::get_UserSysvolVersionNumber',
    'IGPMGPO::get_ComputerSysvolVersionNumber',
    'IGPMGPO::IsUserEnabled',
    'IGPMGPO::IsComputerEnabled',
    'IGPMGPO2::get_Description',
  ],
};
