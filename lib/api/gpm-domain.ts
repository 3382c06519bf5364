import type { Row } from '../client/apartment';
import { GPM_DONOT_VALIDATEDC } from '../generated/gpmgmt';
import { GpmError } from '../hresult/gpm-error';
import type { GpmOperation } from '../operation/operation';
import { options } from '../validate/plain-object';
import { abortSignal, boolean, guid, name, text } from '../validate/values';
import type { GpmBackup } from './gpm-backup';
import { GPO_METHODS, GpmGpo } from './gpm-gpo';
import { GpmObject } from './gpm-object';
import { createCriteria, type GpoSearch, gpoCriteria } from './search-criteria';
import type { Session } from './session';
import { methodsOf, snapshot } from './snapshot';

const PROPERTIES = {
  name: 'IGPMDomain::get_Domain',
  domainController: 'IGPMDomain::get_DomainController',
} as const;

/** What is read of a domain, in one hop. @internal */
export const DOMAIN_METHODS = methodsOf(PROPERTIES);

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

/**
 * A domain, as seen by one of its domain controllers: `IGPMDomain`.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmdomain
 */
export class GpmDomain extends GpmObject {
  /** The DNS name. */
  declare readonly name: string;
  /** The domain controller that everything is done on. */
  declare readonly domainController: string;

  private constructor(session: Session, row: Row, action: string) {
    super(session, row.object, 'GpmDomain');
    Object.assign(this, snapshot(PROPERTIES, row, action));
  }

  /** @internal */
  static fromRow(session: Session, row: Row, action: string): GpmDomain {
    return new GpmDomain(session, row, action);
  }

  /**
   * A GPO by its id: `IGPMDomain::GetGPO`.
   *
   * @param id - a GUID, with or without braces
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-getgpo
   */
  async getGpo(id: string): Promise<GpmGpo> {
    const { session } = this;
    const guidOfGpo = guid(id, 'The id of a GPO');
    const action = `find the GPO ${guidOfGpo} in ${this.name}`;
    const row = await session.callAndRead(action, this.com, 'IGPMDomain::GetGPO', [guidOfGpo], GPO_METHODS);
    return GpmGpo.fromRow(session, row, action);
  }

  /**
   * The GPOs that meet all criteria, or every GPO: `IGPMDomain::SearchGPOs`. All their properties arrive together.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-searchgpos
   */
  async searchGpos(search?: GpoSearch): Promise<GpmGpo[]> {
    const { session } = this;
    const action = `search the GPOs of ${this.name}`;
    const criteria = await createCriteria(session, action, gpoCriteria(search));
    const rows = await session.callAndReadEach(
      action,
      this.com,
      'IGPMDomain::SearchGPOs',
      [criteria],
      GPO_METHODS,
    );
    criteria.release();
    return rows.map((row) => GpmGpo.fromRow(session, row, action));
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
    const newName = displayName === undefined ? undefined : name(displayName, 'displayName');
    const newText = description === undefined ? undefined : text(description, 'description');
    const action = `create ${newName === undefined ? 'a GPO' : `the GPO "${newName}"`} in ${this.name}`;
    const row = await session.callAndRead(action, this.com, 'IGPMDomain::CreateGPO', [], ['IGPMGPO::get_ID']);
    try {
      if (newName !== undefined) await session.call(action, row.object, 'IGPMGPO::put_DisplayName', newName);
      if (newText !== undefined) await session.call(action, row.object, 'IGPMGPO2::put_Description', newText);
      return GpmGpo.fromRow(session, await session.read(action, row.object, GPO_METHODS), action);
    } catch (error) {
      throw await this.undoCreation(row, action, error);
    }
  }

  private async undoCreation(row: Row, action: string, error: unknown): Promise<unknown> {
    try {
      await this.session.call(action, row.object, 'IGPMGPO::Delete');
      return error;
    } catch {
      if (!(error instanceof GpmError)) return error;
      const { code, hresult, operation, messages } = error;
      const left = typeof row.values[0] === 'string' ? `the new GPO ${row.values[0]}` : 'the new GPO';
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
    const source = GpmObject.com(backup, 'The backup', session, 'GpmBackup');
    const { validateDc, signal } = options(given, 'The options of restoreGpo', ['validateDc', 'signal']);
    const validate = validateDc === undefined || boolean(validateDc, 'validateDc');
    const origin =
      backup.gpoDomain.toLowerCase() === this.name.toLowerCase() ? '' : `, of ${backup.gpoDomain},`;
    const action = `restore ${backup.label}${origin} to ${this.name}`;
    return session.start({
      target: this.com,
      method,
      args: [source, validate ? 0 : GPM_DONOT_VALIDATEDC],
      action,
      signal: abortSignal(signal),
      convert: (value) => GpmGpo.fromResult(session, value, action, method),
    });
  }
}
