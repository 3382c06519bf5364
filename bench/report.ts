import os from 'node:os';
import type { Goal } from './plan';
import type { Verdict } from './verdict';

/** What the numbers depend on. */
export function machineFacts(): Record<string, unknown> {
  const cpus = os.cpus();
  return {
    node: process.version,
    v8: process.versions.v8,
    uv: process.versions.uv,
    platform: process.platform,
    release: os.release(),
    arch: process.arch,
    cpus: cpus.length,
    cpu: cpus[0]?.model ?? 'unknown',
    memory: os.totalmem(),
  };
}

const HEAD = ['what', 'ours', 'against', 'value', 'rounds', 'goal', 'result'];

/** The table, one line a goal. `?` marks a result that not every round would have given. */
export function formatTable(verdicts: readonly Verdict[]): string {
  const rows = [HEAD, ...verdicts.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  const reasons = new Set(verdicts.flatMap(({ reason }) => reason ?? []));
  return [...lines, ...[...reasons].map((reason) => `\nNot measured: ${reason}`)].join('\n');
}

function cells(verdict: Verdict): string[] {
  const { goal, perRound, value } = verdict;
  const sign = goal.compare === 'ratio' ? '×' : goal.unit;
  const bound = 'atLeast' in goal.bound ? `≥ ${goal.bound.atLeast}` : `≤ ${goal.bound.atMost}`;
  const measured = value === undefined ? '' : `${short(value)} ${sign}`;
  const spread =
    perRound.length === 0 ? '' : `${short(Math.min(...perRound))} … ${short(Math.max(...perRound))}`;
  const result = verdict.result === 'unknown' || verdict.unanimous ? verdict.result : `${verdict.result} ?`;
  return [
    goal.what,
    amount(goal, verdict.ours),
    against(goal, verdict.against),
    measured,
    spread,
    `${bound} ${sign}`,
    result,
  ];
}

function against(goal: Goal, value: number | undefined): string {
  return goal.against === undefined ? '—' : `${goal.against} ${amount(goal, value)}`.trimEnd();
}

function amount(goal: Goal, value: number | undefined): string {
  return value === undefined ? '' : `${short(value)} ${goal.unit}`;
}

/** Three significant digits, with a letter for thousands and millions. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (size >= 1e4) return `${(value / 1e3).toPrecision(3)} k`;
  if (size >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}
