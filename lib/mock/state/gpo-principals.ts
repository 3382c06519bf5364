import type { Principal } from '../../backups/types';
import { toBackupPrincipal } from '../../security/principal-directory';
import { isListed } from '../../security/virtual-accounts';
import type { GpoState } from './gpo-state';

/** The principals of a GPO's settings, then those of its DACL that are no well-known ones, as a backup lists them. */
export function principalsOf(gpo: GpoState): Principal[] {
  const directory = gpo.domain.forest.principals;
  const trustees = new Set(
    (gpo.security.dacl ?? [])
      .map((ace) => ace.sid)
      .filter((sid) => isListed(sid) && !directory.bySid(sid)?.wellKnown),
  );
  const principals = gpo.content.principals.filter((p) => !p.fromDacl || trustees.has(p.sid));
  for (const { sid } of principals) trustees.delete(sid);
  return [
    ...principals,
    ...[...trustees].map((sid) => toBackupPrincipal(directory, sid, gpo.domain.name, true)),
  ];
}
