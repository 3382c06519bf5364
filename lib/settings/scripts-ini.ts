import { decodeText } from '../files/text';

/**
 * The UNC paths that a scripts.ini or psscripts.ini names, in its command lines and their parameters, each once.
 *
 * @param bytes UTF-16LE with byte order mark, or UTF-8.
 * @param file Named in errors.
 * @returns Paths as spelled, without quotes: `\\server\share\start.cmd`.
 */
export function findUncPaths(bytes: Uint8Array, file: string): string[] {
  const paths = new Set<string>();
  for (const line of decodeText(bytes, file).text.split(/\r\n|\r|\n/)) {
    const setting = /^\s*\d+(CmdLine|Parameters)\s*=\s*(.*)$/i.exec(line);
    if (!setting) {
      continue;
    }
    const [, key, value] = setting as unknown as [string, string, string];
    // A command line is one path, spaces and all; parameters hold paths in quotes or between spaces.
    const found =
      key.toLowerCase() === 'cmdline' && value.startsWith('\\\\')
        ? [value.trimEnd()]
        : (value.match(/(?<=")\\\\[^"]+(?=")|(?<!\S)\\\\[^\s"]+/g) ?? []);
    for (const path of found) {
      if (isUncPath(path)) {
        paths.add(path);
      }
    }
  }
  return [...paths];
}

/** Whether a text is a UNC path: two backslashes, a server and a share. */
export function isUncPath(text: string): boolean {
  return /^\\\\[^\\/:*?"<>|]+\\[^\\/:*?"<>|]+(?:\\|$)/.test(text);
}
