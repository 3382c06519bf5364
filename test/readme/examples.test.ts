import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { projectRoot, requireBuilt } from '../support/built';
import { runChild } from '../support/child';
import { type Program, pages, programs } from './blocks';

/** Milliseconds for one program: each takes less than a second where nothing else runs. */
const PATIENCE = 60_000;

const preload = pathToFileURL(path.join(__dirname, 'preload.mjs')).href;

requireBuilt();
/** Inside the project, where `gpmc` is the project itself. */
let target: string;
let directory: string;
beforeAll(() => {
  target = fs.mkdtempSync(path.join(projectRoot, 'build', 'readme-'));
});
afterAll(() => fs.rmSync(target, { recursive: true, force: true, maxRetries: 5 }));
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-readme-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

/** Writes a program with a folder of its own in place of `C:\Backups`; the path of the file. */
function write({ name, source, typescript }: Program): string {
  const folder = path.join(directory, 'Backups');
  fs.mkdirSync(folder);
  const text = source.replaceAll("'C:\\\\Backups", () => `'${folder.replaceAll('\\', '\\\\')}`);
  const file = path.join(target, `${name.replace(/\W+/g, '-')}.mjs`);
  fs.writeFileSync(file, typescript ? toJavaScript(text) : text);
  return file;
}

/** Node.js knows `await using` from its version 24 on. */
function toJavaScript(text: string): string {
  return ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText;
}

const all = pages().flatMap(programs);

test.each(all.map((program) => [program.name, program] as const))(
  '%s runs as it is printed',
  async (_name, program) => {
    const { code, signal, stdout, stderr } = await runChild(
      process.execPath,
      ['--import', preload, write(program)],
      { timeout: PATIENCE },
    );
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    if (program.page === 'README.md' && program.source.includes('console.log')) {
      const lines = stdout.trimEnd().split('\n');
      expect(lines.length).toBeGreaterThan(1);
      expect(lines).toEqual(lines.map((_, i) => `${i + 1} of ${lines.length}`));
    }
  },
  PATIENCE + 5000,
);

test('there are examples of everything', () => {
  const covered = new Set(all.map(({ page }) => page));
  expect([...covered]).toEqual(expect.arrayContaining(['README.md', 'docs/api.md', 'docs/mock.md']));
});
