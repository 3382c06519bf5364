import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot, requireBuilt } from '../../support/built';
import { type ChildOutcome, runChild } from '../../support/child';
import { type JournalLine, readJournal } from './server';

/** What a client's process did: how it ended, what it wrote as JSON, and what the server saw of it. */
export interface ClientRun<T> {
  readonly outcome: ChildOutcome;
  readonly report: T;
  readonly journal: JournalLine[];
}

/** A deadlock shall be seen as one, on a slow machine too. */
const DEADLINE = 120_000;

/**
 * Runs one of the clients beside this file in a process of its own, with the built library: which apartments, hosts and
 * servers a process has got is never undone.
 */
export async function runClient<T>(
  name: string,
  args: readonly string[],
  executable = process.execPath,
): Promise<ClientRun<T>> {
  requireBuilt();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-client-'));
  try {
    const script = path.join(folder, 'client.js');
    fs.writeFileSync(script, transpile(path.join(__dirname, '../clients', `${name}.ts`)));
    const [report, journal] = [path.join(folder, 'report.json'), path.join(folder, 'journal.txt')];
    fs.writeFileSync(journal, '');
    const outcome = await runChild(executable, [script, report, ...args], {
      env: { GPMC_TEST_ROOT: projectRoot, GPMC_TEST_SERVER_LOG: journal },
      timeout: DEADLINE,
    });
    if (outcome.code !== 0) {
      throw new Error(`The client ${name} ended with ${outcome.code}:\n${outcome.stdout}\n${outcome.stderr}`);
    }
    return {
      outcome,
      report: JSON.parse(fs.readFileSync(report, 'utf8')) as T,
      journal: readJournal(journal),
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function transpile(file: string): string {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    esModuleInterop: true,
  };
  return ts.transpileModule(fs.readFileSync(file, 'utf8'), { fileName: file, compilerOptions }).outputText;
}
