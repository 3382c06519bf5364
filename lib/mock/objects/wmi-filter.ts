import type { Served } from '../../addon/objects';
import type { ServerArgument, VariantValue } from '../../addon/values';
import type { IGPMWMIFilterMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { InjectionTarget } from '../injection/behaviour';
import { defaultWmiFilterPermissions } from '../state/default-delegation';
import { type WmiFilterState, wmiFilterPath } from '../state/wmi-filter';
import type { Connection } from './connection';
import type { MockObject, Represented } from './mock-object';
import { delegationFor, publishSecurityInfo } from './security-info';

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmwmifilter */
class WmiFilterObject implements IGPMWMIFilterMethods, MockObject {
  constructor(
    private readonly connection: Connection,
    private readonly filter: WmiFilterState,
  ) {}

  get target(): InjectionTarget {
    return { id: this.filter.id, name: this.filter.name };
  }

  get represents(): Partial<Represented> {
    return { wmiFilter: this.filter };
  }

  get_Path(): string {
    return wmiFilterPath(this.filter);
  }
  get_Name(): string {
    return this.filter.name;
  }
  put_Name(name: string): void {
    if (name.trim() === '') {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `WMI filter "${this.filter.name}" cannot be given an empty name.`,
      );
    }
    this.filter.name = name;
  }
  get_Description(): string {
    return this.filter.description;
  }
  put_Description(description: string): void {
    this.filter.description = description;
  }

  /** An array of `namespace;query`. */
  GetQueryList(): VariantValue {
    return this.filter.queries.map(({ namespace, query }) => `${namespace};${query}`);
  }

  GetSecurityInfo(): Served<'IGPMSecurityInfo'> {
    const { domain, permissions } = this.filter;
    const entries = permissions ?? defaultWmiFilterPermissions(this.connection.state.getDomain(domain));
    return publishSecurityInfo(this.connection, 'wmiFilter', entries, domain);
  }
  SetSecurityInfo(info: ServerArgument<'IGPMSecurityInfo'>): void {
    this.filter.permissions = delegationFor('wmiFilter', info);
  }
}

/** Publishes a WMI filter. */
export function publishWmiFilter(connection: Connection, filter: WmiFilterState): Served<'IGPMWMIFilter'> {
  return connection.transient('IGPMWMIFilter', new WmiFilterObject(connection, filter));
}
