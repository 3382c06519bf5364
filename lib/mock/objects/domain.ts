import type { ForeignObject, Served } from '../../addon/objects';
import type { ServerArgument } from '../../addon/values';
import type { AsyncMethodName, MethodName } from '../../generated/gpmgmt';
import type { IGPMDomain3Methods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { InjectionTarget } from '../injection/behaviour';
import { restoreGpo } from '../operations/restore';
import type { DomainState } from '../state/domain-state';
import { searchGpos, searchSoms, searchStarterGpos, searchWmiFilters } from '../state/search';
import { parseWmiFilterPath } from '../state/wmi-filter';
import { asInterface, represented } from './arguments';
import type { Connection } from './connection';
import type { MockObject, Represented } from './mock-object';
import { type OperationAnswer, refuseOperation, startOperation } from './operation';
import { criteriaOf } from './search-criteria';
import { publishSom, publishSoms } from './som';
import { notForStarterGpos, publishStarterGpo } from './starter-gpo';
import { publishWmiFilter } from './wmi-filter';

const constant: readonly MethodName[] = ['IGPMDomain::get_DomainController', 'IGPMDomain::get_Domain'];

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmdomain */
class DomainObject implements IGPMDomain3Methods, MockObject {
  private infrastructureDc: string | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly domain: DomainState,
    private readonly controller: string,
  ) {}

  get target(): InjectionTarget {
    return { id: this.domain.guid, name: this.domain.name };
  }

  get represents(): Partial<Represented> {
    return { domain: this.domain };
  }

  get_DomainController(): string {
    return this.controller;
  }
  get_Domain(): string {
    return this.domain.name;
  }

  CreateGPO(): Served<'IGPMGPO'> {
    return this.connection.gpo(this.domain.createGpo());
  }
  GetGPO(id: string): Served<'IGPMGPO'> {
    return this.connection.gpo(this.domain.getGpo(id));
  }
  SearchGPOs(criteria: ServerArgument<'IGPMSearchCriteria'>): Served<'IGPMGPOCollection'> {
    const found = searchGpos(this.domain, criteriaOf(criteria));
    return this.connection.collection('IGPMGPOCollection', found, (gpo) => this.connection.gpo(gpo));
  }

  /** The flags say whether to look at the version of the domain controller, which the mock forest has no need of. */
  RestoreGPO(
    backup: ServerArgument<'IGPMBackup'>,
    flags: number,
    sink: ForeignObject | null,
  ): Promise<OperationAnswer> {
    return startOperation(this.connection, {
      method: 'IGPMDomain::RestoreGPO',
      args: [backup, flags, sink],
      target: this.target,
      sink,
      run: async (context) => {
        const source = represented(backup, 'backup', 'The backup to restore');
        const outcome = await restoreGpo(this.domain, source, context);
        this.connection.host.changed(outcome.value);
        return outcome;
      },
      publish: (gpo) => this.connection.gpo(gpo),
    });
  }

  GetSOM(path: string | null): Served<'IGPMSOM'> {
    return publishSom(this.connection, this.domain.getSom(path ?? ''));
  }
  SearchSOMs(criteria: ServerArgument<'IGPMSearchCriteria'>): Served<'IGPMSOMCollection'> {
    const soms = [this.domain.som, ...this.domain.ous];
    return publishSoms(this.connection, searchSoms(soms, criteriaOf(criteria)));
  }

  GetWMIFilter(path: string): Served<'IGPMWMIFilter'> {
    const reference = parseWmiFilterPath(path);
    if (!reference) {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `"${path}" is not the path of a WMI filter, which is written MSFT_SomFilter.Domain="${this.domain.name}", ID="{…}".`,
      );
    }
    const filter = this.connection.state.getDomain(reference.domain).findWmiFilter(reference.id);
    if (filter) return publishWmiFilter(this.connection, filter);
    throw new HresultError(
      Hresult.ERROR_DS_NO_SUCH_OBJECT,
      `There is no WMI filter ${reference.id} in ${reference.domain}.`,
    );
  }
  SearchWMIFilters(criteria: ServerArgument<'IGPMSearchCriteria'>): Served<'IGPMWMIFilterCollection'> {
    const found = searchWmiFilters(this.domain, criteriaOf(criteria));
    return this.connection.collection('IGPMWMIFilterCollection', found, (filter) =>
      publishWmiFilter(this.connection, filter),
    );
  }

  CreateStarterGPO(): Served<'IGPMStarterGPO'> {
    return publishStarterGpo(this.connection, this.domain, this.domain.createStarterGpo());
  }
  CreateGPOFromStarterGPO(starter: ServerArgument<'IGPMStarterGPO'>): Served<'IGPMGPO'> {
    const state = represented(starter, 'starterGpo', 'The starter GPO');
    return this.connection.gpo(this.domain.createGpoFromStarter(state));
  }
  GetStarterGPO(id: string): Served<'IGPMStarterGPO'> {
    return publishStarterGpo(this.connection, this.domain, this.domain.getStarterGpo(id));
  }
  SearchStarterGPOs(criteria: ServerArgument<'IGPMSearchCriteria'>): Served<'IGPMStarterGPOCollection'> {
    const found = searchStarterGpos(this.domain, criteriaOf(criteria));
    return this.connection.collection('IGPMStarterGPOCollection', found, (starter) =>
      publishStarterGpo(this.connection, this.domain, starter),
    );
  }
  LoadStarterGPO(...args: unknown[]): Promise<OperationAnswer> {
    return this.refuse('IGPMDomain2::LoadStarterGPO', args, notForStarterGpos('load'));
  }
  RestoreStarterGPO(...args: unknown[]): Promise<OperationAnswer> {
    return this.refuse('IGPMDomain2::RestoreStarterGPO', args, notForStarterGpos('restore'));
  }

  GenerateReport(...args: unknown[]): Promise<OperationAnswer> {
    const error = new HresultError(
      Hresult.E_NOTIMPL,
      'The mock forest has no infrastructure status to report on.',
    );
    return this.refuse('IGPMDomain3::GenerateReport', args, error);
  }
  get_InfrastructureDC(): string {
    return this.infrastructureDc ?? this.domain.pdc;
  }
  put_InfrastructureDC(controller: string): void {
    this.infrastructureDc = this.connection.state.getController(this.domain, controller);
  }
  /** The flags are not documented, and nothing in the mock forest depends on them. */
  put_InfrastructureFlags(): void {}

  private refuse(
    method: AsyncMethodName,
    args: readonly unknown[],
    error: HresultError,
  ): Promise<OperationAnswer> {
    return refuseOperation(this.connection, { method, args, target: this.target }, error);
  }
}

/** Publishes a domain, seen by way of one of its controllers. */
export function publishDomain(
  connection: Connection,
  domain: DomainState,
  controller: string,
): Served<'IGPMDomain'> {
  const object = new DomainObject(connection, domain, controller);
  return asInterface<'IGPMDomain'>(connection.transient('IGPMDomain3', object, constant));
}
