import path from 'node:path';
import { type BackupHandle, mostRecentOf, requireBackupDirectory } from '../../backups/backup-directory';
import { backupXmlName, readBackup } from '../../backups/read-backup';
import type { Backup, BackupProblem } from '../../backups/types';
import { asError, FormatError } from '../../files/errors';
import { parseGuid } from '../../files/parse-guid';
import { type ReportFacts, readReportFacts, reportSecurity } from '../../report/report-facts';
import { defaultGpoSecurity } from '../../security/permissions';
import {
  backupSecurity,
  formatSecurityDescriptor,
  type SecurityDescriptor,
} from '../../security/security-descriptor';
import { relocatedBlocks, sysvolPath } from '../../settings/extensions';
import type { DomainState } from '../state/domain-state';
import type { ForestState } from '../state/forest-state';
import { GpoState } from '../state/gpo-state';
import { isLinkTo, type SomState } from '../state/som';
import { parseWmiFilterPath } from '../state/wmi-filter';
import { describeDomain, domainIdentity, listBackupTree, newestFirst } from './backup-tree';
import { makeDomain, makeOu, tellController } from './build-domain';
import { addListedPrincipals, addReportedNames } from './told-principals';

/** What {@link loadBackups} did. */
export interface LoadResult {
  /** GPOs that are live now, in the order of their domains and names. */
  gpos: GpoState[];
  /** Every backup that was found, whether it became a GPO or an older one did. */
  backups: BackupHandle[];
  /** What could not be read, also of a backup that became a GPO; the rest was loaded all the same. */
  problems: BackupProblem[];
}

/**
 * Loads a folder tree of GPMC backups into a forest: domains, accounts, OUs, links and WMI filters are made as the
 * backups tell of them. Of several backups of one GPO the latest becomes the GPO; one that is there already is replaced.
 *
 * @throws HresultError where the folder does not exist.
 */
export async function loadBackups(forest: ForestState, root: string): Promise<LoadResult> {
  await requireBackupDirectory(root);
  const { backups, problems } = await listBackupTree(root);
  const newest = newestFirst(backups);
  const live = new Set(mostRecentOf([...newest].reverse()));
  const gpos: GpoState[] = [];
  for (const handle of newest) {
    try {
      const backup = await readBackup(handle.folder);
      if (backup.filesError) throw backup.filesError;
      const domain = domainFor(forest, backup);
      tellController(domain, backup.record.gpoDomainController);
      addListedPrincipals(forest, domain, backup.content.principals);
      if (live.has(handle)) gpos.push(loadGpo(domain, { backup, folder: handle.folder, problems }));
    } catch (error) {
      const told = problems.some(({ path, concerns }) => path === handle.folder && concerns === 'content');
      if (!told) problems.push({ path: handle.folder, error: asError(error), concerns: 'backup' });
    }
  }
  gpos.sort((a, b) => compare(a.domain.name, b.domain.name) || compare(a.displayName, b.displayName));
  return { gpos, backups, problems };
}

const compare = (a: string, b: string): number =>
  a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0;

function domainFor(forest: ForestState, backup: Backup): DomainState {
  const known = forest.findDomain(backup.record.gpoDomain);
  const guid = backup.record.gpoDomainGuid.toLowerCase();
  if (known) {
    if (guid !== '') known.formerGuids.add(guid);
    return known;
  }
  return makeDomain(forest, describeDomain(backup));
}

/** A backup that becomes a GPO, and what is told of it where a part of it cannot be read. */
interface Loading {
  backup: Backup;
  folder: string;
  problems: BackupProblem[];
}

/** The permissions of a backup; where they cannot be read, those that its report tells, or else those of a new GPO. */
function securityOf(
  domain: DomainState,
  { backup, folder, problems }: Loading,
  reported: SecurityDescriptor | undefined,
): { security: SecurityDescriptor; securityDescriptor: Uint8Array } {
  try {
    const security = { ...reported, ...backupSecurity(backup) };
    return { security, securityDescriptor: backup.content.securityDescriptor };
  } catch (cause) {
    const file = path.join(folder, backupXmlName);
    const instead = reported?.dacl ? 'that its report tells' : 'of a new GPO';
    const what = `its security descriptor is damaged (${asError(cause).message}); the GPO has the permissions ${instead}`;
    const { record } = backup;
    problems.push({
      path: folder,
      error: new FormatError('malformed', file, what, { cause }),
      concerns: 'content',
      record,
    });
    const security = reported?.dacl ? reported : defaultGpoSecurity(domain.sid, domain.forest.rootDomain.sid);
    const { control, dacl = [] } = security;
    return { security, securityDescriptor: formatSecurityDescriptor({ control, dacl }) };
  }
}

function loadGpo(domain: DomainState, loading: Loading): GpoState {
  const { backup, folder, problems } = loading;
  const { record, content, report } = backup;
  const id = parseGuid(content.id, 'GPO');
  const facts: ReportFacts = report === undefined ? { links: [] } : readReportFacts(report);
  if (facts.names) addReportedNames(domain.forest, domain, facts.names);
  // The domain's SID as the backup knew it is not ours where the domain was built again since.
  const domainSid = domainIdentity(backup, content.domain)?.sid ?? domain.sid;
  const { security, securityDescriptor } = securityOf(domain, loading, reportSecurity(facts, domainSid));
  if (backup.reportError)
    problems.push({ path: folder, error: backup.reportError, concerns: 'report', record });
  const filter = parseWmiFilterPath(content.wmiFilter);
  if (filter && !domain.findWmiFilter(filter.id)) {
    domain.addWmiFilter({
      id: filter.id,
      domain: domain.name,
      name: content.wmiFilterName ?? filter.id,
      description: facts.filterDescription ?? '',
      queries: [], // a backup names the filter and does not hold it
      result: true,
    });
  }
  const created = facts.created ?? record.backupTime;
  const gpo = new GpoState(
    domain,
    {
      ...content,
      domain: domain.name,
      securityDescriptor,
      extensions: relocatedBlocks(content.extensions, sysvolPath(domain.pdc, domain.name, content.id)),
    },
    { created, modified: facts.modified ?? record.backupTime },
    security,
  );
  domain.findGpo(id)?.markDeleted();
  domain.addGpo(gpo);
  gpo.report = report === undefined ? undefined : { xml: report, state: 'current' };
  gpo.otherFiles = backup.otherFiles;
  gpo.source = backup.source;
  for (const link of facts.links) {
    const som = somAt(domain, link.somPath);
    if (!som || som.links.some((each) => isLinkTo(each, gpo))) continue;
    som.links.push({ gpoId: id, gpoDomain: domain.name, enabled: link.enabled, enforced: link.enforced });
  }
  return gpo;
}

/** The domain or OU of a path such as `contoso.com/Servers/Web`, made where it is missing; nothing for a site. */
function somAt(domain: DomainState, canonicalName: string): SomState | undefined {
  const [dns, ...names] = canonicalName.split(/(?<!\\)\//).map((part) => part.replace(/\\([\\/])/g, '$1'));
  if (dns?.toLowerCase() !== domain.name.toLowerCase()) return undefined;
  return names.reduce<SomState>((parent, name) => {
    const found = domain.ous.find(
      (ou) => ou.parent === parent && ou.name.toLowerCase() === name.toLowerCase(),
    );
    return found ?? makeOu(domain, parent, name);
  }, domain.som);
}
