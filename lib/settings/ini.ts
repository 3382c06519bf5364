import { foldCase } from '../files/text';

/** A line of an .ini or .inf file. */
export interface IniLine {
  /** The section it is in ({@link foldCase}); empty before the first heading. */
  section: string;
  /** Whether it sets something: no heading, comment or blank line. */
  isSetting: boolean;
  /** To the letter and with its end, so that the lines joined are the file again. */
  text: string;
}

/** A line of the form `name = value`, cut in parts that joined are the line again. */
export interface IniEntry {
  lead: string;
  /** Without the spaces around it, as the value. */
  name: string;
  equals: string;
  value: string;
  tail: string;
}

/** Cuts the text of an .ini or .inf file into its lines. */
export function parseIni(text: string): IniLine[] {
  let section = '';
  return (text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []).map((line) => {
    const start = line.trimStart();
    const heading = start.startsWith('[') ? /^\[([^\]]*)\]/.exec(start)?.[1] : undefined;
    section = heading === undefined ? section : foldCase(heading.trim());
    return { section, isSetting: start !== '' && !/^[;[]/.test(start), text: line };
  });
}

/** The parts of a line that sets a name to a value; undefined for any other line. */
export function iniEntry({ isSetting, text }: IniLine): IniEntry | undefined {
  const at = isSetting ? text.indexOf('=') : -1;
  if (at < 0) return undefined;
  const [lead, name, before] = aroundTrimmed(text.slice(0, at));
  const [after, value, tail] = aroundTrimmed(text.slice(at + 1));
  return { lead, name, equals: `${before}=${after}`, value, tail };
}

/** The entries of one section, in order. A line without a value is a name. */
export function sectionEntries(
  lines: readonly IniLine[],
  section: string,
): { name: string; value: string }[] {
  return lines
    .filter((line) => line.isSetting && line.section === foldCase(section))
    .map((line) => {
      const { name, value } = iniEntry(line) ?? { name: line.text.trim(), value: '' };
      return { name, value };
    });
}

/** The line with another entry in its place. */
export function withEntry(line: IniLine, { lead, name, equals, value, tail }: IniEntry): IniLine {
  return { ...line, text: lead + name + equals + value + tail };
}

/** The text of lines. */
export function formatIni(lines: readonly IniLine[]): string {
  return lines.map((line) => line.text).join('');
}

/** White space, what stands in it, and white space. */
function aroundTrimmed(text: string): [before: string, trimmed: string, after: string] {
  const trimmed = text.trim();
  const start = text.length - text.trimStart().length;
  return [text.slice(0, start), trimmed, text.slice(start + trimmed.length)];
}
