import { createHash } from 'node:crypto';
import { buildGpo } from './build-gpo';
import type {
  DomainDescription,
  ForestDescription,
  LinkDescription,
  OuDescription,
  PrincipalDescription,
  SiteDescription,
} from './description';
import { DomainState } from './domain-state';
import type { ForestState } from './forest-state';
import { encodeNewFile } from './gpo-files';
import { parseGuid, tryGuid } from './guid';
import { escapeRdn, type GpoLink, type SomState } from './som';
import { defaultDomainControllersPolicyId, defaultDomainPolicyId, domainAccounts } from './well-known';

const firstUserRid = 1000;

/** Fills an empty forest from a description that has been validated. */
export function buildForest(forest: ForestState, description: ForestDescription): void {
  const domains = description.domains ?? [{ name: 'contoso.com' }];
  for (const domain of domains) makeDomain(forest, domain);
  for (const site of description.sites ?? [{ name: 'Default-First-Site-Name' }]) makeSite(forest, site.name);
  domains.forEach((domain, i) => {
    fillDomain(forest, forest.findDomain(domain.name)!, domain, `domains[${i}]`);
  });
  // Links come last: they may point into any domain.
  domains.forEach((domain, i) => {
    linkDomain(forest, forest.findDomain(domain.name)!, domain, `domains[${i}]`);
  });
  for (const [i, site] of (description.sites ?? ([] as SiteDescription[])).entries()) {
    forest.getSite(site.name).links = makeLinks(forest, forest.rootDomain, site.links, `sites[${i}].links`);
  }
}

/** A domain with its built-in accounts and its `Domain Controllers` OU, without any GPO. */
export function makeDomain(forest: ForestState, description: DomainDescription): DomainState {
  const { name } = description;
  const guid = parseGuid(description.guid ?? forest.newGuid(), 'domain');
  const controllers = (description.controllers ?? ['DC1']).map((dc) =>
    dc.includes('.') ? dc : `${dc}.${name}`,
  );
  const netbiosName = description.netbiosName ?? name.split('.')[0]!.slice(0, 15).toUpperCase();
  const sid = description.sid ?? sidFor(guid);
  const isRoot = forest.domains.length === 0;
  const domain = forest.addDomain(new DomainState(forest, name, netbiosName, { guid, sid, controllers }));
  const dcOu = makeOu(domain, domain.som, 'Domain Controllers');
  for (const [rid, account, type, onlyRoot] of domainAccounts) {
    if (onlyRoot && !isRoot) continue;
    const memberOf = rid === 500 ? [`${sid}-512`, `${sid}-513`] : rid === 501 ? [`${sid}-514`] : [];
    addPrincipal(
      forest,
      domain,
      { name: account, type, sid: `${sid}-${rid}` },
      `CN=${account},CN=Users,${domain.dn}`,
      memberOf,
    );
  }
  controllers.forEach((dc, i) => {
    const host = dc.split('.')[0]!;
    const computer: PrincipalDescription = {
      name: `${host}$`,
      type: 'Computer',
      sid: `${sid}-${firstUserRid + i}`,
    };
    addPrincipal(forest, domain, computer, `CN=${escapeRdn(host)},${dcOu.path}`, [`${sid}-516`, 'S-1-5-9']);
  });
  return domain;
}

/** A domain SID out of the domain's GUID, so that the same description gives the same SIDs. */
function sidFor(guid: string): string {
  const digest = createHash('sha256').update(guid.toUpperCase()).digest();
  return `S-1-5-21-${digest.readUInt32LE(0)}-${digest.readUInt32LE(4)}-${digest.readUInt32LE(8)}`;
}

/** An OU below a domain or another OU. */
export function makeOu(domain: DomainState, parent: SomState, name: string): SomState {
  return domain.addOu({
    type: 'ou',
    name,
    path: `OU=${escapeRdn(name)},${parent.path}`,
    canonicalName: `${parent.canonicalName}/${name.replace(/[\\/]/g, '\\$&')}`,
    blockInheritance: false,
    links: [],
    permissions: [],
    parent,
    domain,
  });
}

function makeSite(forest: ForestState, name: string): SomState {
  const root = forest.rootDomain;
  return forest.addSite({
    type: 'site',
    name,
    path: `CN=${escapeRdn(name)},CN=Sites,CN=Configuration,${root.dn}`,
    canonicalName: `${root.name}/Configuration/Sites/${name}`,
    blockInheritance: false,
    links: [],
    permissions: [],
    parent: undefined,
    domain: undefined,
  });
}

function addPrincipal(
  forest: ForestState,
  domain: DomainState,
  principal: PrincipalDescription,
  dn: string,
  memberOf: string[],
): void {
  forest.principals.add({
    sid: principal.sid!,
    name: principal.name,
    type: principal.type,
    authority: domain.netbiosName,
    dnsDomain: domain.name,
    wellKnown: false,
    dn,
    memberOf,
    ...(principal.site ? { site: principal.site } : {}),
  });
}

function fillDomain(
  forest: ForestState,
  domain: DomainState,
  description: DomainDescription,
  at: string,
): void {
  const makeOus = (ous: readonly OuDescription[] | undefined, parent: SomState): void => {
    for (const ou of ous ?? []) {
      const path = `OU=${escapeRdn(ou.name)},${parent.path}`;
      const som = domain.findSom(path) ?? makeOu(domain, parent, ou.name);
      som.blockInheritance = ou.blockInheritance ?? false;
      makeOus(ou.ous, som);
    }
  };
  makeOus(description.ous, domain.som);
  fillPrincipals(forest, domain, description, at);
  for (const filter of description.wmiFilters ?? []) {
    domain.addWmiFilter({
      id: parseGuid(filter.id ?? forest.newGuid(), 'WMI filter'),
      domain: domain.name,
      name: filter.name,
      description: filter.description ?? '',
      queries: (filter.queries ?? []).map((q) =>
        typeof q === 'string' ? { namespace: 'root\\CIMv2', query: q } : { ...q },
      ),
      result: filter.result ?? true,
    });
  }
  const now = forest.environment.now();
  for (const starter of description.starterGpos ?? []) {
    const files = Object.entries(starter.files ?? {}).map(([path, data]) => ({
      path,
      data: typeof data === 'string' ? encodeNewFile(path, data) : data,
    }));
    domain.addStarterGpo({
      id: parseGuid(starter.id ?? forest.newGuid(), 'starter GPO'),
      name: starter.name,
      description: starter.description ?? '',
      author: starter.author ?? '',
      product: starter.product ?? '',
      type: starter.type ?? 'custom',
      version: starter.version ?? '1.0',
      created: now,
      modified: now,
      computerVersion: files.some((file) => /^machine\\/i.test(file.path)) ? 1 : 0,
      userVersion: files.some((file) => /^user\\/i.test(file.path)) ? 1 : 0,
      files,
    });
  }
  const described = new Set((description.gpos ?? []).map((gpo) => tryGuid(gpo.id ?? '')));
  if (description.defaultPolicies ?? true) {
    if (!described.has(defaultDomainPolicyId))
      domain.createGpo('Default Domain Policy', defaultDomainPolicyId);
    if (!described.has(defaultDomainControllersPolicyId)) {
      domain.createGpo('Default Domain Controllers Policy', defaultDomainControllersPolicyId);
    }
  }
  (description.gpos ?? []).forEach((gpo, i) => {
    buildGpo(domain, gpo, `${at}.gpos[${i}]`);
  });
}

function fillPrincipals(
  forest: ForestState,
  domain: DomainState,
  description: DomainDescription,
  at: string,
): void {
  const principals = description.principals ?? [];
  let rid = firstUserRid + domain.controllers.length;
  const sids = principals.map((principal) => principal.sid ?? `${domain.sid}-${rid++}`);
  // Members may be described before their groups, so all names get their SIDs first.
  const byName = new Map(principals.map((principal, i) => [principal.name.toLowerCase(), sids[i]!]));
  principals.forEach((principal, i) => {
    const memberOf = (principal.memberOf ?? []).map((name) => {
      const sid = byName.get(name.toLowerCase()) ?? forest.principals.find(name, domain.name)?.sid;
      if (!sid)
        throw new RangeError(
          `${at}.principals[${i}].memberOf names "${name}", which is no group of the description`,
        );
      return sid;
    });
    if (principal.type === 'User') memberOf.push(`${domain.sid}-513`);
    if (principal.type === 'Computer') memberOf.push(`${domain.sid}-515`);
    const name =
      principal.type === 'Computer' && !principal.name.endsWith('$') ? `${principal.name}$` : principal.name;
    const container = principal.ou === undefined ? undefined : findOu(domain, principal.ou);
    if (principal.ou !== undefined && !container) {
      throw new RangeError(
        `${at}.principals[${i}].ou is "${principal.ou}", which is no OU of the description; write its path as Servers/Web`,
      );
    }
    const fallback = `CN=${principal.type === 'Computer' ? 'Computers' : 'Users'},${domain.dn}`;
    const dn = `CN=${escapeRdn(name.replace(/\$$/, ''))},${container?.path ?? fallback}`;
    addPrincipal(forest, domain, { ...principal, name, sid: sids[i]! }, dn, memberOf);
  });
}

/** An OU by its path of names, `Servers/Web`, or its distinguished name. */
function findOu(domain: DomainState, path: string): SomState | undefined {
  const wanted = `${domain.name}/${path}`.toLowerCase();
  return domain.ous.find((ou) => ou.canonicalName.toLowerCase() === wanted) ?? domain.findSom(path);
}

function linkDomain(
  forest: ForestState,
  domain: DomainState,
  description: DomainDescription,
  at: string,
): void {
  const linkOus = (ous: readonly OuDescription[] | undefined, parent: SomState, place: string): void => {
    (ous ?? []).forEach((ou, i) => {
      const som = domain.getSom(`OU=${escapeRdn(ou.name)},${parent.path}`);
      if (ou.links) som.links = makeLinks(forest, domain, ou.links, `${place}[${i}].links`);
      linkOus(ou.ous, som, `${place}[${i}].ous`);
    });
  };
  domain.som.links = makeLinks(forest, domain, description.links, `${at}.links`);
  const dcOu = domain.getSom(`OU=Domain Controllers,${domain.dn}`);
  linkOus(description.ous, domain.som, `${at}.ous`);
  if (description.defaultPolicies ?? true) {
    const add = (som: SomState, id: string): void => {
      if (som.links.some((link) => link.gpoId === id)) return;
      som.links.push({ gpoId: id, gpoDomain: domain.name, enabled: true, enforced: false });
    };
    add(domain.som, defaultDomainPolicyId);
    add(dcOu, defaultDomainControllersPolicyId);
  }
}

function makeLinks(
  forest: ForestState,
  home: DomainState,
  links: readonly LinkDescription[] | undefined,
  at: string,
): GpoLink[] {
  return (links ?? []).map((link, i) => {
    const domain = link.domain === undefined ? home : forest.findDomain(link.domain);
    if (!domain)
      throw new RangeError(`${at}[${i}].domain is "${link.domain}", which is no domain of the description`);
    const named = domain.gpos.filter((gpo) => gpo.displayName.toLowerCase() === link.gpo.toLowerCase());
    const gpo = domain.findGpo(link.gpo) ?? (named.length === 1 ? named[0] : undefined);
    if (!gpo) {
      const why =
        named.length > 1
          ? `is the name of ${named.length} GPOs; give the GUID`
          : 'is no GPO of the description';
      throw new RangeError(`${at}[${i}].gpo is "${link.gpo}", which ${why}`);
    }
    return {
      gpoId: gpo.id.toUpperCase(),
      gpoDomain: domain.name,
      enabled: link.enabled ?? true,
      enforced: link.enforced ?? false,
    };
  });
}
