import type { ComObject } from '../addon/com-object';
import { GPM_DONOT_VALIDATEDC } from '../generated/gpmgmt';
import { Hresult } from '../hresult/codes';
import { GpmError, wordFailure } from '../hresult/gpm-error';
import type { GpmOperation } from '../operation/operation';
import { options } from '../validate/plain-object';
import { abortSignal, boolean, guid, name, text, displayName as validDisplayName } from '../validate/values';
import type { GpmBackup } from './gpm-backup';
import { GpmGpo } from './gpm-gpo';
import { GpmObject } from './gpm-object';
import type { GpmSom } from './gpm-som';
import { GpmWmiFilter, wmiFilterPath } from './gpm-wmi-filter';
import { type GpoPart, type GpoParts, gpoWith } from './gpo-parts';
import { kind } from './kind';
import type { IncludeOptions, With } from './parts';
import {
  createCriteria,
  type GpoSearch,
  gpoCriteria,
  type SomSearch,
  somCriteria,
  splitInclude,
} from './search-criteria';
import { type SomPart, type SomParts, somWith } from './som-parts';

/** Options of {@link GpmDomain.createGpo}. */
export interface CreateGpoOptions {
  /** GPMC's own name for new GPOs where it is left out. */
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
}

/** Options of {@link GpmDomain.restoreGpo}. */
export interface RestoreOptions {
  /**
   * Whether to check first that the domain controller can hold the software installation settings of the backup;
   * true where it is left out. `false` is `GPM_DONOT_VALIDATEDC`.
   */
  readonly validateDc?: boolean | undefined;
  /** Cancels the operation. */
  readonly signal?: AbortSignal | undefined;
}

/** A GPO that was made just now, of which only the id was asked for, so that it can be named whatever else fails. */
interface NewGpo {
  readonly com: ComObject;
  readonly id: string | undefined;
}
const newGpo = kind(
  {
    name: 'GpmGpo',
    interfaceName: 'IGPMGPO',
    properties: { id: 'IGPMGPO::get_ID' },
    fallback: { id: undefined },
  },
  ({ com, values }): NewGpo => ({ com, id: values.id }),
);

/**
 * A domain, as seen by one of its domain controllers: `IGPMDomain`.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmdomain
 */
export class GpmDomain extends GpmObject {
  /** @internal */
  static readonly kind = kind(
    {
      name: 'GpmDomain',
      interfaceName: 'IGPMDomain',
      properties: {
        name: 'IGPMDomain::get_Domain',
        domainController: 'IGPMDomain::get_DomainController',
      },
    },
    (received) => new GpmDomain(received as never),
  );

  /** The DNS name. */
  declare readonly name: string;
  /** The domain controller that everything is done on. */
  declare readonly domainController: string;

  /**
   * A GPO by its id: `IGPMDomain::GetGPO`.
   *
   * @param id - a GUID, with or without braces
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-getgpo
   */
  async getGpo<I extends GpoPart = never>(
    id: string,
    given?: IncludeOptions<I>,
  ): Promise<With<GpmGpo, GpoParts, I>> {
    const guidOfGpo = guid(id, 'The id of a GPO');
    const { include } = options(given, 'The options of getGpo', ['include']);
    const action = `find the GPO ${guidOfGpo} in ${this.name}`;
    return this.session.get(action, gpoWith<I>(include), this.com, 'IGPMDomain::GetGPO', guidOfGpo);
  }

  /**
   * The GPOs that meet all criteria, or every GPO: `IGPMDomain::SearchGPOs`. All their properties arrive together, and
   * so do the parts that `include` asks for.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-searchgpos
   */
  async searchGpos<I extends GpoPart = never>(
    search?: GpoSearch & IncludeOptions<I>,
  ): Promise<With<GpmGpo, GpoParts, I>[]> {
    const { session } = this;
    const action = `search the GPOs of ${this.name}`;
    const [wanted, include] = splitInclude(search);
    const kind = gpoWith<I>(include);
    const criteria = await createCriteria(session, action, gpoCriteria(session, wanted));
    const gpos = await session.list(action, kind, this.com, 'IGPMDomain::SearchGPOs', criteria);
    criteria.release();
    return gpos;
  }

  /**
   * The one GPO of that name. Names are not unique in a domain: where several have it, none is taken.
   *
   * @throws GpmError `ERROR_DS_NO_SUCH_OBJECT` where there is none, `GPMC_E_AMBIGUOUS` where there are several, with
   *   their ids
   */
  async getGpoByName<I extends GpoPart = never>(
    displayName: string,
    given?: IncludeOptions<I>,
  ): Promise<With<GpmGpo, GpoParts, I>> {
    const wanted = text(displayName, 'The display name');
    const { include } = options(given, 'The options of getGpoByName', ['include']);
    const found = await this.searchGpos<I>({ displayName: { equals: wanted }, include });
    const [gpo, another] = found;
    if (gpo && !another) return gpo;
    const operation = 'IGPMDomain::SearchGPOs';
    const action = `find the GPO "${wanted}" in ${this.name}`;
    if (!gpo) {
      const hresult = Hresult.ERROR_DS_NO_SUCH_OBJECT;
      throw wordFailure({ action, method: operation, hresult, text: 'no GPO of the domain has that name' });
    }
    const ids = found.map(({ id }) => id).join(', ');
    throw new GpmError(
      `Could not ${action}: ${found.length} GPOs have that name (GPMC_E_AMBIGUOUS). Get the one that is meant by its id: ${ids}.`,
      { code: 'GPMC_E_AMBIGUOUS', hresult: Hresult.ERROR_OBJECT_ALREADY_EXISTS, operation },
    );
  }

  /**
   * A domain or OU: `IGPMDomain::GetSOM`.
   *
   * @param path - distinguished name; the domain itself where it is left out
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-getsom
   */
  async getSom<I extends SomPart = never>(
    path?: string,
    given?: IncludeOptions<I>,
  ): Promise<With<GpmSom, SomParts, I>> {
    const dn = path === undefined ? '' : name(path, 'The path');
    const { include } = options(given, 'The options of getSom', ['include']);
    const action = dn === '' ? `open the scope of ${this.name}` : `find ${dn} in ${this.name}`;
    return this.session.get(action, somWith<I>(include), this.com, 'IGPMDomain::GetSOM', dn);
  }

  /**
   * The domain and its OUs that meet all criteria, or all of them, without sites: `IGPMDomain::SearchSOMs`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-searchsoms
   */
  async searchSoms<I extends SomPart = never>(
    search?: SomSearch & IncludeOptions<I>,
  ): Promise<With<GpmSom, SomParts, I>[]> {
    const { session } = this;
    const action = `search the domain and the OUs of ${this.name}`;
    const [wanted, include] = splitInclude(search);
    const kind = somWith<I>(include);
    const criteria = await createCriteria(session, action, somCriteria(session, wanted));
    const soms = await session.list(action, kind, this.com, 'IGPMDomain::SearchSOMs', criteria);
    criteria.release();
    return soms;
  }

  /**
   * A WMI filter: `IGPMDomain::GetWMIFilter`.
   *
   * @param filter - its id, or its path (which can be of another domain)
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-getwmifilter
   */
  async getWmiFilter(filter: string): Promise<GpmWmiFilter> {
    const given = name(filter, 'The WMI filter');
    const path = given.includes('=')
      ? given
      : wmiFilterPath(guid(given, 'The id of a WMI filter'), this.name);
    const action = `find the WMI filter ${given} in ${this.name}`;
    return this.session.get(action, GpmWmiFilter.kind, this.com, 'IGPMDomain::GetWMIFilter', path);
  }

  /**
   * All WMI filters: GPMC takes no criteria for them. `IGPMDomain::SearchWMIFilters`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-searchwmifilters
   */
  async searchWmiFilters(): Promise<GpmWmiFilter[]> {
    const { session } = this;
    const action = `list the WMI filters of ${this.name}`;
    const criteria = await createCriteria(session, action, []);
    const filters = await session.list(
      action,
      GpmWmiFilter.kind,
      this.com,
      'IGPMDomain::SearchWMIFilters',
      criteria,
    );
    criteria.release();
    return filters;
  }

  /**
   * Makes a new GPO without settings or links: `IGPMDomain::CreateGPO`. Where it was made but cannot be given its
   * name, it is deleted again.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-creategpo
   */
  async createGpo(given?: CreateGpoOptions): Promise<GpmGpo> {
    const { session } = this;
    const { displayName, description } = options(given, 'The options of createGpo', [
      'displayName',
      'description',
    ]);
    const newName = displayName === undefined ? undefined : validDisplayName(displayName, 'displayName');
    const newText = description === undefined ? undefined : text(description, 'description');
    const action = `create ${newName === undefined ? 'a GPO' : `the GPO "${newName}"`} in ${this.name}`;
    const made = await session.get(action, newGpo, this.com, 'IGPMDomain::CreateGPO');
    try {
      if (newName !== undefined) await session.call(action, made.com, 'IGPMGPO::put_DisplayName', newName);
      if (newText !== undefined) await session.call(action, made.com, 'IGPMGPO2::put_Description', newText);
      return await session.wrap(action, GpmGpo.kind, made.com);
    } catch (error) {
      throw await this.undoCreation(made, action, error);
    }
  }

  private async undoCreation({ com, id }: NewGpo, action: string, error: unknown): Promise<unknown> {
    try {
      await this.session.call(action, com, 'IGPMGPO::Delete');
      return error;
    } catch {
      if (!(error instanceof GpmError)) return error;
      const { code, hresult, operation, messages } = error;
      const left = id ? `the new GPO ${id}` : 'the new GPO';
      return new GpmError(
        `${error.message} It could not be undone either: ${left} is left in ${this.name}; delete it.`,
        { code, hresult, operation, messages, cause: error },
      );
    }
  }

  /**
   * Puts a GPO back into the state of a backup of it, with its id, settings and permissions; one that was deleted is
   * made again: `IGPMDomain::RestoreGPO`. Starts at once. Only backups of this domain can be restored; others can be
   * imported with {@link GpmGpo.import}. Links stay as they are.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-restoregpo
   */
  restoreGpo(backup: GpmBackup, given?: RestoreOptions): GpmOperation<GpmGpo> {
    const { session } = this;
    const method = 'IGPMDomain::RestoreGPO';
    session.checkOpen(method);
    const source = GpmObject.com<typeof GpmBackup>(backup, 'The backup', session, 'GpmBackup');
    const { validateDc, signal } = options(given, 'The options of restoreGpo', ['validateDc', 'signal']);
    const validate = validateDc === undefined || boolean(validateDc, 'validateDc');
    const origin =
      backup.gpoDomain.toLowerCase() === this.name.toLowerCase() ? '' : `, of ${backup.gpoDomain},`;
    const action = `restore ${backup.label}${origin} to ${this.name}`;
    return session.start(GpmGpo.kind, {
      target: this.com,
      method,
      args: [source, validate ? 0 : GPM_DONOT_VALIDATEDC],
      action,
      signal: abortSignal(signal),
    });
  }
}
