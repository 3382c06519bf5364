import { type BackupHandle, openWholeBackup } from '../../backups/backup-directory';
import type { Backup, BackupRecord } from '../../backups/types';
import { excerpt } from '../../files/excerpt';
import { parseGuid } from '../../files/parse-guid';
import { Hresult } from '../../hresult/codes';
import { GpmcCode } from '../../hresult/gpmc-codes';
import { HresultError } from '../../hresult/hresult-error';
import type { StatusMessageFields } from '../../hresult/status-message';
import { readReportFacts, reportSecurity } from '../../report/report-facts';
import { backupSecurity, type SecurityDescriptor } from '../../security/security-descriptor';
import { relocatedBlocks, sysvolPath } from '../../settings/extensions';
import type { DomainState } from '../state/domain-state';
import { GpoState, nextVersion } from '../state/gpo-state';
import { parseWmiFilterPath } from '../state/wmi-filter';
import { statusMessage, unreadReport } from './status-message';
import { type OperationContext, type OperationResult, Steps } from './steps';

/**
 * `IGPMDomain::RestoreGPO`: puts settings, name, permissions and the link to the WMI filter back as they were; links
 * of SOMs to the GPO stay as they are. A GPO that was deleted comes back under its GUID. Only into the domain the
 * backup was made in. All is made ready aside and takes effect in one moment at the end, so a failed or cancelled
 * restore changes nothing.
 *
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmdomain-restoregpo
 */
export async function restoreGpo(
  domain: DomainState,
  backup: BackupHandle,
  context: OperationContext = {},
): Promise<OperationResult<GpoState>> {
  refuseForeignBackup(domain, backup.record);
  const loaded = await openWholeBackup(backup);
  refuseForeignBackup(domain, loaded.record); // the folder may have changed since it was listed
  const { content } = loaded;
  const steps = new Steps(context, Math.max(content.extensions.length, 1) + 3);
  try {
    await steps.next();
    for (let i = 0; i < Math.max(content.extensions.length, 1); i++) await steps.next();
    const descriptor = readDescriptor(loaded);
    steps.tell([...unreadReport(loaded), ...unresolvedTrustees(domain, descriptor)]);
    const filter = parseWmiFilterPath(content.wmiFilter);
    const filterFound = filter === undefined || domain.findWmiFilter(filter.id) !== undefined;
    if (!filterFound) {
      steps.messages.push(
        statusMessage(
          GpmcCode.WMI_FILTER_NOT_FOUND,
          `the WMI filter "${excerpt(content.wmiFilterName ?? filter.id)}" of the backup is not in ${domain.name}; the GPO was restored without it. Import the filter and link it again`,
          {
            objectPath: content.wmiFilter,
            settingsName: 'WMI filter',
            errorCode: Hresult.ERROR_DS_NO_SUCH_OBJECT,
          },
        ),
      );
    }
    await steps.next();

    // From here to the return nothing waits: no other operation sees half of it.
    const id = parseGuid(content.id, 'GPO');
    const existing = domain.findGpo(id);
    const { wmiFilterName, ...settings } = content;
    const parts = {
      ...settings,
      id,
      domain: domain.name,
      extensions: relocatedBlocks(content.extensions, sysvolPath(domain.pdc, domain.name, id)),
      wmiFilter: filterFound ? content.wmiFilter : '',
      ...(filterFound && wmiFilterName !== undefined ? { wmiFilterName } : {}),
    };
    const now = domain.forest.now();
    const facts = loaded.report === undefined ? {} : readReportFacts(loaded.report);
    const security = { ...reportSecurity(facts, domain.sid), ...descriptor };
    let gpo: GpoState;
    if (existing) {
      // Clients apply a GPO again only when its version differs from the one they know.
      const { machineVersion, userVersion } = existing.content;
      existing.setWmiFilter(undefined);
      existing.change({
        ...parts,
        machineVersion: nextVersion(machineVersion),
        userVersion: nextVersion(userVersion),
      });
      gpo = existing;
    } else {
      gpo = domain.addGpo(new GpoState(domain, parts, { created: now, modified: now }, security));
    }
    gpo.report = loaded.report === undefined ? undefined : { xml: loaded.report, state: 'current' };
    gpo.otherFiles = loaded.otherFiles;
    gpo.source = loaded.source;
    return steps.result(gpo);
  } catch (error) {
    throw steps.failure(error, 'nothing was changed');
  }
}

function refuseForeignBackup(domain: DomainState, record: BackupRecord): void {
  if (record.gpoDomain.toLowerCase() !== domain.name.toLowerCase()) {
    throw new HresultError(
      Hresult.E_INVALIDARG,
      `it was made in ${excerpt(record.gpoDomain)} and can only be restored there; to use its settings here, import it into a GPO of this domain`,
    );
  }
  const guid = record.gpoDomainGuid.toLowerCase();
  if (guid !== '' && guid !== domain.guid && !domain.formerGuids.has(guid)) {
    const message =
      `it was made in another domain of the name ${domain.name} (${guid}, this one is ${domain.guid}) and cannot be restored; ` +
      'import it into a GPO of this domain';
    throw new HresultError(Hresult.E_INVALIDARG, message, {
      messages: [statusMessage(GpmcCode.RESTORE_OTHER_DOMAIN, message, { objectPath: domain.dn })],
    });
  }
}

function readDescriptor(loaded: Backup): SecurityDescriptor {
  try {
    return backupSecurity(loaded);
  } catch (error) {
    throw new HresultError(
      Hresult.ERROR_INVALID_DATA,
      `its security descriptor is damaged (${(error as Error).message}); use another backup`,
      { cause: error },
    );
  }
}

function unresolvedTrustees(domain: DomainState, descriptor: SecurityDescriptor): StatusMessageFields[] {
  const unknown = new Set(
    (descriptor.dacl ?? []).map((ace) => ace.sid).filter((sid) => !domain.forest.principals.bySid(sid)),
  );
  return [...unknown].map((sid) =>
    statusMessage(
      GpmcCode.SOURCE_UNRESOLVED,
      `the permissions of the GPO name ${sid}, which ${domain.name} cannot resolve; the entry was kept`,
      {
        objectPath: domain.dn,
        settingsName: sid,
        errorCode: Hresult.ERROR_NONE_MAPPED,
      },
    ),
  );
}
