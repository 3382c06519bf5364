// `npm run bench`: measures gpmc beside what it is compared with, and says which of the numbers to reach are reached.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PARENT } from './backup-directory';
import { plan, type Scenario } from './plan';
import { formatTable, machineFacts } from './report';
import { type Outcome, runScenario } from './rounds';
import { resolveSubject } from './subject';
import { judge, type Verdict } from './verdict';

const USAGE = `Usage: npm run bench -- [options]
  --quick           small counts and few rounds: shows that everything works, not how fast
  --only <name>     one scenario: ${plan.map(({ name }) => name).join(', ')}; may be given several times
  --json <file>     where every sample goes (default: results.json beside the compiled program)
  --subject <file>  another module to measure in gpmc's place; see bench/subject.ts`;

interface Options {
  quick: boolean;
  scenarios: readonly Scenario[];
  json: string;
  subject: string;
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      json: { type: 'string', default: path.join(__dirname, 'results.json') },
      subject: { type: 'string' },
    },
  });
  const unknown = values.only?.find((name) => !plan.some((scenario) => scenario.name === name));
  if (unknown !== undefined) throw new Error(`There is no scenario '${unknown}'`);
  return {
    quick: values.quick,
    scenarios: plan.filter(({ name }) => values.only?.includes(name) ?? true),
    json: path.resolve(values.json),
    subject: resolveSubject(values.subject),
  };
}

async function main(options: Options): Promise<boolean> {
  const began = Date.now();
  const measured: { name: string; outcomes: Outcome[] }[] = [];
  const verdicts: Verdict[] = [];
  for (const scenario of options.scenarios) {
    const from = Date.now();
    const outcomes = await runScenario(scenario, options.subject, options.quick);
    measured.push({ name: scenario.name, outcomes });
    verdicts.push(...scenario.goals.map((goal) => judge(goal, outcomes)));
    console.error(`${scenario.name}: ${((Date.now() - from) / 1000).toFixed(1)} s`);
  }
  console.log(formatTable(verdicts));
  const results = {
    date: new Date(began).toISOString(),
    seconds: (Date.now() - began) / 1000,
    quick: options.quick,
    machine: machineFacts(),
    verdicts,
    scenarios: measured,
  };
  mkdirSync(path.dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify(results)}\n`);
  console.error(`Every sample: ${options.json}`);
  return verdicts.every(({ result }) => result !== 'unknown');
}

/** Exits with 1 where something could not be measured; a goal that is missed is a finding, not a failure. */
async function start(): Promise<void> {
  let options: Options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const directory = mkdtempSync(path.join(os.tmpdir(), 'gpmc-bench-'));
  process.env[PARENT] = directory;
  try {
    process.exitCode = (await main(options)) ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void start();
