import { HresultError } from '../../hresult/hresult-error';
import path from 'node:path';
import { findBackupDirs } from '../../backups/backup-list';
import type { Backup, BackupProblem } from '../../backups/types';
import {
  type BackupHandle,
  listBackupDirectory,
  mostRecentOf,
  openBackup,
  requireBackupDirectory,
} from '../../backups/backup-directory';
import { makeDomain, makeOu } from './build-domain';
import type { DomainState } from '../state/domain-state';
import { relocatedBlocks, sysvolPath } from '../../settings/extensions';
import type { ForestState } from '../state/forest-state';
import { GpoState } from '../state/gpo-state';
import { parseGuid } from '../../files/guid';
import { type ReportFacts, readReportFacts } from '../../report/report-facts';
import { parseSddl } from '../../security/sddl';
import { parseSecurityDescriptor } from '../../security/security-descriptor';
import { domainOfSid, isSid } from '../../security/sid';
import type { SomState } from '../state/som';
import { parseWmiFilterPath } from '../state/wmi-filter';

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
  const backups: BackupHandle[] = [];
  const problems: BackupProblem[] = [];
  for (const directory of await findBackupDirs(path.resolve(root))) {
    const listed = await listBackupDirectory(directory);
    backups.push(...listed.backups);
    problems.push(...listed.problems);
  }
  // The newest comes first: what it says of a domain (GUID, SID, controller) is what holds.
  const newestFirst = [...backups].sort(
    (a, b) => b.record.backupTime.getTime() - a.record.backupTime.getTime(),
  );
  const live = new Set(mostRecentOf([...newestFirst].reverse()));
  const gpos: GpoState[] = [];
  for (const handle of newestFirst) {
    try {
      const backup = await openBackup(handle);
      const domain = domainFor(forest, backup);
      addPrincipals(forest, domain, backup);
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

function domainFor(forest: ForestState, { record, content }: Backup): DomainState {
  const known = forest.findDomain(record.gpoDomain);
  const guid = record.gpoDomainGuid.toLowerCase();
  if (known) {
    if (guid !== '') known.formerGuids.add(guid);
    return known;
  }
  const own = content.principals.find(
    (p) => p.dnsDomain.toLowerCase() === record.gpoDomain.toLowerCase() && domainOfSid(p.sid),
  );
  return makeDomain(forest, {
    name: record.gpoDomain,
    ...(guid === '' ? {} : { guid }),
    ...(own ? { sid: domainOfSid(own.sid)!, netbiosName: own.netBiosDomain } : {}),
    controllers: [record.gpoDomainController || 'DC1'],
  });
}

function addPrincipals(forest: ForestState, domain: DomainState, backup: Backup): void {
  for (const principal of backup.content.principals) {
    if (!isSid(principal.sid) || principal.samAccountName === '') continue;
    const home = forest.findDomain(principal.dnsDomain) ?? domain;
    forest.principals.add({
      sid: principal.sid,
      name: principal.samAccountName,
      type: principal.type,
      authority: principal.netBiosDomain,
      dnsDomain: principal.dnsDomain,
      wellKnown: false,
      dn: `CN=${principal.samAccountName},CN=Users,${home.dn}`,
      memberOf: [],
    });
  }
}

function loadGpo(domain: DomainState, backup: Backup): GpoState {
  const { record, content, report } = backup;
  const id = parseGuid(content.id, 'GPO');
  const facts: ReportFacts = report === undefined ? { links: [] } : readReportFacts(report);
  const security = {
    ...(facts.sddl ? parseSddl(facts.sddl, domainSidOf(backup) ?? domain.sid) : {}),
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

/** The SID of the domain as the backup knew it, which is not ours where the domain was built again since. */
function domainSidOf({ content }: Backup): string | undefined {
  const own = content.principals.find(
    (p) => p.dnsDomain.toLowerCase() === content.domain.toLowerCase() && domainOfSid(p.sid),
  );
  return own && domainOfSid(own.sid);
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
