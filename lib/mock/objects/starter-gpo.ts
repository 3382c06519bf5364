import type { Served } from '../../addon/objects';
import type { ServerArgument } from '../../addon/values';
import { type AsyncMethodName, GPMStarterGPOType } from '../../generated/gpmgmt';
import type { IGPMStarterGPOMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { InjectionTarget } from '../injection/behaviour';
import type { DomainState } from '../state/domain-state';
import { type StarterGpoState, starterGpoEntries } from '../state/starter-gpo';
import type { Connection } from './connection';
import type { MockObject, Represented } from './mock-object';
import { type OperationAnswer, refuseOperation } from './operation';
import { delegationFor, publishSecurityInfo } from './security-info';

/** The error of what the mock forest does not do with starter GPOs: files of theirs are not documented. */
export function notForStarterGpos(what: string): HresultError {
  return new HresultError(
    Hresult.E_NOTIMPL,
    `The mock forest cannot ${what} starter GPOs; it can list, create, rename, delegate, delete them and make GPOs from them.`,
  );
}

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmstartergpo */
class StarterGpoObject implements IGPMStarterGPOMethods, MockObject {
  constructor(
    private readonly connection: Connection,
    private readonly domain: DomainState,
    private readonly starter: StarterGpoState,
  ) {}

  get target(): InjectionTarget {
    return { id: this.starter.id, name: this.starter.name };
  }

  get represents(): Partial<Represented> {
    return { starterGpo: this.starter };
  }

  /** The starter GPO, where it has not been deleted. */
  private get live(): StarterGpoState {
    return this.domain.getStarterGpo(this.starter.id);
  }

  get_DisplayName(): string {
    return this.live.name;
  }
  put_DisplayName(name: string): void {
    if (name.trim() === '') {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `Starter GPO "${this.starter.name}" cannot be given an empty name.`,
      );
    }
    this.change(() => {
      this.starter.name = name;
    });
  }
  get_Description(): string {
    return this.live.description;
  }
  put_Description(description: string): void {
    this.change(() => {
      this.starter.description = description;
    });
  }
  get_Author(): string {
    return this.live.author;
  }
  get_Product(): string {
    return this.live.product;
  }
  get_CreationTime(): Date {
    return this.live.created;
  }
  get_ID(): string {
    return this.live.id;
  }
  get_ModifiedTime(): Date {
    return this.live.modified;
  }
  get_Type(): GPMStarterGPOType {
    return this.live.type === 'system' ? GPMStarterGPOType.typeSystem : GPMStarterGPOType.typeCustom;
  }
  get_ComputerVersion(): number {
    return this.live.computerVersion;
  }
  get_UserVersion(): number {
    return this.live.userVersion;
  }
  get_StarterGPOVersion(): string {
    return this.live.version;
  }
  Delete(): void {
    this.domain.deleteStarterGpo(this.starter.id);
  }

  Save(...args: unknown[]): Promise<OperationAnswer> {
    return this.refuse('IGPMStarterGPO::Save', args, 'save');
  }
  Backup(...args: unknown[]): Promise<OperationAnswer> {
    return this.refuse('IGPMStarterGPO::Backup', args, 'back up');
  }
  CopyTo(...args: unknown[]): Promise<OperationAnswer> {
    return this.refuse('IGPMStarterGPO::CopyTo', args, 'copy');
  }
  GenerateReport(...args: unknown[]): Promise<OperationAnswer> {
    return this.refuse('IGPMStarterGPO::GenerateReport', args, 'report on');
  }
  GenerateReportToFile(): never {
    throw notForStarterGpos('report on');
  }
  GetSecurityInfo(): Served<'IGPMSecurityInfo'> {
    const entries = starterGpoEntries(this.domain, this.live);
    return publishSecurityInfo(this.connection, 'starterGpo', entries, this.domain.name);
  }
  SetSecurityInfo(info: ServerArgument<'IGPMSecurityInfo'>): void {
    const permissions = delegationFor('starterGpo', info);
    this.change(() => {
      this.starter.permissions = permissions;
    });
  }

  private refuse(method: AsyncMethodName, args: readonly unknown[], what: string): Promise<OperationAnswer> {
    return refuseOperation(this.connection, { method, args, target: this.target }, notForStarterGpos(what));
  }

  private change(change: () => void): void {
    const { live } = this;
    change();
    live.modified = this.connection.state.now();
  }
}

/** Publishes a starter GPO. */
export function publishStarterGpo(
  connection: Connection,
  domain: DomainState,
  starter: StarterGpoState,
): Served<'IGPMStarterGPO'> {
  return connection.transient('IGPMStarterGPO', new StarterGpoObject(connection, domain, starter));
}
