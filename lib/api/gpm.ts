import type { InspectOptionsStylized } from 'node:util';
import { GPM_USE_ANYDC, GPM_USE_PDC, GPMRSOPMode } from '../generated/gpmgmt';
import { Hresult } from '../hresult/codes';
import { GpmError } from '../hresult/gpm-error';
import { asyncDispose } from '../operation/dispose';
import { inspectAs, inspectCustom } from '../validate/inspect';
import { options } from '../validate/plain-object';
import { absolutePath, name, oneOf } from '../validate/values';
import { type OpenOptions, openSession } from './backend';
import { clientSideExtension, type GpmClientSideExtension } from './client-side-extension';
import { GpmBackupDir } from './gpm-backup-dir';
import { GpmDomain } from './gpm-domain';
import { GpmMigrationTable } from './gpm-migration-table';
import { GpmRsop } from './gpm-rsop';
import { GpmSitesContainer } from './gpm-sites-container';
import {
  loggingQuery,
  planningQuery,
  type RsopLoggingOptions,
  type RsopMode,
  type RsopPlanningOptions,
} from './rsop-options';
import { readTrustees } from './rsop-query';
import { Session } from './session';
import { type GpmTrustee, trustee } from './trustee';

/**
 * The domain controller to use: one that is named, or a kind of which one is chosen. The PDC emulator (`GPM_USE_PDC`),
 * on which the console works too, where both are left out; `any` is `GPM_USE_ANYDC`.
 */
export type DomainControllerOptions =
  | { readonly controller?: string | undefined; readonly dc?: undefined }
  | { readonly controller?: undefined; readonly dc?: 'pdc' | 'any' | undefined };

/**
 * Group Policy Management: `IGPM`. Everything received from a `Gpm` belongs to it and ends with it.
 *
 * A running operation keeps the process alive; an idle `Gpm` does not. Close it when it is done with:
 * `await using gpm = await Gpm.open()` does.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpm
 */
export class Gpm implements AsyncDisposable {
  readonly #session: Session;

  private constructor(session: Session) {
    if (!(session instanceof Session))
      throw new TypeError('A Gpm is not made with "new": const gpm = await Gpm.open().');
    this.#session = session;
  }

  /**
   * Starts a thread for COM calls, and on it GPMC's server or the mock.
   *
   * @throws {@link GpmError} with code `REGDB_E_CLASSNOTREG` where Group Policy Management is not installed
   */
  static async open(given?: OpenOptions): Promise<Gpm> {
    return new Gpm(await openSession(given));
  }

  /** Where it works: GPMC's server, or a mock forest. */
  get backend(): 'com' | 'mock' {
    return this.#session.backend;
  }

  /**
   * A domain: `IGPM::GetDomain`.
   *
   * @param domain - the full DNS name; where it is left out, the domain of the user who runs this process (the
   *   variable `USERDNSDOMAIN`), and the first domain of a mock forest
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-getdomain
   */
  async getDomain(domain?: string, given?: DomainControllerOptions): Promise<GpmDomain> {
    const session = this.#session;
    const method = 'IGPM::GetDomain';
    session.checkOpen(method);
    const dnsName = domain === undefined ? this.defaultDomain(method) : name(domain, 'The domain');
    const { controller, flags } = controllerOf(
      options(given, 'The options of getDomain', ['controller', 'dc']),
    );
    const action = `open the domain${dnsName && ` ${dnsName}`}${controller && ` on ${controller}`}`;
    return session.get(action, GpmDomain.kind, session.root, method, dnsName, controller, flags);
  }

  private defaultDomain(operation: string): string {
    if (this.#session.backend === 'mock') return '';
    const domain = process.env.USERDNSDOMAIN;
    if (domain) return domain;
    throw new GpmError(
      'Could not open a domain: none was named, and the user running this process does not belong to one ' +
        '(USERDNSDOMAIN is not set). Give its DNS name: getDomain("contoso.com").',
      { code: 'ERROR_NO_SUCH_DOMAIN', hresult: Hresult.ERROR_NO_SUCH_DOMAIN, operation },
    );
  }

  /**
   * The sites of a forest: `IGPM::GetSitesContainer`.
   *
   * @param forest - DNS name of the forest's root domain
   * @param given - `domain`: the domain by way of which they are reached; the root domain where it is left out
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-getsitescontainer
   */
  async getSitesContainer(
    forest: string,
    given?: DomainControllerOptions & { readonly domain?: string | undefined },
  ): Promise<GpmSitesContainer> {
    const session = this.#session;
    const method = 'IGPM::GetSitesContainer';
    session.checkOpen(method);
    const root = name(forest, 'The forest');
    const { domain, ...rest } = options(given, 'The options of getSitesContainer', [
      'domain',
      'controller',
      'dc',
    ]);
    const by = domain === undefined ? '' : name(domain, 'domain');
    const { controller, flags } = controllerOf(rest);
    const action = `open the sites of the forest ${root}${by && ` by way of ${by}`}`;
    return session.get(action, GpmSitesContainer.kind, session.root, method, root, by, controller, flags);
  }

  /**
   * A directory of backups: `IGPM::GetBackupDir`.
   *
   * @param directory - has to exist; a relative path is resolved against the current directory of this process
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-getbackupdir
   */
  async getBackupDir(directory: string): Promise<GpmBackupDir> {
    const session = this.#session;
    const target = absolutePath(directory, 'The backup directory');
    const action = `open the backup directory ${target}`;
    return session.get(action, GpmBackupDir.kind, session.root, 'IGPM::GetBackupDir', target);
  }

  /**
   * Resolves an account: `IGPM::CreateTrustee`.
   *
   * @param account - `DOMAIN\name`, or a SID
   * @throws GpmError where nobody has that name; an unknown SID is a trustee of the type `unknown`
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-createtrustee
   */
  async createTrustee(account: string): Promise<GpmTrustee> {
    const session = this.#session;
    const wanted = name(account, 'The account');
    return session.get(`find the account ${wanted}`, trustee, session.root, 'IGPM::CreateTrustee', wanted);
  }

  /**
   * The client-side extensions that are registered on this computer: `IGPM::GetClientSideExtensions`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-getclientsideextensions
   */
  async getClientSideExtensions(): Promise<GpmClientSideExtension[]> {
    const session = this.#session;
    const action = 'list the client-side extensions';
    return session.list(action, clientSideExtension, session.root, 'IGPM::GetClientSideExtensions');
  }

  /**
   * Queries the Resultant Set of Policy: what was applied (`logging`) or what would be (`planning`). Takes as long
   * as the computer or domain controller needs; release what you get.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-getrsop
   */
  getRsop(mode: 'logging', options?: RsopLoggingOptions): Promise<GpmRsop>;
  getRsop(mode: 'planning', options: RsopPlanningOptions): Promise<GpmRsop>;
  async getRsop(mode: RsopMode, given?: RsopLoggingOptions | RsopPlanningOptions): Promise<GpmRsop> {
    const query =
      oneOf(mode, 'The mode of getRsop', ['logging', 'planning']) === 'logging'
        ? loggingQuery(given as RsopLoggingOptions)
        : planningQuery(given as RsopPlanningOptions);
    return GpmRsop.query(this.#session, query);
  }

  /**
   * The results of a query that another program holds: `IGPM::GetRSOP` with `rsopUnknown`.
   *
   * @param namespace - the WMI namespace that they are in
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-getrsop
   */
  async openRsop(namespace: string): Promise<GpmRsop> {
    return GpmRsop.open(this.#session, name(namespace, 'The namespace'));
  }

  /**
   * The users of whom a computer has logged what was applied to them: `IGPMRSOP::LoggingEnumerateUsers`.
   *
   * @param computer - `.` is this one
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmrsop-loggingenumerateusers
   */
  async loggingEnumerateUsers(computer: string): Promise<GpmTrustee[]> {
    const session = this.#session;
    const host = name(computer, 'The computer');
    const action = `list the users with logged policy on ${host}`;
    const mode = GPMRSOPMode.rsopLogging;
    const [rsop] = await session.call(action, session.root, 'IGPM::GetRSOP', mode, '', 0);
    try {
      await session.call(action, rsop, 'IGPMRSOP::put_LoggingComputer', host);
      const [users] = await session.call(action, rsop, 'IGPMRSOP::LoggingEnumerateUsers');
      return (await readTrustees(session, action, users)) ?? [];
    } finally {
      rsop.release();
    }
  }

  /**
   * An empty migration table: `IGPM::CreateMigrationTable`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-createmigrationtable
   */
  async createMigrationTable(): Promise<GpmMigrationTable> {
    const session = this.#session;
    const [table] = await session.call(
      'create a migration table',
      session.root,
      'IGPM::CreateMigrationTable',
    );
    return GpmMigrationTable.of(session, table, 'the new migration table');
  }

  /**
   * A migration table from a file: `IGPM::GetMigrationTable`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpm-getmigrationtable
   */
  async getMigrationTable(path: string): Promise<GpmMigrationTable> {
    const session = this.#session;
    const file = absolutePath(path, 'The path of a migration table');
    const action = `load the migration table ${file}`;
    const [table] = await session.call(action, session.root, 'IGPM::GetMigrationTable', file);
    return GpmMigrationTable.of(session, table, `the migration table ${file}`);
  }

  /**
   * Cancels the operations that run, waits for them as long as the `cancelGrace`, and ends the thread. Harmless when
   * repeated.
   */
  close(): Promise<void> {
    return this.#session.close();
  }

  /** For the console. @internal */
  [inspectCustom](depth: number, options: InspectOptionsStylized): string {
    const { backend, closed } = this.#session;
    return inspectAs('Gpm', { backend, closed }, depth, options);
  }

  /** {@link close}. */
  [asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Which domain controller is asked for. */
function controllerOf({ controller, dc }: DomainControllerOptions): { controller: string; flags: number } {
  if (controller !== undefined && dc !== undefined) {
    throw new TypeError('controller names a domain controller and dc lets one be chosen: give one of them.');
  }
  return {
    controller: controller === undefined ? '' : name(controller, 'controller'),
    flags: dc !== undefined && oneOf(dc, 'dc', ['pdc', 'any']) === 'any' ? GPM_USE_ANYDC : GPM_USE_PDC,
  };
}
