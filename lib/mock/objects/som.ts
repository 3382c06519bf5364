import type { Served } from '../../addon/objects';
import type { ServerArgument } from '../../addon/values';
import { GPMPermissionType, GPMSOMType, type IGPMSOMServant, type MethodName } from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { InjectionTarget } from '../injection/behaviour';
import { createGpoLink } from '../state/links';
import { linksInEffect, type SomPermission, type SomState, somChain } from '../state/som';
import { servantOf } from './arguments';
import type { Connection } from './connection';
import { GpoServant } from './gpo';
import { publishLink, publishLinks } from './gpo-link';
import { publishSecurityInfo, SecurityInfoServant } from './security-info';

const types: Readonly<Record<SomState['type'], GPMSOMType>> = {
  site: GPMSOMType.somSite,
  domain: GPMSOMType.somDomain,
  ou: GPMSOMType.somOU,
};

const permissionTypes: Readonly<Record<SomPermission['level'], GPMPermissionType>> = {
  link: GPMPermissionType.permSOMLink,
  logging: GPMPermissionType.permSOMLogging,
  planning: GPMPermissionType.permSOMPlanning,
  wmiCreate: GPMPermissionType.permSOMWMICreate,
  wmiFullControl: GPMPermissionType.permSOMWMIFullControl,
  gpoCreate: GPMPermissionType.permSOMGPOCreate,
  starterGpoCreate: GPMPermissionType.permSOMStarterGPOCreate,
};

const constant: readonly MethodName[] = ['IGPMSOM::get_Name', 'IGPMSOM::get_Path', 'IGPMSOM::get_Type'];

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmsom */
class SomServant implements IGPMSOMServant {
  constructor(
    private readonly connection: Connection,
    private readonly som: SomState,
  ) {}

  get target(): InjectionTarget {
    return { name: this.som.canonicalName };
  }

  get_GPOInheritanceBlocked(): boolean {
    return this.som.blockInheritance;
  }
  put_GPOInheritanceBlocked(blocked: boolean): void {
    if (this.som.type === 'site') {
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `The site ${this.som.name} inherits from nothing; only a domain or OU can block.`,
      );
    }
    this.som.blockInheritance = blocked;
  }
  get_Name(): string {
    return this.som.name;
  }
  get_Path(): string {
    return this.som.path;
  }
  get_Type(): GPMSOMType {
    return types[this.som.type];
  }

  CreateGPOLink(position: number, gpo: ServerArgument<'IGPMGPO'>): Served<'IGPMGPOLink'> {
    const state = servantOf(gpo, GpoServant, 'The GPO to link').gpo;
    return publishLink(this.connection, this.som, createGpoLink(this.som, state, position));
  }
  GetGPOLinks(): Served<'IGPMGPOLinksCollection'> {
    return publishLinks(
      this.connection,
      this.som.links.map((link) => ({ som: this.som, link })),
    );
  }
  /** What reaches the scope from itself and those above it, the highest precedence first. */
  GetInheritedGPOLinks(): Served<'IGPMGPOLinksCollection'> {
    return publishLinks(this.connection, linksInEffect(somChain(this.som)).reverse());
  }

  GetSecurityInfo(): Served<'IGPMSecurityInfo'> {
    return publishSecurityInfo(
      this.connection,
      this.som.permissions.map(({ sid, level, inheritable }) => ({
        sid,
        type: permissionTypes[level],
        denied: false,
        inherited: false,
        inheritable,
      })),
    );
  }
  SetSecurityInfo(info: ServerArgument<'IGPMSecurityInfo'>): void {
    const { entries } = servantOf(info, SecurityInfoServant, 'The security information');
    this.som.permissions = entries.map(({ sid, type, inheritable }) => {
      const level = (Object.keys(permissionTypes) as SomPermission['level'][]).find(
        (each) => permissionTypes[each] === type,
      );
      if (level) return { sid, level, inheritable };
      throw new HresultError(
        Hresult.E_INVALIDARG,
        `The permission ${type} is not one of a scope of management (permSOM…).`,
      );
    });
  }
}

/** Publishes a scope of management. */
export function publishSom(connection: Connection, som: SomState): Served<'IGPMSOM'> {
  return connection.transient('IGPMSOM', new SomServant(connection, som), constant);
}

/** Publishes scopes of management. */
export function publishSoms(connection: Connection, soms: readonly SomState[]): Served<'IGPMSOMCollection'> {
  return connection.server.publishCollection(
    'IGPMSOMCollection',
    soms.map((som) => publishSom(connection, som)),
  );
}
