/**
 * `npm run build:cross`: cross-builds the addon for the systems that are its arguments, or for all that there are.
 *
 *     node build/tools/cross/main.js [win32-x64 …]
 */
import path from 'node:path';
import { projectRoot } from '../programs';
import { addonFile, buildAddon } from './build';
import { findTarget, targets } from './targets';

function main(systems: readonly string[]): void {
  for (const target of systems.length > 0 ? systems.map(findTarget) : targets) {
    const needs = buildAddon(target);
    console.log(`${path.relative(projectRoot, addonFile(target.system))} is built; it needs ${needs}.`);
  }
}

main(process.argv.slice(2));
