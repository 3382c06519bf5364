import type { Served } from '../../addon/objects';
import { type AsyncMethodName, GPMStarterGPOType } from '../../generated/gpmgmt';
import type { IGPMStarterGPOMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { InjectionTarget } from '../injection/behaviour';
import type { DomainState } from '../state/domain-state';
import type { StarterGpoState } from '../state/starter-gpo';
import type { Connection } from './connection';
import type { MockObject, Represented } from './mock-object';
import { type OperationAnswer, refuseOperation } from './operation';

/** The error of what the mock forest does not do with starter GPOs: files of theirs are not documented. */
export function notForStarterGpos(what: string): HresultError {
  return new HresultError(
    Hresult.E_NOTIMPL,
    `The mock forest cannot ${what} starter GPOs; it can list, create, rename, delete them and make GPOs from them.`,
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

  get_DisplayName(): string {
    return this.starter.name;
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
    return this.starter.description;
  }
  put_Description(description: string): void {
    this.change(() => {
      this.starter.description = description;
    });
  }
  get_Author(): string {
    return this.starter.author;
  }
  get_Product(): string {
    return this.starter.product;
  }
  get_CreationTime(): Date {
    return this.starter.created;
  }
  get_ID(): string {
    return this.starter.id;
  }
  get_ModifiedTime(): Date {
    return this.starter.modified;
  }
  get_Type(): GPMStarterGPOType {
    return this.starter.type === 'system' ? GPMStarterGPOType.typeSystem : GPMStarterGPOType.typeCustom;
  }
  get_ComputerVersion(): number {
    return this.starter.computerVersion;
  }
  get_UserVersion(): number {
    return this.starter.userVersion;
  }
  get_StarterGPOVersion(): string {
    return this.starter.version;
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
  GetSecurityInfo(): never {
    throw notForStarterGpos('show permissions of');
  }
  SetSecurityInfo(): never {
    throw notForStarterGpos('set permissions of');
  }

  private refuse(method: AsyncMethodName, args: readonly unknown[], what: string): Promise<OperationAnswer> {
    return refuseOperation(this.connection, { method, args, target: this.target }, notForStarterGpos(what));
  }

  private change(change: () => void): void {
    this.domain.getStarterGpo(this.starter.id); // it may have been deleted
    change();
    this.starter.modified = this.connection.state.now();
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
