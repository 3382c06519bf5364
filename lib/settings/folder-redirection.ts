import { isSid } from '../security/sid';
import { formatIni, iniEntry, parseIni, withEntry } from './ini';

/**
 * Replaces principals and folders in an fdeploy.ini, whose lines are `SID=\\server\share\folder`. All else stays to
 * the letter.
 *
 * @param principal To what is put in a SID's place; `undefined` takes its line out.
 */
export function mapRedirections(
  text: string,
  principal: (sid: string) => string | undefined,
  path: (path: string) => string,
): string {
  const lines = parseIni(text).flatMap((line) => {
    const entry = iniEntry(line);
    if (!entry?.value.startsWith('\\\\')) return [line];
    const name = isSid(entry.name) ? principal(entry.name) : entry.name;
    return name === undefined ? [] : [withEntry(line, { ...entry, name, value: path(entry.value) })];
  });
  return formatIni(lines);
}
