import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Host, hosts } from '../nodes/hosts';

/** Loads the addon that is its first argument, and writes what it answers to the file that is its second. */
const PROGRAM = `
  const [file, report] = process.argv.slice(-2);
  require('node:fs').writeFileSync(report, JSON.stringify(require(file).counters()));
`;

const ANSWER = JSON.stringify({ objects: 0, references: 0, apartments: 0 });

/**
 * Loads a binary wherever this machine can.
 *
 * @returns by which Node.js that was.
 * @throws Error where one could not load it.
 */
export async function loadEverywhere(system: string, file: string): Promise<string[]> {
  const able = hosts().filter((host) => host.system === system && host.obstacle === undefined);
  for (const host of able) await load(host, file);
  return able.map(({ name }) => name);
}

async function load(host: Host, file: string): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-load-'));
  try {
    const [program, report] = [path.join(folder, 'load.js'), path.join(folder, 'report.json')];
    fs.writeFileSync(program, PROGRAM);
    const code = await host.run(program, [host.nameOf(file), host.nameOf(report)]);
    const answer = fs.existsSync(report) ? fs.readFileSync(report, 'utf8') : 'nothing';
    if (code !== 0 || answer !== ANSWER)
      throw new Error(`${file}: ${host.name} ended with ${code}; the addon answered ${answer}.`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
