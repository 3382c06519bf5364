// What does this computer's GPMC do where its documentation is silent? Backs up one GPO a few times into a temporary
// folder, which is removed again, watches every COM event, and prints what was seen. It changes nothing else.
//
//     node examples/diagnose.mjs [--domain <name>] [--gpo <guid>] [--apartment sta|mta] [--mock] [--trace]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Gpm } from 'gpmc';
import { describeRuns, parseTrace } from './diagnose-report.mjs';

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
      // Set by this program when it starts itself: where the runs are made and their outcomes written.
      runs: { type: 'string' },
    },
  }).values;
}

/** How an operation ended, and how long that took. */
async function outcomeOf(label, operation) {
  const began = performance.now();
  const end = (how) => ({ label, ...how, state: operation.state, ms: performance.now() - began });
  try {
    const { hresult } = await operation;
    return end({ hresult });
  } catch (error) {
    return end({ code: error.code, hresult: error.cause?.hresult ?? error.hresult });
  }
}

/** The runs themselves, in a process whose COM events are traced. */
async function makeRuns(options) {
  const { MockForest } = options.mock ? await import('gpmc/mock') : {};
  const mock = MockForest && new MockForest({}, { latency: 20 });
  const gpm = await Gpm.open({ apartment: options.apartment, ...(mock && { mock }) });
  const outcomes = [];
  try {
    const domain = await gpm.getDomain(options.domain);
    const gpo = options.gpo ? await domain.getGpo(options.gpo) : (await domain.searchGpos())[0];
    const backup = () => gpo.backup(options.runs, { comment: 'diagnosis' });

    outcomes.push(await outcomeOf('plain', backup()));

    const cancelled = backup();
    cancelled.once('status', () => cancelled.cancel());
    outcomes.push(await outcomeOf('cancelled', cancelled));

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
  } finally {
    await gpm.close();
  }
  await writeFile(path.join(options.runs, 'outcomes.json'), JSON.stringify(outcomes));
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

  const folder = await mkdtemp(path.join(os.tmpdir(), 'gpmc-diagnose-'));
  try {
    // Files, not pipes: what a process prints while it ends must not be lost.
    const traceFile = path.join(folder, 'trace.txt');
    const output = openSync(traceFile, 'w');
    const child = spawn(
      process.execPath,
      [fileURLToPath(import.meta.url), ...process.argv.slice(2), '--runs', folder],
      { env: { ...process.env, GPMC_TRACE: '1' }, stdio: ['ignore', output, output] },
    );
    const [code] = await once(child, 'exit');
    closeSync(output);
    const trace = await readFile(traceFile, 'utf8');
    if (options.trace || code !== 0) console.log(trace);
    if (code !== 0) throw new Error('The runs failed; what they printed is above.');
    const outcomes = JSON.parse(await readFile(path.join(folder, 'outcomes.json'), 'utf8'));
    const facts = [
      [
        'ThreadingModel of GPM',
        registry(`HKCR\\CLSID\\${GPM}\\InprocServer32`, '/v', 'ThreadingModel') ?? 'none registered',
      ],
      ['Server', registry(`HKCR\\CLSID\\${GPM}\\InprocServer32`, '/ve') ?? 'none registered'],
      [
        'Proxy of IGPMAsyncProgress',
        registry(`HKCR\\Interface\\${PROGRESS}\\ProxyStubClsid32`, '/ve') ?? 'none registered',
      ],
      ...describeRuns(parseTrace(trace), outcomes),
    ];
    const width = Math.max(...facts.map(([name]) => name.length));
    for (const [name, value] of facts) console.log(`${name.padEnd(width)}  ${value}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
