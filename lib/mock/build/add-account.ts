import type { DirectoryPrincipal, PrincipalDirectory } from '../../security/principal-directory';
import { domainOfSid } from '../../security/sid';

/** The first relative id that is not one of Windows' own. */
export const firstUserRid = 1000;

/** Adds an account. A computer account that was made up for a domain controller gives way: it moves to a free SID. */
export function addAccount(principals: PrincipalDirectory, account: DirectoryPrincipal): void {
  const inPlace = principals.bySid(account.sid);
  const namesake =
    account.dnsDomain === '' ? undefined : principals.find(`${account.dnsDomain}\\${account.name}`);
  if (namesake === inPlace || account.source === 'assumed') {
    principals.add(account);
    return;
  }
  if (isMadeUp(inPlace)) principals.remove(inPlace);
  if (isMadeUp(namesake)) {
    // The controller itself, by its true SID.
    principals.remove(namesake);
    principals.add({ ...account, type: 'Computer', memberOf: namesake.memberOf, dn: namesake.dn });
  } else principals.add(account);
  if (isMadeUp(inPlace)) principals.add({ ...inPlace, sid: freeSid(principals, domainOfSid(inPlace.sid)!) });
}

function isMadeUp(account: DirectoryPrincipal | undefined): account is DirectoryPrincipal {
  return account?.source === 'assumed' && account.type === 'Computer';
}

/** The first SID of a domain that is nobody's. */
function freeSid(principals: PrincipalDirectory, domainSid: string): string {
  for (let rid = firstUserRid; ; rid++) {
    const sid = `${domainSid}-${rid}`;
    if (!principals.bySid(sid)) return sid;
  }
}
