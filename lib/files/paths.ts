import { FormatError } from './errors';
import { excerpt, pathExcerpt } from './excerpt';
import { limits } from './limits';
import { equalIgnoringCase } from './text';

/** Names that Windows gives to devices in every directory, with or without an extension. */
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * Why a name cannot be one file or directory name on Windows; undefined if it can. Covers what could lead
 * out of a directory: `..`, separators of both kinds, drive letters and alternate data streams (the colon).
 */
export function nameProblem(name: string): string | undefined {
  if (name === '') {
    return 'has an empty part';
  }
  if (name === '.' || name === '..') {
    return `has the part "${excerpt(name)}"`;
  }
  const character = [...name].find((c) => c < ' ' || '<>:"/\\|?*'.includes(c));
  if (character !== undefined) {
    return `holds the character ${JSON.stringify(character)}`;
  }
  if (/[. ]$/.test(name)) {
    return 'has a part that ends in a dot or a space';
  }
  return device.test(name) ? `has the device name "${excerpt(name)}"` : undefined;
}

/**
 * The parts of a path below a backup's folder, spelled with backslashes.
 *
 * @param file The file that names the path, for the error.
 * @throws FormatError `hostile` if the path is absolute or could lead anywhere else.
 */
export function splitRelativePath(path: string, file: string): string[] {
  const parts = path.split('\\');
  const absolute = /^[\\/]|^[a-z]:/i.test(path) ? 'is absolute' : undefined;
  const problem = absolute ?? parts.map(nameProblem).find((p) => p !== undefined);
  if (problem) {
    throw new FormatError(
      'hostile',
      file,
      `the path ${JSON.stringify(pathExcerpt(path))} ${problem}; only plain paths below the backup's own folder are accepted`,
    );
  }
  if (parts.length > limits.directoryDepth) {
    throw new FormatError(
      'hostile',
      file,
      `the path ${JSON.stringify(pathExcerpt(path))} is deeper than ${limits.directoryDepth} directories`,
    );
  }
  return parts;
}

/** Checks a `bkp:Path`: one of GPMC's variables and a plain path, of which the last part may be a wildcard. */
export function checkVariablePath(path: string, file: string): void {
  const match = /^%GPO_(?:MACH_|USER_)?FSPATH%(?:\\(.+))?$/i.exec(path);
  if (!match) {
    throw new FormatError(
      'hostile',
      file,
      `the path ${JSON.stringify(pathExcerpt(path))} does not begin with %GPO_FSPATH%, %GPO_MACH_FSPATH% or %GPO_USER_FSPATH%`,
    );
  }
  if (match[1] !== undefined) {
    const parts = match[1].split('\\');
    const last = parts.pop()!;
    splitRelativePath([...parts, last.replace(/[*?]/g, '_')].join('\\'), file);
  }
}

/** Where the GPO's own files lie in a backup. */
export const sysvolRoot = 'DomainSysvol\\GPO';

/** The path below {@link sysvolRoot}; empty for that directory itself, undefined for a path elsewhere. */
export function belowSysvol(path: string): string | undefined {
  if (!equalIgnoringCase(path.slice(0, sysvolRoot.length), sysvolRoot)) {
    return undefined;
  }
  const rest = path.slice(sysvolRoot.length);
  return rest === '' || rest.startsWith('\\') ? rest.slice(1) : undefined;
}
