// What does this computer's GPMC do where its documentation is silent? Backs up one GPO a few times into a temporary
// folder, which is removed again, watches every COM event, and prints what was seen. It changes nothing else.
//
//     node examples/diagnose.mjs [--domain <name>] [--gpo <guid>] [--apartment sta|mta] [--mock] [--trace]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Gpm } from 'gpmc';
import { describeProgress, describeRuns, parseTrace } from './diagnose-report.mjs';

const GPM = '{F5694708-88FE-4B35-BABF-E56162D5FBC8}';
const PROGRESS = '{6AAC29F8-5948-4324-BF70-423818942DBC}';

function readOptions() {
  return parseArgs({
    options: {
      domain: { type: 'string' },
      gpo: { type: 'string' },
      apartment: { type: 'string', default: 'sta' },
      mock: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      // Set by this program when it starts itself: where the runs are made and their outcomes written, and whether
      // it is one only.
      runs: { type: 'string' },
      once: { type: 'boolean', default: false },
    },
  }).values;
}

/** How an operation ended, and how long that took. */
async function outcomeOf(label, operation) {
  const began = performance.now();
  const end = (how) => ({ label, ...how, state: operation.state, ms: performance.now() - began });
  try {
    const { hresult, messages } = await operation;
    return end({ hresult, messages });
  } catch (error) {
    const { code, messages } = error;
    return end({ code, hresult: error.cause?.hresult ?? error.hresult, messages });
  }
}

/** What a folder of backups holds, as what a backup leaves there may be told by it. */
async function inventory(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Set(
    entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)),
  );
}

/** A plain backup, then one that is cancelled, two at once, and one with another call meanwhile. */
async function runAll({ backup, domain, gpo, folder }) {
  const outcomes = [await outcomeOf('plain', backup())];

  const before = await inventory(folder);
  const cancelled = backup();
  cancelled.once('status', () => cancelled.cancel());
  const outcome = await outcomeOf('cancelled', cancelled);
  const left = [...(await inventory(folder))].filter((file) => !before.has(file));
  outcomes.push({ ...outcome, left: left.length });

  outcomes.push(
    ...(await Promise.all([outcomeOf('first of two', backup()), outcomeOf('second of two', backup())])),
  );

  const reentrant = backup();
  const during = once(reentrant, 'status').then(async () => {
    const began = performance.now();
    await domain.getGpo(gpo.id);
    return { state: reentrant.state, ms: performance.now() - began };
  });
  outcomes.push({ ...(await outcomeOf('another call meanwhile', reentrant)), during: await during });
  return outcomes;
}

/** The runs themselves, in a process whose COM events are traced. */
async function makeRuns(options) {
  const folder = options.runs;
  const { MockForest } = options.mock ? await import('gpmc/mock') : {};
  const mock = MockForest && new MockForest({}, { latency: 20 });
  const gpm = await Gpm.open({ apartment: options.apartment, ...(mock && { mock }) });
  let outcomes;
  try {
    const domain = await gpm.getDomain(options.domain);
    const gpo = options.gpo ? await domain.getGpo(options.gpo) : (await domain.searchGpos())[0];
    const backup = () => gpo.backup(folder, { comment: 'diagnosis' });
    outcomes = options.once
      ? [await outcomeOf('plain', backup())]
      : await runAll({ backup, domain, gpo, folder });
  } finally {
    await gpm.close();
  }
  await writeFile(path.join(folder, 'outcomes.json'), JSON.stringify(outcomes));
}

/**
 * Starts this program again, to make the runs in a new folder; the folder is removed. Throws where they fail.
 *
 * @param progress - the VARTYPE as which the server gets its IGPMAsyncProgress. Any but VT_DISPATCH for one backup only.
 */
async function trace(progress) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gpmc-diagnose-'));
  try {
    // Files, not pipes: what a process prints while it ends must not be lost.
    const traceFile = path.join(folder, 'trace.txt');
    const output = openSync(traceFile, 'w');
    const backups = path.join(folder, 'backups');
    await mkdir(backups);
    const args = [
      ...process.argv.slice(2),
      '--runs',
      backups,
      ...(progress === 'VT_DISPATCH' ? [] : ['--once']),
    ];
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], {
      env: { ...process.env, GPMC_TRACE: '1', GPMC_TRACE_PROGRESS: progress },
      stdio: ['ignore', output, output],
    });
    const [code] = await once(child, 'exit');
    closeSync(output);
    const text = await readFile(traceFile, 'utf8');
    if (code !== 0) throw new Error(`${text}\nThe runs with ${progress} failed; what they printed is above.`);
    const outcomes = JSON.parse(await readFile(path.join(backups, 'outcomes.json'), 'utf8'));
    return { text, events: parseTrace(text), outcomes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One value of the registry; undefined off Windows and where it is not there. */
function registry(key, ...value) {
  if (process.platform !== 'win32') return undefined;
  const { stdout = '' } = spawnSync('reg', ['query', key, ...value], { encoding: 'utf8' });
  return /REG_\w+\s+(.*)/.exec(stdout)?.[1]?.trim();
}

async function main() {
  const options = readOptions();
  if (options.runs !== undefined) return makeRuns(options);

  const runs = await trace('VT_DISPATCH');
  if (options.trace) console.log(runs.text);
  const others = [];
  for (const progress of ['VT_UNKNOWN', 'VT_EMPTY']) {
    // A server that does not take this may do anything: that is an answer, too.
    const answer = await trace(progress).then(describeProgress, (error) => `failed: ${error.message}`);
    others.push([`${progress} as pvarGPMProgress`, answer]);
  }
  const server = `HKCR\\CLSID\\${GPM}\\InprocServer32`;
  const proxy = `HKCR\\Interface\\${PROGRESS}\\ProxyStubClsid32`;
  const facts = [
    ['ThreadingModel of GPM', registry(server, '/v', 'ThreadingModel') ?? 'none registered'],
    ['Server', registry(server, '/ve') ?? 'none registered'],
    ['Proxy of IGPMAsyncProgress', registry(proxy, '/ve') ?? 'none registered'],
    ...describeRuns(runs.events, runs.outcomes),
    ...others,
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  for (const [name, value] of facts) console.log(`${name.padEnd(width)}  ${value}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
