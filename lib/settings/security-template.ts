import { decodeText, encodeUtf16 } from '../files/text';

/** Lists of GptTmpl.inf whose lines are `name = principal,principal`. */
const listSections = ['privilege rights', 'group membership'];

/** A group's line in [Group Membership]: its own principal stands before the suffix. */
const membership = /^(.*)(__(?:Members|Memberof)\s*)$/i;

/** One line of a security template, cut so that its principals can be told and replaced. */
interface Line {
  /** The restricted group whose line it is, as spelled. */
  group: string;
  /** All up to the list; the whole line where there is no list of principals. */
  head: string;
  /** SIDs with asterisk and names, as spelled, spaces and all. */
  items: string[];
  tail: string;
}

/**
 * The principals in a GptTmpl.inf: those of user rights and restricted groups, in order, each once.
 *
 * @param bytes UTF-16LE with byte order mark, or UTF-8.
 * @param file Named in errors.
 * @returns SIDs (`S-1-…`) or names.
 */
export function findPrincipals(bytes: Uint8Array, file: string): string[] {
  const lines = readLines(decodeText(bytes, file).text);
  return [...new Set(lines.flatMap(({ group, items }) => [group, ...items]).map(bare))].filter(
    (name) => name !== '',
  );
}

/**
 * Replaces principals in a GptTmpl.inf, as an import with a migration table does.
 *
 * @param map From a SID or name to what is put in its place: a SID, a name, or `null` to remove it from its list
 *   (a restricted group goes with its lines). `undefined` leaves it as it is.
 * @returns The new file, UTF-16LE with byte order mark.
 */
export function mapPrincipals(
  bytes: Uint8Array,
  file: string,
  map: (principal: string) => string | null | undefined,
): Uint8Array {
  const mapOne = (spelled: string): string | null => {
    const principal = bare(spelled);
    const target = principal === '' ? undefined : map(principal);
    return target === undefined || target === principal ? spelled : target && spell(target);
  };
  const lines = readLines(decodeText(bytes, file).text).map(({ group, head, items, tail }) => {
    const mappedGroup = mapOne(group);
    const mapped = items.map(mapOne).filter((item) => item !== null);
    return mappedGroup === null ? '' : mappedGroup + head + mapped.join(',') + tail;
  });
  return encodeUtf16(lines.join(''));
}

/** Lines keep their ends, so that joined they are the file again. */
function readLines(text: string): Line[] {
  let section = '';
  return (text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []).map((raw) => {
    section = /^\s*\[([^\]]*)\]/.exec(raw)?.[1]?.trim().toLowerCase() ?? section;
    const match = listSections.includes(section)
      ? /^([^=[;\r\n]*)(=[ \t]*)([^\r\n]*)([\r\n]*)$/.exec(raw)
      : null;
    if (!match) {
      return { group: '', head: raw, items: [], tail: '' };
    }
    const [, name, equals, list, tail] = match as unknown as [string, string, string, string, string];
    const [, group = '', suffix = name] = (section === 'group membership' && membership.exec(name)) || [];
    return { group, head: suffix + equals, items: list.trim() === '' ? [] : list.split(','), tail };
  });
}

/** A SID without its asterisk, or a name. */
function bare(spelled: string): string {
  const name = spelled.trim();
  return /^\*S-1-/i.test(name) ? name.slice(1) : name;
}

function spell(principal: string): string {
  return /^S-1-/i.test(principal) ? `*${principal}` : principal;
}
