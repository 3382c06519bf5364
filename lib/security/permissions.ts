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
const appliesPolicy = (ace: Ace): boolean =>
  (ace.mask & CONTROL_ACCESS) !== 0 &&
  (ace.objectType === undefined || ace.objectType === applyGroupPolicyRight);

function ownMask(ace: Ace): number {
  if (ace.objectType !== undefined) return 0; // a single right, property or class, which no level asks for
  if (ace.mask & GENERIC_ALL) return FULL | CONTROL_ACCESS;
  return ace.mask & GENERIC_READ ? ace.mask | READ : ace.mask;
}

const covers = (mask: number, level: number): boolean => (mask & level) === level;

/** The lines of delegation a DACL amounts to: one or two for each trustee, in the order they first occur. */
export function gpoPermissions(descriptor: SecurityDescriptor): GpoPermission[] {
  const trustees = new Map<
    string,
    { sid: string; denied: boolean; mask: number; apply: boolean; flags: number }
  >();
  for (const ace of descriptor.dacl ?? []) {
    if (ace.flags & INHERIT_ONLY || !(isAllow(ace) || isDeny(ace))) continue;
    const key = `${ace.sid}:${isDeny(ace)}`;
    const entry = trustees.get(key) ?? { sid: ace.sid, denied: isDeny(ace), mask: 0, apply: false, flags: 0 };
    entry.mask |= ownMask(ace);
    entry.apply ||= appliesPolicy(ace);
    entry.flags |= ace.flags;
    trustees.set(key, entry);
  }
  const lines: GpoPermission[] = [];
  for (const { sid, denied, mask, apply, flags } of trustees.values()) {
    const line = (level: GpoPermissionLevel): void => {
      lines.push({
        sid,
        level,
        denied,
        inherited: (flags & INHERITED) !== 0,
        inheritable: (flags & CONTAINER_INHERIT) !== 0,
      });
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
export function acesFor(permission: Omit<GpoPermission, 'inherited'>): Ace[] {
  const flags = permission.inheritable ? CONTAINER_INHERIT : 0;
  const plain = (mask: number): Ace => ({
    type: permission.denied ? ACE_DENIED : ACE_ALLOWED,
    flags,
    mask,
    sid: permission.sid,
  });
  const apply: Ace = {
    type: permission.denied ? ACE_DENIED_OBJECT : ACE_ALLOWED_OBJECT,
    flags,
    mask: CONTROL_ACCESS,
    objectType: applyGroupPolicyRight,
    sid: permission.sid,
  };
  switch (permission.level) {
    case 'apply':
      return permission.denied ? [apply] : [apply, plain(READ)];
    case 'read':
      return [plain(READ)];
    case 'edit':
      return [plain(EDIT)];
    case 'editSecurityAndDelete':
      return [plain(FULL)];
    case 'custom':
      throw new RangeError(
        'a custom permission stands for entries that no level describes; it cannot be granted',
      );
  }
}

/** Adds entries in canonical order: what denies comes before what allows, own entries before inherited ones. */
export function withAces(descriptor: SecurityDescriptor, added: readonly Ace[]): SecurityDescriptor {
  const rank = (ace: Ace): number => (ace.flags & INHERITED ? 2 : 0) + (isDeny(ace) ? 0 : 1);
  const dacl = [...(descriptor.dacl ?? []), ...added].sort((a, b) => rank(a) - rank(b));
  return { ...descriptor, dacl };
}

/** Removes every entry of a trustee. */
export function withoutTrustee(descriptor: SecurityDescriptor, sid: string): SecurityDescriptor {
  return { ...descriptor, dacl: (descriptor.dacl ?? []).filter((ace) => ace.sid !== sid) };
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
