// A disaster-recovery drill: backs up every GPO of a domain with live progress, reads each backup back, reports on it
// and restores it. `npm start -- --help` tells the options.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Gpm } from 'gpmc';
import { Listr } from 'listr2';
import { openForest } from './forest.mjs';

const HELP = `Backs up every GPO of a domain, reads the backups back, reports on them and restores them.

Usage: npm start -- [options]

  --backups <folder>    mock forest: load it from a folder of real GPMC backups
  --directory <folder>  where the new backups and reports go (default: a new temporary folder)
  --domain <name>       the domain (default: yours; in a mock forest all)
  --restore             restore also in a real domain; in a mock forest it is always done
  --fast                mock forest: do not slow it down for watching
  --mock                use the mock forest on Windows too
  --help`;

const OPTIONS = {
  backups: { type: 'string' },
  directory: { type: 'string' },
  domain: { type: 'string' },
  restore: { type: 'boolean', default: false },
  fast: { type: 'boolean', default: false },
  mock: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** Shows the progress of an operation under its task, and waits for its result. */
async function watch(operation, task, label) {
  operation.on('status', ({ numerator, denominator, fraction, hresult, done }) => {
    // A server that fails or was cancelled also says N of N, with the error beside it: that is no full bar.
    if (hresult !== 0) return;
    const filled = Math.round(fraction * 20);
    // Where there is no terminal to redraw, one line for each operation is enough.
    if (!process.stdout.isTTY && !done) return;
    task.output = `${label} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${numerator}/${denominator}`;
  });
  return operation;
}

const countWarnings = ({ messages }) => messages.filter(({ severity }) => severity === 'warning').length;

/** The drill for one GPO: three operations of the server, each with its progress. */
async function drill({ gpm, domain, directory, signal, restore }, gpo, task) {
  const backedUp = await watch(gpo.backup(directory, { comment: 'drill', signal }), task, 'back up');
  const { value: backup } = backedUp;

  // Read it back from disk, as a later restore would.
  const readBack = await (await gpm.getBackupDir(directory)).getBackup(backup.id);
  if (readBack.gpoId !== gpo.id)
    throw new Error(`The backup ${backup.id} holds another GPO: ${readBack.gpoId}.`);

  const { value: html } = await watch(readBack.generateReport('html', { signal }), task, 'report ');
  const reportFile = path.join(directory, `${backup.id}.html`);
  await writeFile(reportFile, html);

  let warnings = countWarnings(backedUp);
  if (restore)
    warnings += countWarnings(await watch(domain.restoreGpo(readBack, { signal }), task, 'restore'));

  const verdict = [`backup ${backup.id}`, `report of ${Math.ceil(html.length / 1024)} kB`];
  verdict.push(restore ? 'restored' : 'not restored (add --restore)');
  if (warnings > 0) verdict.push(`${warnings} warning${warnings === 1 ? '' : 's'}`);
  task.title = `${gpo.displayName}: ${verdict.join(', ')}`;
}

/** What the command line says; the error tells which word is wrong. */
function readOptions() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    // What a script's variable that is not set becomes: it would mean the folder that we are in.
    const empty = Object.keys(values).find((name) => values[name] === '');
    if (empty !== undefined) throw new Error(`--${empty} is empty.`);
    return values;
  } catch (error) {
    throw new Error(`${error.message}\n\n${HELP}`);
  }
}

async function main() {
  const options = readOptions();
  if (options.help) {
    console.log(HELP);
    return;
  }
  const interrupt = new AbortController();
  process.on('SIGINT', () => interrupt.abort(new Error('Interrupted: what was under way was cancelled.')));

  const { mock, domains, description } = await openForest(options);
  const gpm = await Gpm.open(mock ? { backend: 'mock', mock } : {});
  try {
    await drillAll(
      gpm,
      domains,
      { ...options, restore: options.restore || mock !== undefined, description },
      interrupt.signal,
    );
  } finally {
    await gpm.close();
  }
}

async function drillAll(gpm, domains, { directory: wanted, restore, description }, signal) {
  const directory = path.resolve(wanted ?? (await mkdtemp(path.join(os.tmpdir(), 'gpmc-drill-'))));
  await mkdir(directory, { recursive: true });
  console.log(`${description}\nBackups and reports go to ${directory}`);

  let count = 0;
  const failures = [];
  for (const name of domains) {
    if (signal.aborted) break;
    const domain = await gpm.getDomain(name);
    const gpos = await domain.searchGpos();
    console.log(`\n${domain.name} (${domain.domainController}): ${gpos.length} GPOs`);
    const tasks = gpos.map((gpo) => ({
      title: gpo.displayName,
      skip: () => signal.aborted && `${gpo.displayName}: left out`,
      task: (_context, task) => drill({ gpm, domain, directory, signal, restore }, gpo, task),
    }));
    const list = new Listr(tasks, {
      exitOnError: false,
      collectErrors: 'minimal',
      fallbackRenderer: 'simple',
      // Ctrl-C is ours: what is under way is cancelled first.
      registerSignalListeners: false,
      rendererOptions: { collapseErrors: false, formatOutput: 'wrap' },
    });
    await list.run();
    count += list.tasks.filter((task) => task.isCompleted()).length;
    failures.push(...list.errors);
  }

  const done = restore
    ? 'backed up, read back, reported on and restored'
    : 'backed up, read back and reported on';
  console.log(`\n${count} GPOs ${done}; ${failures.length} failed.`);
  if (signal.aborted && failures.length === 0)
    throw new Error('Interrupted: what had not begun was left out.');
  if (failures.length > 0) process.exitCode = 1;
}

// A reader that wants no more, such as `head`.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
