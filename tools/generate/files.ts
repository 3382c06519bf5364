import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Description } from './description';
import { CPP_FOLDER, TYPESCRIPT_FOLDER } from './generate';

/** Reads `native/gpmgmt/gpmgmt.json`; `root` is the project's root. */
export function readDescription(root: string): Description {
  return JSON.parse(readFileSync(join(root, 'native/gpmgmt/gpmgmt.json'), 'utf8')) as Description;
}

/** The files that are in the folders of generated files now, with their text. */
export function readGenerated(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of [CPP_FOLDER, TYPESCRIPT_FOLDER]) {
    if (!existsSync(join(root, folder))) continue;
    for (const name of readdirSync(join(root, folder)).sort()) {
      found.set(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'));
    }
  }
  return found;
}

/** How the files that are there differ from the files that should be, one line for each; empty when current. */
export function staleFiles(
  wanted: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string[] {
  const stale = [...found.keys()]
    .filter((path) => !wanted.has(path))
    .map((path) => `${path} is not generated any more`);
  for (const [path, text] of wanted) {
    if (!found.has(path)) stale.push(`${path} is missing`);
    else if (found.get(path) !== text) stale.push(`${path} differs from what the description gives`);
  }
  return stale;
}
