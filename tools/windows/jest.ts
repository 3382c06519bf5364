/**
 * Runs the test suite under Windows Node.js in Wine:
 *
 *     node build/tools/windows/jest.js [--node=20|22] [jest's arguments…]
 *
 * Without `--node` under each version in turn. Needs what `npm run build:windows` builds, and Debian's packages wine
 * and wine64. The exit code is jest's.
 */
import { chooseNodes } from './node';
import { runInWine } from './wine';

// One process: Wine's pipes between a parent and its workers are slow, and lose what a worker prints.
const JEST = ['node_modules/jest/bin/jest.js', '--runInBand', '--watchman=false', '--ci'];

async function main(args: readonly string[]): Promise<void> {
  const { nodes, rest } = chooseNodes(args);
  for (const node of nodes) {
    console.log(`${node.name}: jest ${rest.join(' ')}`);
    const code = await runInWine(node, [...JEST, ...rest]);
    if (code !== 0) process.exitCode = code;
  }
}

void main(process.argv.slice(2));
