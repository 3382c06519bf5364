import { createHash } from 'node:crypto';
import { parseGuid } from '../../files/parse-guid';
import type { DirectoryPrincipal } from '../../security/principal-directory';
import { domainAccounts } from '../../security/well-known';
import { DomainState } from '../state/domain-state';
import type { ForestState } from '../state/forest-state';
import { escapeRdn, type SomState } from '../state/som';
import { addAccount, firstUserRid } from './add-account';
import type { DomainDescription, PrincipalDescription } from './description';

/** A domain with its built-in accounts and its `Domain Controllers` OU, without any GPO. */
export function makeDomain(forest: ForestState, description: DomainDescription): DomainState {
  const { name } = description;
  const guid = parseGuid(description.guid ?? forest.newGuid(), 'domain');
  const controllers = (description.controllers ?? ['DC1']).map((dc) =>
    dc.includes('.') ? dc : `${dc}.${name}`,
  );
  const assumesControllers = description.controllers === undefined;
  const netbiosName = description.netbiosName ?? name.split('.')[0]!.slice(0, 15).toUpperCase();
  const sid = description.sid ?? sidFor(guid);
  const isRoot = forest.domains.length === 0;
  const domain = forest.addDomain(
    new DomainState(forest, name, netbiosName, { guid, sid, controllers, assumesControllers }),
  );
  makeOu(domain, domain.som, 'Domain Controllers');
  for (const [rid, account, type, onlyRoot] of domainAccounts) {
    if (onlyRoot && !isRoot) continue;
    const memberOf = rid === 500 ? [`${sid}-512`, `${sid}-513`] : rid === 501 ? [`${sid}-514`] : [];
    addPrincipal(
      forest,
      domain,
      { name: account, type, sid: `${sid}-${rid}` },
      `CN=${account},CN=Users,${domain.dn}`,
      memberOf,
      'assumed',
    );
  }
  controllers.forEach((dc, i) => {
    addController(domain, dc, `${sid}-${firstUserRid + i}`);
  });
  return domain;
}

/** The computer account of a domain controller, with a SID that was made up. */
function addController(domain: DomainState, controller: string, sid: string): void {
  const host = controller.split('.')[0]!;
  const account: PrincipalDescription = { name: `${host}$`, type: 'Computer', sid };
  const dn = `CN=${escapeRdn(host)},OU=Domain Controllers,${domain.dn}`;
  addPrincipal(domain.forest, domain, account, dn, [`${domain.sid}-516`, 'S-1-5-9'], 'assumed');
}

/** Takes the name of a domain's controller from a backup, to the letter, where nobody has said it before. */
export function tellController(domain: DomainState, controller: string): void {
  if (!domain.assumesControllers || controller === '') return;
  const { principals } = domain.forest;
  const madeUp = principals.find(`${domain.name}\\${domain.pdc.split('.')[0]}$`);
  domain.controllers = [controller];
  domain.assumesControllers = false;
  if (madeUp?.source !== 'assumed') return;
  principals.remove(madeUp);
  addController(domain, controller, madeUp.sid);
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
    permissions: undefined,
    parent,
    domain,
  });
}

function addPrincipal(
  forest: ForestState,
  domain: DomainState,
  principal: PrincipalDescription,
  dn: string,
  memberOf: string[],
  source: DirectoryPrincipal['source'],
): void {
  addAccount(forest.principals, {
    sid: principal.sid!,
    name: principal.name,
    type: principal.type,
    authority: domain.netbiosName,
    dnsDomain: domain.name,
    wellKnown: false,
    source,
    dn,
    memberOf,
    ...(principal.site ? { site: principal.site } : {}),
  });
}

/** Makes the described accounts of a domain; domain controllers have the first relative ids. */
export function fillPrincipals(
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
    addPrincipal(forest, domain, { ...principal, name, sid: sids[i]! }, dn, memberOf, 'description');
  });
}

/** An OU by its path of names, `Servers/Web`, or its distinguished name. */
function findOu(domain: DomainState, path: string): SomState | undefined {
  const wanted = `${domain.name}/${path}`.toLowerCase();
  return domain.ous.find((ou) => ou.canonicalName.toLowerCase() === wanted) ?? domain.findSom(path);
}
