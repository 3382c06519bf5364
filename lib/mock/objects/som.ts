import type { Served } from '../../addon/objects';
import type { ServerArgument } from '../../addon/values';
import { GPMSOMType, type MethodName } from '../../generated/gpmgmt';
import type { IGPMSOMMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { InjectionTarget } from '../injection/behaviour';
import { createGpoLink } from '../state/links';
import { linksInEffect, type SomState, somChain } from '../state/som';
import { somEntries } from '../state/som-permissions';
import { represented } from './arguments';
import type { Connection } from './connection';
import { publishLink, publishLinks } from './gpo-link';
import type { MockObject } from './mock-object';
import { delegationFor, publishSecurityInfo } from './security-info';

const types: Readonly<Record<SomState['type'], GPMSOMType>> = {
  site: GPMSOMType.somSite,
  domain: GPMSOMType.somDomain,
  ou: GPMSOMType.somOU,
};

const constant: readonly MethodName[] = ['IGPMSOM::get_Name', 'IGPMSOM::get_Path', 'IGPMSOM::get_Type'];

/** https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmsom */
class SomObject implements IGPMSOMMethods, MockObject {
  /** For the links: each gives its scope. */
  private readonly publish = (som: SomState) => publishSom(this.connection, som);

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
    const state = represented(gpo, 'gpo', 'The GPO to link');
    return publishLink(this.connection, this.publish, this.som, createGpoLink(this.som, state, position));
  }
  GetGPOLinks(): Served<'IGPMGPOLinksCollection'> {
    return publishLinks(
      this.connection,
      this.publish,
      this.som.links.map((link) => ({ som: this.som, link })),
    );
  }
  /** What reaches the scope from itself and those above it, the highest precedence first. */
  GetInheritedGPOLinks(): Served<'IGPMGPOLinksCollection'> {
    return publishLinks(this.connection, this.publish, linksInEffect(somChain(this.som)).reverse());
  }

  GetSecurityInfo(): Served<'IGPMSecurityInfo'> {
    const { type, domain } = this.som;
    return publishSecurityInfo(this.connection, type, somEntries(this.som), domain?.name);
  }
  /** Takes all but what is inherited: that is set on the scopes above. */
  SetSecurityInfo(info: ServerArgument<'IGPMSecurityInfo'>): void {
    this.som.permissions = delegationFor(this.som.type, info);
  }
}

/** Publishes a scope of management. */
export function publishSom(connection: Connection, som: SomState): Served<'IGPMSOM'> {
  return connection.transient('IGPMSOM', new SomObject(connection, som), constant);
}

/** Publishes scopes of management. */
export function publishSoms(connection: Connection, soms: readonly SomState[]): Served<'IGPMSOMCollection'> {
  return connection.collection('IGPMSOMCollection', soms, (som) => publishSom(connection, som));
}
