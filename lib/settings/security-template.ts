import { foldCase } from '../files/text';
import { formatIni, type IniEntry, type IniLine, iniEntry, parseIni, sectionEntries, withEntry } from './ini';

/** Lines of these sections are `name = principal,principal`. */
const rightsSection = foldCase('Privilege Rights');
const groupsSection = foldCase('Group Membership');

/** Lines of these sections are `"name",mode,"descriptor in SDDL"`. */
const descriptorSections = ['Service General Setting', 'Registry Keys', 'File Security'] as const;

/** Of the event logs that have settings here. */
export const eventLogSections = ['Application Log', 'Security Log', 'System Log'] as const;

/** Lines of these sections are `name = value`. */
type ValueSection =
  | 'System Access'
  | 'Kerberos Policy'
  | 'Event Audit'
  | 'Registry Values'
  | (typeof eventLogSections)[number];

/** A user right, and who has it. */
export interface UserRight {
  right: string;
  /** SIDs (`S-1-…`) and names. */
  principals: string[];
}

/** A line of a restricted group: who its members are, or which groups it is a member of. */
export interface RestrictedGroup {
  /** A SID or a name. */
  group: string;
  kind: 'Members' | 'MemberOf';
  principals: string[];
}

/** The security of a service, registry key or file. */
export interface ObjectSecurity {
  name: string;
  /** Of a service how it starts (2 automatic, 3 manual, 4 disabled), of the others how the descriptor is inherited. */
  mode: string;
  /** May be empty. */
  sddl: string;
}

/** A line of principals, cut so that they can be told and replaced. */
interface PrincipalList {
  entry: IniEntry;
  /** The restricted group whose line it is; empty for a user right. */
  group: string;
  /** The rest of the line's name. */
  suffix: string;
  /** SIDs with asterisk and names, as spelled, spaces and all. */
  items: string[];
}

/**
 * A GptTmpl.inf. It keeps every line, so that what is not changed is written to the letter.
 *
 * Format: https://learn.microsoft.com/openspecs/windows_protocols/ms-gpsb/
 */
export class SecurityTemplate {
  readonly #lines: readonly IniLine[];

  private constructor(lines: readonly IniLine[]) {
    this.#lines = lines;
  }

  static parse(text: string): SecurityTemplate {
    return new SecurityTemplate(parseIni(text));
  }

  /** The names and values of a section. */
  values(section: ValueSection): { name: string; value: string }[] {
    return sectionEntries(this.#lines, section);
  }

  userRights(): UserRight[] {
    return this.#lists(rightsSection).map(({ suffix, items }) => ({
      right: suffix,
      principals: principalsOf(items),
    }));
  }

  restrictedGroups(): RestrictedGroup[] {
    return this.#lists(groupsSection)
      .filter(({ group }) => group !== '')
      .map(({ group, suffix, items }) => ({
        group: bare(group),
        kind: /^__Members$/i.test(suffix) ? 'Members' : 'MemberOf',
        principals: principalsOf(items),
      }));
  }

  objectSecurity(section: (typeof descriptorSections)[number]): ObjectSecurity[] {
    return this.#lines
      .filter((line) => line.isSetting && line.section === foldCase(section))
      .map((line) => cutDescriptor(line.text));
  }

  /**
   * Replaces the principals of user rights and restricted groups, as an import with a migration table does.
   *
   * @param map From a SID or name to what is put in its place: a SID, a name, or `null` to remove it from its list
   *   (a restricted group goes with its lines). `undefined` leaves it as it is.
   */
  mapPrincipals(map: (principal: string) => string | null | undefined): SecurityTemplate {
    const mapOne = (spelled: string): string | null => {
      const principal = bare(spelled);
      const target = principal === '' ? undefined : map(principal);
      return target === undefined || target === principal ? spelled : target && spell(target);
    };
    const lines = this.#lines.flatMap((line) => {
      const list = cutList(line);
      if (!list) return [line];
      const { entry, suffix } = list;
      const group = mapOne(list.group);
      const value = list.items
        .map(mapOne)
        .filter((item) => item !== null)
        .join(',');
      return group === null ? [] : [withEntry(line, { ...entry, name: group + suffix, value })];
    });
    return new SecurityTemplate(lines);
  }

  /**
   * Replaces the SIDs in the descriptors of services, registry keys and files.
   *
   * @param map To the SID to write in place of one; `undefined` takes its entry out. `setting` is the service, key or file.
   */
  mapDescriptors(map: (sid: string, setting: string) => string | undefined): SecurityTemplate {
    const sections = descriptorSections.map(foldCase);
    const lines = this.#lines.map((line) => {
      if (!line.isSetting || !sections.includes(line.section)) return line;
      const { name, start, end } = cutDescriptor(line.text);
      const sddl = mapSddl(line.text.slice(start, end), (sid) => map(sid, name));
      return { ...line, text: line.text.slice(0, start) + sddl + line.text.slice(end) };
    });
    return new SecurityTemplate(lines);
  }

  toString(): string {
    return formatIni(this.#lines);
  }

  #lists(section: string): PrincipalList[] {
    return this.#lines
      .filter((line) => line.section === section)
      .map(cutList)
      .filter((list) => list !== undefined);
  }
}

function cutList(line: IniLine): PrincipalList | undefined {
  if (line.section !== rightsSection && line.section !== groupsSection) return undefined;
  const entry = iniEntry(line);
  if (!entry) return undefined;
  const membership =
    line.section === groupsSection ? /^(.*)(__(?:Members|Memberof))$/is.exec(entry.name) : null;
  const [, group = '', suffix = entry.name] = membership ?? [];
  return { entry, group, suffix, items: entry.value === '' ? [] : entry.value.split(',') };
}

/** A SID without its asterisk, or a name. */
function bare(spelled: string): string {
  const name = spelled.trim();
  return /^\*S-1-/i.test(name) ? name.slice(1) : name;
}

function principalsOf(items: readonly string[]): string[] {
  return items.map(bare).filter((principal) => principal !== '');
}

function spell(principal: string): string {
  return /^S-1-/i.test(principal) ? `*${principal}` : principal;
}

/** A field in quotes, which may hold commas, or up to the next comma. It fits everywhere and so never looks back. */
const field = /\s*(?:"([^"]*)"|([^,"]*))\s*/y;

/** Cuts a line of a descriptor section. `start` and `end` are where its descriptor stands, without quotes. */
function cutDescriptor(line: string): ObjectSecurity & { start: number; end: number } {
  const text = line.trimEnd();
  let at = 0;
  const next = (): string => {
    field.lastIndex = at;
    const [, quoted, plain = ''] = field.exec(text)!;
    const comma = text.indexOf(',', field.lastIndex);
    at = comma < 0 ? text.length : comma + 1;
    return quoted ?? plain.trimEnd();
  };
  const [name, mode] = [next(), next()];
  const start = text.length - text.slice(at).trimStart().length;
  const quoted = text[start] === '"' && text.length > start + 1 && text.endsWith('"');
  const [from, to] = quoted ? [start + 1, text.length - 1] : [start, text.length];
  return { name, mode, sddl: text.slice(from, to), start: from, end: to };
}

/** Replaces the SIDs of owner, group and entries, or takes these out; the rest of the descriptor stays to the letter. */
export function mapSddl(sddl: string, map: (sid: string) => string | undefined): string {
  const lists = sddl.search(/[DS]:/);
  const head = lists < 0 ? sddl : sddl.slice(0, lists);
  const mappedHead = head.replace(/([OG]:)(S-1-[\d-]+)/gi, (_, part: string, sid: string) => {
    const mapped = map(sid);
    return mapped === undefined ? '' : part + mapped;
  });
  const entries = sddl
    .slice(head.length)
    .replace(/\(([^()]*;)(S-1-[\d-]+)\)/gi, (_, fields: string, sid: string) => {
      const mapped = map(sid);
      return mapped === undefined ? '' : `(${fields}${mapped})`;
    });
  return mappedHead + entries;
}
