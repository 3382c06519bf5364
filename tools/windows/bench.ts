/**
 * `npm run bench:windows`: runs the benchmarks under Windows Node.js in Wine.
 *
 *     node build/tools/windows/bench.js [--node=20|22] [the arguments of bench/run.ts…]
 *
 * Needs what `npm run build:windows` builds. The exit code is that of the benchmarks.
 */
import fs from 'node:fs';
import path from 'node:path';
import { buildAddons } from '../cross/build';
import { findTarget } from '../cross/targets';
import { fetchPackage } from '../npm-package';
import { projectRoot } from '../programs';
import { chooseNodes } from './node';
import { runInWine, windowsPath } from './wine';

/** Where Node.js finds the half of koffi that is for Windows: npm has installed that for this system only. */
const MODULES = path.join(projectRoot, 'build/windows/node_modules');

function fetchKoffi(): void {
  const { version } = JSON.parse(
    fs.readFileSync(path.join(projectRoot, 'node_modules/koffi/package.json'), 'utf8'),
  ) as { version: string };
  const name = '@koromix/koffi-win32-x64';
  const fetched = path.join(projectRoot, 'build/windows', `koffi-${version}`);
  fetchPackage(`${name}@${version}`, fetched);
  fs.cpSync(path.join(fetched, 'package'), path.join(MODULES, name), { recursive: true });
}

async function main(args: readonly string[]): Promise<void> {
  const { nodes, rest } = chooseNodes(args);
  buildAddons(findTarget('win32-x64'), 'bench/binding.gyp');
  fetchKoffi();
  for (const node of nodes) {
    console.log(`${node.name}: the benchmarks ${rest.join(' ')}`);
    const code = await runInWine(node, ['build/bench/run.js', ...rest], {
      NODE_PATH: windowsPath(MODULES),
    });
    if (code !== 0) process.exitCode = code;
  }
}

void main(process.argv.slice(2));
