/** `npm run binaries`: makes the folder `prebuilds` of the package. */
import path from 'node:path';
import { projectRoot } from '../programs';
import { makePrebuilds } from './prebuild';

async function main(): Promise<void> {
  for (const { system, size, loadedBy } of await makePrebuilds(path.join(projectRoot, 'prebuilds'))) {
    console.log(
      `prebuilds/${system}/gpmc.node: ${size} bytes; loaded by ${loadedBy.join(', ') || 'nothing here'}`,
    );
  }
}

void main();
