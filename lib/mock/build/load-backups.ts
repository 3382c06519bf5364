import {
  type BackupHandle,
  mostRecentOf,
  openBackup,
  requireBackupDirectory,
} from '../../backups/backup-directory';
import type { Backup, BackupProblem } from '../../backups/types';
import { parseGuid } from '../../files/parse-guid';
import { type ReportFacts, readReportFacts } from '../../report/report-facts';
import { parseSddl } from '../../security/sddl';
import { parseSecurityDescriptor } from '../../security/security-descriptor';
import { relocatedBlocks, sysvolPath } from '../../settings/extensions';
import type { DomainState } from '../state/domain-state';
import type { ForestState } from '../state/forest-state';
import { GpoState } from '../state/gpo-state';
import type { SomState } from '../state/som';
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
  /** What could not be read; the rest was loaded all the same. */
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
      const backup = await openBackup(handle);
      const domain = domainFor(forest, backup);
      tellController(domain, backup.record.gpoDomainController);
      addListedPrincipals(forest, domain, backup.content.principals);
      if (live.has(handle)) gpos.push(loadGpo(domain, backup));
    } catch (error) {
      problems.push({ path: handle.folder, error: error as Error, concerns: 'backup' });
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

function loadGpo(domain: DomainState, backup: Backup): GpoState {
  const { record, content, report } = backup;
  const id = parseGuid(content.id, 'GPO');
  const facts: ReportFacts = report === undefined ? { links: [] } : readReportFacts(report);
  if (facts.names) addReportedNames(domain.forest, domain, facts.names);
  // The domain's SID as the backup knew it is not ours where the domain was built again since.
  const domainSid = domainIdentity(backup, content.domain)?.sid ?? domain.sid;
  const security = {
    ...(facts.sddl ? parseSddl(facts.sddl, domainSid) : {}),
    ...parseSecurityDescriptor(content.securityDescriptor),
  };
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
    if (!som || som.links.some((each) => each.gpoId === id)) continue;
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
