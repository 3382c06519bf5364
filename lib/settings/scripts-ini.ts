import { foldCase } from '../files/text';
import { formatIni, type IniEntry, iniEntry, parseIni, withEntry } from './ini';

/** When scripts run, in the order in which reports list them. */
const scriptTypes = ['Startup', 'Shutdown', 'Logon', 'Logoff'] as const;

/** A script of a scripts.ini or psscripts.ini. */
export interface Script {
  type: (typeof scriptTypes)[number];
  /** Scripts of one type run in this order. */
  order: number;
  command: string;
  parameters: string;
}

/** Reads the scripts of a scripts.ini or psscripts.ini, by type and in the order in which they run. */
export function parseScripts(text: string): Script[] {
  const lines = parseIni(text);
  return scriptTypes.flatMap((type) => {
    const scripts = new Map<number, Script>();
    for (const line of lines.filter(({ section }) => section === foldCase(type))) {
      const part = scriptPart(iniEntry(line));
      if (!part) continue;
      const { order, key, value } = part;
      const script = scripts.get(order) ?? { type, order, command: '', parameters: '' };
      scripts.set(order, { ...script, [key]: value });
    }
    return [...scripts.values()].sort((a, b) => a.order - b.order);
  });
}

/**
 * Replaces the UNC paths that a scripts.ini or psscripts.ini names in its command lines and their parameters. All else
 * stays to the letter.
 *
 * @param map From a path as spelled, without quotes (`\\server\share\start.cmd`), to what is put in its place.
 */
export function mapUncPaths(text: string, map: (path: string) => string): string {
  const mapOne = (path: string): string => (isUncPath(path) ? map(path) : path);
  const lines = parseIni(text).map((line) => {
    const entry = iniEntry(line);
    const part = scriptPart(entry);
    if (!entry || !part) return line;
    // A command line is one path, spaces and all; parameters hold paths in quotes or between spaces.
    const value =
      part.key === 'command' && part.value.startsWith('\\\\')
        ? mapOne(part.value)
        : part.value.replace(/(?<=")\\\\[^"]+(?=")|(?<!\S)\\\\[^\s"]+/g, mapOne);
    return withEntry(line, { ...entry, value });
  });
  return formatIni(lines);
}

/** Whether a text is a UNC path: two backslashes, a server and a share. */
export function isUncPath(text: string): boolean {
  return /^\\\\[^\\/:*?"<>|]+\\[^\\/:*?"<>|]+(?:\\|$)/.test(text);
}

/** `0CmdLine=…` or `0Parameters=…`. */
function scriptPart(
  entry: IniEntry | undefined,
): { order: number; key: 'command' | 'parameters'; value: string } | undefined {
  const [, order, key] = /^(\d{1,6})(CmdLine|Parameters)$/i.exec(entry?.name ?? '') ?? [];
  if (!entry || !order || !key) return undefined;
  return {
    order: Number(order),
    key: foldCase(key) === foldCase('CmdLine') ? 'command' : 'parameters',
    value: entry.value,
  };
}
