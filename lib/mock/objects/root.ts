import type { Served } from '../../addon/objects';
import type { GPMBackupType, GPMPermissionType, GPMRSOPMode } from '../../generated/gpmgmt';
import type { IGPM2Methods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { MigrationTable } from '../operations/migration-table';
import { isInheritable } from '../state/permission-levels';
import { publishBackupDir, publishBackupDirEx } from './backup-dir';
import type { Connection } from './connection';
import { publishConstants } from './constants';
import { publishDomain } from './domain';
import { publishExtensions } from './extensions';
import { publishMigrationTable } from './migration-table';
import { isPermissionType, publishPermission } from './permission';
import { publishRsop } from './rsop';
import { SearchCriteriaObject } from './search-criteria';
import { publishSites } from './sites-container';
import { publishTrustee, trusteeSid } from './trustee';

/** The first object of a connection. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpm2 */
export class RootObject implements IGPM2Methods {
  constructor(private readonly connection: Connection) {}

  /** An empty name means the forest's root domain, an empty controller the PDC emulator. */
  GetDomain(name: string, controller: string | null): Served<'IGPMDomain'> {
    const { state } = this.connection;
    const domain = name ? state.getDomain(name) : state.rootDomain;
    return publishDomain(this.connection, domain, state.getController(domain, controller ?? ''));
  }
  GetBackupDir(path: string): Promise<Served<'IGPMBackupDir'>> {
    return publishBackupDir(this.connection, path);
  }
  GetBackupDirEx(path: string, type: GPMBackupType): Promise<Served<'IGPMBackupDirEx'>> {
    return publishBackupDirEx(this.connection, path, type);
  }
  GetSitesContainer(
    forest: string,
    name: string | null,
    controller: string | null,
  ): Served<'IGPMSitesContainer'> {
    const { state } = this.connection;
    if (forest && forest.toLowerCase() !== state.rootDomain.name.toLowerCase()) {
      throw new HresultError(
        Hresult.ERROR_NO_SUCH_DOMAIN,
        `There is no forest "${forest}"; this one is ${state.rootDomain.name}.`,
      );
    }
    const domain = name ? state.getDomain(name) : state.rootDomain;
    return publishSites(this.connection, domain, state.getController(domain, controller ?? ''));
  }
  GetRSOP(mode: GPMRSOPMode, namespace: string): Served<'IGPMRSOP'> {
    return publishRsop(this.connection, mode, namespace);
  }
  CreatePermission(trustee: string, type: GPMPermissionType, inheritable: boolean): Served<'IGPMPermission'> {
    if (!isPermissionType(type))
      throw new HresultError(Hresult.E_INVALIDARG, `${type} is no GPMPermissionType.`);
    const sid = trusteeSid(this.connection, trustee);
    const entry = {
      sid,
      type,
      denied: false,
      inherited: false,
      inheritable: isInheritable(type, inheritable),
    };
    return publishPermission(this.connection, entry);
  }
  CreateSearchCriteria(): Served<'IGPMSearchCriteria'> {
    return this.connection.transient('IGPMSearchCriteria', new SearchCriteriaObject());
  }
  CreateTrustee(name: string): Served<'IGPMTrustee'> {
    return publishTrustee(this.connection, trusteeSid(this.connection, name));
  }
  GetClientSideExtensions(): Served<'IGPMCSECollection'> {
    return publishExtensions(this.connection);
  }
  GetConstants(): Served<'IGPMConstants'> {
    return publishConstants(this.connection);
  }
  async GetMigrationTable(path: string): Promise<Served<'IGPMMigrationTable'>> {
    return publishMigrationTable(this.connection, await MigrationTable.load(path));
  }
  CreateMigrationTable(): Served<'IGPMMigrationTable'> {
    return publishMigrationTable(this.connection, new MigrationTable());
  }
  /** Reports of the mock forest need no templates. */
  InitializeReporting(): void {}
  InitializeReportingEx(): void {}
}
