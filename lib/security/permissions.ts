import { parseSddl } from './sddl';
import {
  ACE_ALLOWED,
  ACE_ALLOWED_OBJECT,
  ACE_DENIED,
  ACE_DENIED_OBJECT,
  type Ace,
  INHERIT_ONLY,
  type SecurityDescriptor,
} from './security-descriptor';

/** What a trustee may do with a GPO, in GPMC's own levels (`GPMPermissionType` permGPO*). */
export type GpoPermissionLevel = 'apply' | 'read' | 'edit' | 'editSecurityAndDelete' | 'custom';

/** One line of a GPO's delegation. */
export interface GpoPermission {
  sid: string;
  level: GpoPermissionLevel;
  denied: boolean;
  inherited: boolean;
  inheritable: boolean;
}

/** The extended right "Apply Group Policy". */
const applyGroupPolicyRight = 'edacfd8f-ffb3-11d1-b41d-00a0c968f939';

const READ = 0x2_0014; // LC RP RC
const EDIT = 0x2_0037; // READ CC DC WP
const FULL = 0xf_00ff;
/** LO, which Windows gives with {@link READ} in a new GPO and GPMC's console leaves out: no level depends on it. */
const LIST_OBJECT = 0x80;
const CONTROL_ACCESS = 0x100;
const CONTAINER_INHERIT = 0x02;
const INHERITED = 0x10;
const GENERIC_ALL = 0x1000_0000;
const GENERIC_READ = 0x8000_0000;

const isAllow = (ace: Ace): boolean => ace.type === ACE_ALLOWED || ace.type === ACE_ALLOWED_OBJECT;
const isDeny = (ace: Ace): boolean => ace.type === ACE_DENIED || ace.type === ACE_DENIED_OBJECT;
const isInherited = (ace: Ace): boolean => (ace.flags & INHERITED) !== 0;
const appliesPolicy = (ace: Ace): boolean =>
  (ace.mask & CONTROL_ACCESS) !== 0 &&
  (ace.objectType === undefined || ace.objectType === applyGroupPolicyRight);

function ownMask(ace: Ace): number {
  if (ace.objectType !== undefined) return 0; // a single right, property or class, which no level asks for
  if (ace.mask & GENERIC_ALL) return FULL | CONTROL_ACCESS;
  return ace.mask & GENERIC_READ ? ace.mask | READ : ace.mask;
}

const covers = (mask: number, level: number): boolean => (mask & level) === level;

/**
 * The lines of delegation a DACL amounts to, in the order they first occur. Of a trustee there are one or two, and of what
 * it is denied and of what it inherits as many.
 */
export function gpoPermissions(descriptor: SecurityDescriptor): GpoPermission[] {
  const trustees = new Map<
    string,
    { sid: string; denied: boolean; inherited: boolean; mask: number; apply: boolean; flags: number }
  >();
  for (const ace of descriptor.dacl ?? []) {
    if (ace.flags & INHERIT_ONLY || !(isAllow(ace) || isDeny(ace))) continue;
    const denied = isDeny(ace);
    const inherited = isInherited(ace);
    const key = `${ace.sid}:${denied}:${inherited}`;
    const entry = trustees.get(key) ?? { sid: ace.sid, denied, inherited, mask: 0, apply: false, flags: 0 };
    entry.mask |= ownMask(ace);
    entry.apply ||= appliesPolicy(ace);
    entry.flags |= ace.flags;
    trustees.set(key, entry);
  }
  const lines: GpoPermission[] = [];
  for (const { sid, denied, inherited, mask, apply, flags } of trustees.values()) {
    const line = (level: GpoPermissionLevel): void => {
      lines.push({ sid, level, denied, inherited, inheritable: (flags & CONTAINER_INHERIT) !== 0 });
    };
    const rights = mask & FULL & ~LIST_OBJECT;
    if (covers(mask, FULL)) line('editSecurityAndDelete');
    else if (rights === EDIT) line('edit');
    else if (rights === READ) {
      if (!apply) line('read');
    } else if (rights !== 0) line('custom');
    if (apply) line('apply');
  }
  return lines;
}

/** Whether a user or computer with these SIDs is a target of the GPO: may read and apply, and is denied neither. */
export function mayApply(descriptor: SecurityDescriptor, sids: ReadonlySet<string>): boolean {
  if (descriptor.dacl === undefined) return true; // no DACL protects nothing
  const mine = descriptor.dacl.filter((ace) => !(ace.flags & INHERIT_ONLY) && sids.has(ace.sid));
  const denied = mine.some((ace) => isDeny(ace) && (appliesPolicy(ace) || (ownMask(ace) & READ) !== 0));
  if (denied) return false;
  const allowed = mine.filter(isAllow);
  const mask = allowed.reduce((sum, ace) => sum | ownMask(ace), 0);
  return covers(mask, READ) && allowed.some(appliesPolicy);
}

/** The entries that give a trustee a level. */
export function acesFor({ level, ...trustee }: Omit<GpoPermission, 'inherited'>): Ace[] {
  if (level !== 'apply') return [rightsAce(trustee, level)];
  return trustee.denied ? [applyAce(trustee)] : [applyAce(trustee), rightsAce(trustee, 'read')];
}

type Trustee = Pick<GpoPermission, 'sid' | 'denied' | 'inheritable'>;

function applyAce({ sid, denied, inheritable }: Trustee): Ace {
  return {
    type: denied ? ACE_DENIED_OBJECT : ACE_ALLOWED_OBJECT,
    flags: inheritable ? CONTAINER_INHERIT : 0,
    mask: CONTROL_ACCESS,
    objectType: applyGroupPolicyRight,
    sid,
  };
}

function rightsAce({ sid, denied, inheritable }: Trustee, level: RightsLevel): Ace {
  if (level === 'custom') {
    throw new RangeError(
      'a custom permission stands for entries that no level describes; it cannot be granted',
    );
  }
  const mask = { read: READ, edit: EDIT, editSecurityAndDelete: FULL }[level];
  return { type: denied ? ACE_DENIED : ACE_ALLOWED, flags: inheritable ? CONTAINER_INHERIT : 0, mask, sid };
}

/** A level but for "apply", which is a right of its own beside the others. */
type RightsLevel = Exclude<GpoPermissionLevel, 'apply'>;

/** The rights that some levels are made of: "apply" gives "read" as well, and denies nothing else. */
function rightsLevels(levels: readonly GpoPermissionLevel[], denied: boolean): RightsLevel[] {
  const rights = levels.filter((level) => level !== 'apply');
  return rights.length === 0 && levels.length > 0 && !denied ? ['read'] : rights;
}

/** Puts entries into canonical places: what denies before what allows, own entries before inherited ones. */
export function withAces(descriptor: SecurityDescriptor, added: readonly Ace[]): SecurityDescriptor {
  const rank = (ace: Ace): number => (isInherited(ace) ? 2 : 0) + (isDeny(ace) ? 0 : 1);
  const dacl = [...(descriptor.dacl ?? [])];
  for (const ace of added) {
    const at = dacl.findIndex((each) => rank(each) > rank(ace));
    dacl.splice(at < 0 ? dacl.length : at, 0, ace);
  }
  return { ...descriptor, dacl };
}

/**
 * Gives a trustee these levels of its own (or denies them), in place of those that it has. The entries of a level that
 * stays are left as they are, and so are all other entries, rights and order. Who has no level left has no entry left.
 *
 * @throws RangeError for a custom level that the trustee does not have
 */
export function withLevels(
  descriptor: SecurityDescriptor,
  trustee: Trustee,
  levels: readonly GpoPermissionLevel[],
): SecurityDescriptor {
  const { sid, denied } = trustee;
  const isOwn = (ace: Ace): boolean =>
    ace.sid === sid && !isInherited(ace) && (denied ? isDeny(ace) : isAllow(ace));
  const before = gpoPermissions(descriptor)
    .filter((line) => line.sid === sid && line.denied === denied && !line.inherited)
    .map(({ level }) => level);
  if (levels.length === before.length && levels.every((level) => before.includes(level))) return descriptor;
  if (levels.length === 0) {
    return { ...descriptor, dacl: (descriptor.dacl ?? []).filter((ace) => !isOwn(ace)) };
  }

  const own = (descriptor.dacl ?? []).filter((ace) => isOwn(ace) && !(ace.flags & INHERIT_ONLY));
  const hasRights = own.some((ace) => (ownMask(ace) & FULL & ~LIST_OBJECT) !== 0); // "apply" may stand alone
  const rightsBefore = hasRights ? rightsLevels(before, denied) : [];
  const rights = rightsLevels(levels, denied);
  const rightsStay = hasRights && rightsBefore.every((level) => rights.includes(level));
  const applies = levels.includes('apply');
  const kept = (descriptor.dacl ?? []).flatMap((ace) => {
    if (!own.includes(ace)) return [ace];
    if (!rightsStay && (ownMask(ace) & FULL) !== 0) return [];
    if (applies || !appliesPolicy(ace)) return [ace];
    const mask = (ace.mask & ~CONTROL_ACCESS) >>> 0;
    return ace.objectType === undefined && mask !== 0 ? [{ ...ace, mask }] : [];
  });
  const added = rights
    .filter((level) => !rightsStay || !rightsBefore.includes(level))
    .map((level) => rightsAce(trustee, level));
  if (applies && !kept.some((ace) => own.includes(ace) && appliesPolicy(ace)))
    added.unshift(applyAce(trustee));
  return withAces({ ...descriptor, dacl: kept }, added);
}

/** What a new GPO gets. `rootSid` is the SID of the forest's root domain, whose Enterprise Admins are meant. */
export function defaultGpoSecurity(domainSid: string, rootSid: string): SecurityDescriptor {
  const full = 'CCDCLCSWRPWPDTLOSDRCWDWO';
  return parseSddl(
    `O:DAG:DAD:PAI(OA;CI;CR;${applyGroupPolicyRight};;AU)(A;CI;${full};;;DA)(A;CI;${full};;;${rootSid}-519)` +
      `(A;CI;LCRPLORC;;;ED)(A;CI;LCRPLORC;;;AU)(A;CI;${full};;;SY)(A;CIIO;${full};;;CO)`,
    domainSid,
  );
}
