import { excerpt } from '../files/excerpt';
import { limits } from '../files/limits';
import {
  type Ace,
  SE_DACL_AUTO_INHERITED,
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  SE_SACL_AUTO_INHERITED,
  SE_SACL_PRESENT,
  SE_SACL_PROTECTED,
  SE_SELF_RELATIVE,
  type SecurityDescriptor,
} from './security-descriptor';
import { isSid } from './sid';

/** Two-letter names of SIDs; a number stands for an account of the domain at hand. */
const aliases: Readonly<Record<string, string | number>> = {
  WD: 'S-1-1-0',
  CO: 'S-1-3-0',
  CG: 'S-1-3-1',
  NU: 'S-1-5-2',
  IU: 'S-1-5-4',
  SU: 'S-1-5-6',
  AN: 'S-1-5-7',
  ED: 'S-1-5-9',
  PS: 'S-1-5-10',
  AU: 'S-1-5-11',
  RC: 'S-1-5-12',
  SY: 'S-1-5-18',
  LS: 'S-1-5-19',
  NS: 'S-1-5-20',
  BA: 'S-1-5-32-544',
  BU: 'S-1-5-32-545',
  BG: 'S-1-5-32-546',
  PU: 'S-1-5-32-547',
  AO: 'S-1-5-32-548',
  SO: 'S-1-5-32-549',
  PO: 'S-1-5-32-550',
  BO: 'S-1-5-32-551',
  RE: 'S-1-5-32-552',
  RU: 'S-1-5-32-554',
  RD: 'S-1-5-32-555',
  NO: 'S-1-5-32-556',
  LA: 500,
  LG: 501,
  DA: 512,
  DU: 513,
  DG: 514,
  DC: 515,
  DD: 516,
  CA: 517,
  SA: 518,
  EA: 519,
  PA: 520,
};

/** Rights in the order Windows writes them. */
const rights: readonly (readonly [string, number])[] = [
  ['CC', 0x1],
  ['DC', 0x2],
  ['LC', 0x4],
  ['SW', 0x8],
  ['RP', 0x10],
  ['WP', 0x20],
  ['DT', 0x40],
  ['LO', 0x80],
  ['CR', 0x100],
  ['SD', 0x1_0000],
  ['RC', 0x2_0000],
  ['WD', 0x4_0000],
  ['WO', 0x8_0000],
  ['GA', 0x1000_0000],
  ['GX', 0x2000_0000],
  ['GW', 0x4000_0000],
  ['GR', 0x8000_0000],
];

const fileRights: Readonly<Record<string, number>> = {
  FA: 0x1f_01ff,
  FR: 0x12_0089,
  FW: 0x12_0116,
  FX: 0x12_00a0,
  KA: 0xf_003f,
  KR: 0x2_0019,
  KW: 0x2_0006,
  KX: 0x2_0019,
};

const aceTypes: readonly (readonly [string, number])[] = [
  ['A', 0],
  ['D', 1],
  ['AU', 2],
  ['AL', 3],
  ['OA', 5],
  ['OD', 6],
  ['OU', 7],
  ['OL', 8],
];

const aceFlags: readonly (readonly [string, number])[] = [
  ['OI', 0x1],
  ['CI', 0x2],
  ['NP', 0x4],
  ['IO', 0x8],
  ['ID', 0x10],
  ['SA', 0x40],
  ['FA', 0x80],
];

function damaged(sddl: string, what: string): RangeError {
  return new RangeError(`"${excerpt(sddl)}" is not a security descriptor in SDDL: ${what}`);
}

function parseSid(text: string, domainSid: string, sddl: string): string {
  if (isSid(text)) return text.toUpperCase();
  const known = aliases[text.toUpperCase()];
  if (known === undefined) throw damaged(sddl, `"${excerpt(text)}" is no SID and no name of one`);
  return typeof known === 'number' ? `${domainSid}-${known}` : known;
}

function bits(text: string, table: readonly (readonly [string, number])[], sddl: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i += 2) {
    const name = text.slice(i, i + 2).toUpperCase();
    const bit = table.find(([key]) => key === name)?.[1] ?? (table === rights ? fileRights[name] : undefined);
    if (bit === undefined) throw damaged(sddl, `"${name}" is not known`);
    value |= bit;
  }
  return value >>> 0;
}

function parseAce(text: string, domainSid: string, sddl: string): Ace {
  const fields = text.split(';');
  if (fields.length < 6) throw damaged(sddl, `(${excerpt(text)}) has ${fields.length} fields in place of 6`);
  const [type, flags, mask, objectType, inheritedObjectType, sid] = fields.map((f) => f.trim()) as string[];
  const number = aceTypes.find(([key]) => key === type!.toUpperCase())?.[1];
  if (number === undefined) throw damaged(sddl, `(${excerpt(text)}) is of an unknown type`);
  return {
    type: number,
    flags: bits(flags!, aceFlags, sddl),
    mask: /^(0x[0-9a-f]+|\d+)$/i.test(mask!) ? Number(mask) >>> 0 : bits(mask!, rights, sddl),
    ...(objectType ? { objectType: objectType.toLowerCase() } : {}),
    ...(inheritedObjectType ? { inheritedObjectType: inheritedObjectType.toLowerCase() } : {}),
    sid: parseSid(sid!, domainSid, sddl),
  };
}

/** The parts of a descriptor, which stand in this order. */
const partTags = ['O', 'G', 'D', 'S'] as const;

/** Cuts a descriptor into its parts, in time linear in its length; undefined where something else stands in it. */
function cutParts(text: string): Partial<Record<(typeof partTags)[number], string>> | undefined {
  const parts: ReturnType<typeof cutParts> = {};
  let at = 0;
  for (const tag of partTags) {
    if (!text.startsWith(`${tag}:`, at)) continue;
    const start = at + 2;
    // Owner and group end before the letter of the next part; entries hold colons, and the auditing comes last.
    const next = tag === 'S' ? -1 : tag === 'D' ? text.indexOf('S:', start) : text.indexOf(':', start) - 1;
    at = next < start ? text.length : next;
    parts[tag] = text.slice(start, at);
  }
  return at === text.length && text !== '' ? parts : undefined;
}

/** The entries of a list, each without its parentheses, and the flags before them; undefined where it is no list. */
function cutList(text: string): { flags: string; entries: string[] } | undefined {
  const flags = /^[A-Z_]*/.exec(text)![0];
  const entries: string[] = [];
  for (let at = flags.length; at < text.length; ) {
    const end = text.indexOf(')', at);
    const entry = text.slice(at + 1, end);
    if (text[at] !== '(' || end < 0 || entry.includes('(')) return undefined;
    entries.push(entry);
    at = end + 1;
  }
  return { flags, entries };
}

/**
 * Reads a security descriptor string.
 * @param domainSid what DA, DU and the like are accounts of.
 * @throws RangeError that names the part which is not understood.
 */
export function parseSddl(sddl: string, domainSid: string): SecurityDescriptor {
  if (sddl.length > limits.sddlLength) {
    throw damaged(sddl, `it has ${sddl.length} characters; at most ${limits.sddlLength} are read`);
  }
  const parts = cutParts(sddl.trim());
  if (parts === undefined) throw damaged(sddl, 'it does not consist of O:, G:, D: and S:, in this order');
  const { O: owner, G: group, D: dacl, S: sacl } = parts;
  const descriptor: SecurityDescriptor = { control: SE_SELF_RELATIVE };
  if (owner) descriptor.owner = parseSid(owner, domainSid, sddl);
  if (group) descriptor.group = parseSid(group, domainSid, sddl);
  const list = (text: string, protectedBit: number, inheritedBit: number): Ace[] => {
    const cut = cutList(text.trim());
    if (cut === undefined) throw damaged(sddl, `"${excerpt(text)}" is not a list of entries`);
    const flags = cut.flags.replace('NO_ACCESS_CONTROL', '');
    if (flags.includes('P')) descriptor.control |= protectedBit;
    if (flags.includes('AI')) descriptor.control |= inheritedBit;
    return cut.entries.map((entry) => parseAce(entry, domainSid, sddl));
  };
  if (dacl !== undefined) {
    descriptor.dacl = list(dacl, SE_DACL_PROTECTED, SE_DACL_AUTO_INHERITED);
    descriptor.control |= SE_DACL_PRESENT;
  }
  if (sacl !== undefined) {
    descriptor.sacl = list(sacl, SE_SACL_PROTECTED, SE_SACL_AUTO_INHERITED);
    descriptor.control |= SE_SACL_PRESENT;
  }
  return descriptor;
}

function formatSid(sid: string, domainSid: string): string {
  for (const [name, known] of Object.entries(aliases)) {
    // The forest's own groups are written out: seen from a child domain their short names would mean others.
    if (known === 518 || known === 519) continue;
    if (sid === (typeof known === 'number' ? `${domainSid}-${known}` : known)) return name;
  }
  return sid;
}

function formatBits(value: number, table: readonly (readonly [string, number])[]): string | undefined {
  let rest = value;
  let text = '';
  for (const [name, bit] of table) {
    if ((value & bit) !== 0) {
      text += name;
      rest &= ~bit;
    }
  }
  return rest === 0 ? text : undefined;
}

/** Writes a security descriptor as a string, spelled as Windows spells it. */
export function formatSddl(descriptor: SecurityDescriptor, domainSid: string): string {
  const ace = (a: Ace): string => {
    const type = aceTypes.find(([, number]) => number === a.type)?.[0] ?? 'A';
    const mask = formatBits(a.mask, rights) ?? `0x${a.mask.toString(16)}`;
    const flags = formatBits(a.flags, aceFlags) ?? '';
    return `(${type};${flags};${mask};${a.objectType ?? ''};${a.inheritedObjectType ?? ''};${formatSid(a.sid, domainSid)})`;
  };
  const { control, owner, group, dacl, sacl } = descriptor;
  let text = '';
  if (owner) text += `O:${formatSid(owner, domainSid)}`;
  if (group) text += `G:${formatSid(group, domainSid)}`;
  if (dacl) {
    const flags = `${control & SE_DACL_PROTECTED ? 'P' : ''}${control & SE_DACL_AUTO_INHERITED ? 'AI' : ''}`;
    text += `D:${flags}${dacl.map(ace).join('')}`;
  }
  if (sacl) {
    const flags = `${control & SE_SACL_PROTECTED ? 'P' : ''}${control & SE_SACL_AUTO_INHERITED ? 'AI' : ''}`;
    text += `S:${flags}${sacl.map(ace).join('')}`;
  }
  return text;
}
