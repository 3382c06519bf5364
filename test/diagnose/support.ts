import path from 'node:path';
import { projectRoot, requireBuilt } from '../support/built';
import { runChild } from '../support/child';

/** Runs the diagnosis with the built library; what it prints, errors included. */
export async function diagnose(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> {
  requireBuilt();
  const program = path.join(projectRoot, 'examples/diagnose.mjs');
  const { code, stdout, stderr } = await runChild(process.execPath, [program, ...args], {
    env,
    timeout: 120_000,
  });
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
