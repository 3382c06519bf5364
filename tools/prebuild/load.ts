import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WINDOWS_NODES, windowsNode } from '../windows/node';
import { isInstalled } from '../windows/programs';
import { preparePrefix, runInWine } from '../windows/wine';

/** Loads the addon that is its second argument, and writes what it answers to the file that is its third. */
const PROGRAM = `
  const [file, report] = process.argv.slice(-2);
  require('node:fs').writeFileSync(report, JSON.stringify(require(file).counters()));
`;

const ANSWER = JSON.stringify({ objects: 0, references: 0, apartments: 0 });

/** Loads a binary of this system; says with what. */
export function loadHere(file: string): string[] {
  expectAnswer(file, (program, report) => execFileSync(process.execPath, [program, file, report]));
  return [`Node.js ${process.version.slice(1)} on ${os.type()}`];
}

/** Loads a Windows binary in Wine, where that is installed; says with what. */
export async function loadInWine(file: string): Promise<string[]> {
  if (!isInstalled('wine')) return [];
  await preparePrefix();
  const loaded: string[] = [];
  for (const major of Object.keys(WINDOWS_NODES)) {
    const node = windowsNode(major);
    await expectAnswer(file, (program, report) =>
      runInWine(node, [program, windowsPath(file), windowsPath(report)]),
    );
    loaded.push(`Windows Node.js ${WINDOWS_NODES[major]} in Wine`);
  }
  return loaded;
}

/** Wine's drive Z: is the root of this file system. */
function windowsPath(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`;
}

async function expectAnswer(file: string, run: (program: string, report: string) => unknown): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-load-'));
  try {
    const [program, report] = [path.join(folder, 'load.js'), path.join(folder, 'report.json')];
    fs.writeFileSync(program, PROGRAM);
    await run(program, report);
    const answer = fs.existsSync(report) ? fs.readFileSync(report, 'utf8') : 'nothing';
    if (answer !== ANSWER) throw new Error(`${file} was loaded, but answered ${answer}.`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
