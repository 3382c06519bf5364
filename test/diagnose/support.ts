import path from 'node:path';
import { projectRoot, requireBuilt } from '../support/built';
import { runChild } from '../support/child';

/** Runs the diagnosis with the built library; what it prints, errors included. */
export async function diagnose(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> {
  requireBuilt();
  return run([path.join(projectRoot, 'examples/diagnose.mjs'), ...args], env);
}

/** Runs the text of a program that may require the built library by its name. */
export async function runProgram(
  text: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  requireBuilt();
  return run(['-e', `process.chdir(${JSON.stringify(projectRoot)}); ${text}`], env);
}

async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const { code, stdout, stderr } = await runChild(process.execPath, args, { env, timeout: 120_000 });
  return { code, output: stdout + stderr };
}

/** The answers of a report, by their question. */
export function answersOf(report: string): Record<string, string> {
  return Object.fromEntries(
    report
      .split(/\r?\n/)
      .map((line) => line.split(/ {2,}/))
      .filter((parts) => parts.length === 2),
  );
}
