/**
 * `npm run build:cross`: cross-builds the addon for the systems that are its arguments, or for all that there are.
 *
 *     node build/tools/cross/main.js [win32-x64 …]
 */
import path from 'node:path';
import { projectRoot } from '../programs';
import { checkBinary } from './binary';
import { buildAddons } from './build';
import { findTarget, targets } from './targets';

function main(systems: readonly string[]): void {
  const chosen = systems.length > 0 ? systems.map(findTarget) : targets;
  for (const target of chosen) {
    for (const file of buildAddons(target)) {
      console.log(`${path.relative(projectRoot, file)} is built; it needs ${checkBinary(target, file)}.`);
    }
  }
}

main(process.argv.slice(2));
