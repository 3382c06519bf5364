import type { DirectoryPrincipal, PrincipalDirectory } from '../../security/principal-directory';

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
  if (isMadeUp(inPlace)) principals.add({ ...inPlace, sid: freeSidAfter(principals, inPlace.sid) });
}

function isMadeUp(account: DirectoryPrincipal | undefined): account is DirectoryPrincipal {
  return account?.source === 'assumed' && account.type === 'Computer';
}

/** The next SID of the domain of an account that is nobody's. */
function freeSidAfter(principals: PrincipalDirectory, taken: string): string {
  const cut = taken.lastIndexOf('-') + 1;
  for (let rid = Number(taken.slice(cut)) + 1; ; rid++) {
    const sid = taken.slice(0, cut) + rid;
    if (!principals.bySid(sid)) return sid;
  }
}
