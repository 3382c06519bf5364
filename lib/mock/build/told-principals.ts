import type { Principal } from '../../backups/types';
import type { ReportFacts } from '../../report/report-facts';
import { domainOfSid, isSid } from '../../security/sid';
import type { DomainState } from '../state/domain-state';
import type { ForestState } from '../state/forest-state';
import { escapeRdn } from '../state/som';
import { addAccount } from './add-account';

/** Makes the accounts that a backup of a domain lists; what it says of a SID holds over what was made up. */
export function addListedPrincipals(
  forest: ForestState,
  domain: DomainState,
  listed: readonly Principal[],
): void {
  for (const { sid, samAccountName, type, netBiosDomain, dnsDomain } of listed) {
    if (!isSid(sid) || samAccountName === '') continue;
    const home = forest.findDomain(dnsDomain) ?? domain;
    addAccount(forest.principals, {
      sid,
      name: samAccountName,
      type,
      authority: netBiosDomain,
      dnsDomain,
      wellKnown: false,
      source: 'backup',
      dn: `CN=${escapeRdn(samAccountName)},CN=Users,${home.dn}`,
      memberOf: [],
    });
  }
}

/** Takes over what a report calls accounts, and the language in which it names well-known principals. */
export function addReportedNames(
  forest: ForestState,
  domain: DomainState,
  names: NonNullable<ReportFacts['names']>,
): void {
  for (const [sid, { authority, name }] of names) {
    const accountDomain = domainOfSid(sid);
    if (accountDomain === undefined) {
      forest.principals.translate(domain.name, sid, { authority, name });
      continue;
    }
    const home =
      forest.domains.find((each) => each.sid === accountDomain) ??
      forest.domains.find((each) => each.netbiosName.toLowerCase() === authority.toLowerCase());
    addAccount(forest.principals, {
      sid,
      name,
      type: 'Unknown',
      authority,
      dnsDomain: home?.name ?? '',
      wellKnown: false,
      source: 'report',
      dn: home ? `CN=${escapeRdn(name)},CN=Users,${home.dn}` : '',
      memberOf: [],
    });
  }
}
