import { listFiles } from '../../backups/file-list';
import type { GpoContent } from '../../backups/types';
import { canonicalGuid } from '../../files/guid';
import { parseGuid } from '../../files/parse-guid';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { defaultGpoSecurity } from '../../security/permissions';
import { formatSecurityDescriptor } from '../../security/security-descriptor';
import { defaultDomainControllersPolicyId, defaultDomainPolicyId } from '../../security/well-known';
import { extensionListFor } from '../../settings/extensions';
import { foldersOf } from '../../settings/gpo-files';
import type { ForestState } from './forest-state';
import { GpoState } from './gpo-state';
import { domainDn, type SomState } from './som';
import type { StarterGpoState } from './starter-gpo';
import type { WmiFilterState } from './wmi-filter';

/** The name GPMC gives a GPO that was created without one. */
const newGpoName = 'New Group Policy Object';

/** A domain of the forest. */
export class DomainState {
  /** Lower case, with braces, as backups write it. */
  guid: string;
  sid: string;
  /** DNS names, or whatever a backup says, which is often a host name; the first is the PDC emulator. */
  controllers: readonly string[];
  /** Whether nobody has said what its controllers are called. */
  assumesControllers: boolean;
  /** The domain itself as a scope of management. */
  readonly som: SomState;
  /**
   * GUIDs under which this domain was met in backups. A laboratory domain is often built again under its old name;
   * its backups are folded into one domain here, and all of them count as backups of this domain.
   */
  readonly formerGuids = new Set<string>();
  readonly #gpos = new Map<string, GpoState>();
  readonly #ous = new Map<string, SomState>();
  readonly #wmiFilters = new Map<string, WmiFilterState>();
  readonly #starterGpos = new Map<string, StarterGpoState>();

  constructor(
    readonly forest: ForestState,
    /** DNS name. */
    readonly name: string,
    readonly netbiosName: string,
    identity: { guid: string; sid: string; controllers: readonly string[]; assumesControllers?: boolean },
  ) {
    this.guid = identity.guid.toLowerCase();
    this.sid = identity.sid;
    this.controllers = [...identity.controllers];
    this.assumesControllers = identity.assumesControllers ?? false;
    this.som = {
      type: 'domain',
      name,
      path: domainDn(name),
      canonicalName: name,
      blockInheritance: false,
      links: [],
      permissions: undefined,
      parent: undefined,
      domain: this,
    };
  }

  get dn(): string {
    return this.som.path;
  }
  get pdc(): string {
    return this.controllers[0]!;
  }

  /** In the order they were created. */
  get gpos(): readonly GpoState[] {
    return [...this.#gpos.values()];
  }

  findGpo(id: string): GpoState | undefined {
    const guid = canonicalGuid(id);
    return guid === undefined ? undefined : this.#gpos.get(guid);
  }

  /** `IGPMDomain::GetGPO`. https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-getgpo */
  getGpo(id: string): GpoState {
    const guid = parseGuid(id, 'GPO');
    const gpo = this.#gpos.get(guid);
    if (!gpo) {
      throw new HresultError(
        Hresult.ERROR_DS_NO_SUCH_OBJECT,
        'there is no such GPO; it may have been deleted, and a backup can be restored',
      );
    }
    return gpo;
  }

  /**
   * `IGPMDomain::CreateGPO`: unlinked, empty, both halves enabled. Display names need not be unique.
   * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-creategpo
   */
  createGpo(displayName = newGpoName, id = this.forest.newGuid()): GpoState {
    const guid = parseGuid(id, 'GPO');
    if (this.#gpos.has(guid)) {
      throw new HresultError(
        Hresult.ERROR_OBJECT_ALREADY_EXISTS,
        `there is a GPO ${guid} in ${this.name} already; give another GUID`,
      );
    }
    const now = this.forest.now();
    const security = defaultGpoSecurity(this.sid, this.forest.rootDomain.sid);
    const { control, dacl } = security;
    const directories = ['Machine', 'User'];
    const content: GpoContent = {
      id: guid,
      displayName,
      domain: this.name,
      securityDescriptor: formatSecurityDescriptor({ control, ...(dacl ? { dacl } : {}) }),
      options: 0,
      userVersion: 0,
      machineVersion: 0,
      machineExtensionGuids: '',
      userExtensionGuids: '',
      wmiFilter: '',
      principals: [],
      filePaths: [],
      extensions: [],
      files: [],
      directories,
    };
    content.extensions = listFiles(content, this.pdc);
    return this.addGpo(new GpoState(this, content, { created: now, modified: now }, security));
  }

  /** A GPO made from a starter GPO: its files, versions 1 where a half has any. */
  createGpoFromStarter({ id }: Pick<StarterGpoState, 'id'>): GpoState {
    const files = [...this.getStarterGpo(id).files]; // it may have been deleted, or be another domain's
    const gpo = this.createGpo();
    const paths = files.map((file) => file.path);
    const directories = [...new Set([...gpo.content.directories, ...foldersOf(paths)])];
    const version = (half: RegExp): number => (paths.some((path) => half.test(path)) ? 0x1_0001 : 0);
    gpo.change({
      files,
      directories,
      machineVersion: version(/^machine\\/i),
      userVersion: version(/^user\\/i),
      machineExtensionGuids: extensionListFor(paths, 'Machine'),
      userExtensionGuids: extensionListFor(paths, 'User'),
    });
    gpo.change({ extensions: listFiles(gpo.content, this.pdc) });
    return gpo;
  }

  addGpo(gpo: GpoState): GpoState {
    this.#gpos.set(gpo.id.toUpperCase(), gpo);
    return gpo;
  }

  /**
   * `IGPMGPO::Delete`. Links stay and point nowhere, as after the console's "keep links": restoring the GPO brings
   * them to life again. https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmgpo-delete
   */
  deleteGpo(gpo: GpoState): void {
    gpo.throwIfDeleted();
    const guid = gpo.id.toUpperCase();
    if (guid === defaultDomainPolicyId || guid === defaultDomainControllersPolicyId) {
      throw new HresultError(
        Hresult.ERROR_DS_UNWILLING_TO_PERFORM,
        `${gpo.label} is one of the two default GPOs, which Windows does not delete; disable it or remove its links instead`,
      );
    }
    this.#gpos.delete(guid);
    gpo.markDeleted();
  }

  /** Every OU, parents before children. */
  get ous(): readonly SomState[] {
    return [...this.#ous.values()];
  }

  addOu(som: SomState): SomState {
    this.#ous.set(som.path.toLowerCase(), som);
    return som;
  }

  /** A scope of management of this domain by its distinguished name; the domain itself for an empty one. */
  findSom(path: string): SomState | undefined {
    const key = path.trim().toLowerCase();
    return key === '' || key === this.dn.toLowerCase() ? this.som : this.#ous.get(key);
  }

  /** `IGPMDomain::GetSOM`. https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-getsom */
  getSom(path: string): SomState {
    const som = this.findSom(path);
    if (!som) {
      throw new HresultError(
        Hresult.ERROR_DS_NO_SUCH_OBJECT,
        `there is no OU "${path}" in ${this.name}; give a distinguished name such as OU=Servers,${this.dn}, or an empty one for the domain`,
      );
    }
    return som;
  }

  get wmiFilters(): readonly WmiFilterState[] {
    return [...this.#wmiFilters.values()];
  }

  addWmiFilter(filter: WmiFilterState): WmiFilterState {
    this.#wmiFilters.set(filter.id, filter);
    return filter;
  }

  findWmiFilter(id: string): WmiFilterState | undefined {
    return this.#wmiFilters.get(canonicalGuid(id) ?? '');
  }

  get starterGpos(): readonly StarterGpoState[] {
    return [...this.#starterGpos.values()];
  }

  addStarterGpo(starter: StarterGpoState): StarterGpoState {
    this.#starterGpos.set(starter.id, starter);
    return starter;
  }

  /** `IGPMDomain2::CreateStarterGPO`. */
  createStarterGpo(): StarterGpoState {
    const now = this.forest.now();
    return this.addStarterGpo({
      id: this.forest.newGuid(),
      name: 'New Starter GPO',
      description: '',
      author: '',
      product: '',
      type: 'custom',
      version: '1.0',
      created: now,
      modified: now,
      computerVersion: 0,
      userVersion: 0,
      files: [],
    });
  }

  getStarterGpo(id: string): StarterGpoState {
    const guid = parseGuid(id, 'starter GPO');
    const starter = this.#starterGpos.get(guid);
    if (!starter) {
      throw new HresultError(
        Hresult.ERROR_DS_NO_SUCH_OBJECT,
        `there is no starter GPO ${guid} in ${this.name}; search the domain's starter GPOs`,
      );
    }
    return starter;
  }

  deleteStarterGpo(id: string): void {
    this.#starterGpos.delete(this.getStarterGpo(id).id);
  }
}
