import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MockForest } from '../../lib/mock';
import { projectRoot, requireBuilt } from '../support/built';
import { type ChildOutcome, runChild } from '../support/child';

/** Milliseconds for one drill: a few seconds where nothing else runs. */
const PATIENCE = 120_000;

const drill = path.join(projectRoot, 'examples', 'drill.mjs');
const realBackups = path.resolve(projectRoot, '../shared/gpo-backups');

requireBuilt();
jest.setTimeout(PATIENCE + 5000);
let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-drill-test-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

/** The drill on a mock forest, also on Windows, where listr2 colours even what goes to a file if nothing forbids it. */
function runDrill(...args: string[]): Promise<ChildOutcome> {
  return runChild(process.execPath, [drill, '--mock', '--directory', directory, ...args], {
    env: { NO_COLOR: '1' },
    timeout: PATIENCE,
  });
}

/** The backups that a line of the output tells of, by the title of the line. */
function told(stdout: string): { title: string; id: string }[] {
  return [...stdout.matchAll(/^\S (.*): backup (\{[0-9A-F-]{36}\}), report of \d+ kB, restored/gm)].map(
    (match) => ({ title: match[1] as string, id: match[2] as string }),
  );
}

/** What lies in the folder: each backup must be whole, and nothing else but reports and the manifest. */
async function backupsOnDisk(): Promise<string[]> {
  const names = fs.readdirSync(directory);
  const folders = names.filter((name) => /^\{[0-9A-F-]{36}\}$/.test(name)).sort();
  const others = names.filter((name) => !folders.includes(name) && !/^\{[0-9A-F-]{36}\}\.html$/.test(name));
  expect(others).toEqual(['manifest.xml']);
  const { backups, problems } = await new MockForest().loadBackups(directory);
  expect(problems).toEqual([]);
  expect(backups.map(({ id }) => id).sort()).toEqual(folders);
  return folders;
}

test('goes through every GPO of the demonstration', async () => {
  const { code, signal, stdout, stderr } = await runDrill('--fast');
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  const lines = told(stdout);
  expect(lines.map(({ title }) => title)).toEqual([
    'Default Domain Policy',
    'Default Domain Controllers Policy',
    'Baseline: password and audit',
    'Servers: remote desktop for the helpdesk',
    'Workstations: power',
    'Logon script',
    'Old printers',
    'Old printers',
  ]);
  expect(stdout).toMatch(/^contoso\.com \(DC1\.contoso\.com\): 8 GPOs$/m);
  expect(stdout).toMatch(/^8 GPOs backed up, read back, reported on and restored; 0 failed\.$/m);
  expect(await backupsOnDisk()).toEqual(lines.map(({ id }) => id).sort());
  for (const { id, title } of lines) {
    const html = fs.readFileSync(path.join(directory, `${id}.html`), 'utf8');
    expect(html).toContain(`<h1>${title}</h1>`);
  }
});

const withRealBackups = fs.existsSync(realBackups) ? test : test.skip;
if (!fs.existsSync(realBackups)) console.log(`Left out: there are no real backups in ${realBackups}.`);

withRealBackups('goes through every GPO of real backups', async () => {
  const { code, signal, stdout, stderr } = await runDrill('--fast', '--backups', realBackups);
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  const lines = told(stdout);
  expect(lines).toHaveLength(23);
  expect(stdout).toMatch(/^23 GPOs backed up, read back, reported on and restored; 0 failed\.$/m);
  expect(await backupsOnDisk()).toEqual(lines.map(({ id }) => id).sort());
});

test('says that a domain does not exist', async () => {
  const { code, stderr } = await runDrill('--fast', '--domain', 'nowhere.test');
  expect(code).toBe(1);
  expect(stderr).toContain('Could not open the domain nowhere.test');
  expect(stderr).toContain('ERROR_NO_SUCH_DOMAIN');
});

test('tells its options', async () => {
  const { code, stdout, stderr } = await runDrill('--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Usage: npm start -- [options]');
});

test('refuses an option with a spelling mistake, and tells those that there are', async () => {
  const { code, stdout, stderr } = await runDrill('--fsat');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain("'--fsat'");
  expect(stderr).toContain('--backups <folder>');
  expect(fs.readdirSync(directory)).toEqual([]);
});

test('says that a folder of backups does not exist', async () => {
  const missing = path.join(directory, 'missing');
  const { code, stdout, stderr } = await runDrill('--backups', missing);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(missing);
  expect(stderr).toContain('does not exist');
});

test('says that a folder holds no backups', async () => {
  const { code, stderr } = await runDrill('--backups', directory);
  expect(code).toBe(1);
  expect(stderr).toContain(`there is no backup of a GPO in ${directory}`);
});

/** Interrupts the drill as Ctrl-C does, when its output holds a text. */
function interrupt(when: string): Promise<ChildOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [drill, '--directory', directory], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE,
    });
    let stdout = '';
    let stderr = '';
    let sent = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (sent || !stdout.includes(when)) return;
      sent = true;
      child.kill('SIGINT');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

const withSignals = process.platform === 'win32' ? test.skip : test;
if (process.platform === 'win32') {
  console.log('Left out: on Windows a process cannot be sent the signal of Ctrl-C, only be ended.');
}

withSignals('cancels what is under way when it is interrupted, and leaves no half backup', async () => {
  const running = 'Baseline: password and audit';
  // Without a terminal the list writes one line when a task begins; its backup is then under way.
  const { code, signal, stdout, stderr } = await interrupt(`❯ ${running}`);
  expect({ code, signal }).toEqual({ code: 1, signal: null });
  expect(stderr).toBe(`✖ ${running} [FAILED: Interrupted: what was under way was cancelled.]\n`);
  expect(stdout).toContain('Logon script: left out');
  expect(stdout).toMatch(/^2 GPOs backed up, .*; 1 failed\.$/m);
  const whole = told(stdout).map(({ id }) => id);
  expect(whole).toHaveLength(2);
  expect(await backupsOnDisk()).toEqual(expect.arrayContaining(whole));
});

withSignals('is no success when it is interrupted before its first GPO', async () => {
  const { code, signal, stdout, stderr } = await interrupt('Backups and reports go to');
  expect({ code, signal }).toEqual({ code: 1, signal: null });
  expect(stderr).toContain('Interrupted: what ');
  expect(told(stdout)).toEqual([]);
});

test.each(['directory', 'backups', 'domain'])('refuses an empty --%s', async (option) => {
  const { code, stdout, stderr } = await runDrill(`--${option}=`);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`--${option} is empty.`);
  expect(fs.readdirSync(directory)).toEqual([]);
});

const withPipes = process.platform === 'win32' ? test.skip : test;

withPipes('is silent when its reader wants no more', async () => {
  const child = spawn(process.execPath, [drill, '--mock', '--fast', '--directory', directory], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
});
