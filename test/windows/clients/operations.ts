// The process of a client: opens GPMC, and runs one backup for each way in which a server may call Status.
import fs from 'node:fs';
import path from 'node:path';

const root = process.env.GPMC_TEST_ROOT as string;
const { Gpm } = require(path.join(root, 'dist')) as typeof import('../../../lib');
const { addon } = require(path.join(root, 'dist/addon/loader')) as typeof import('../../../lib/addon/loader');

const [, , report, apartment, ...plans] = process.argv as [
  string,
  string,
  string,
  'sta' | 'mta',
  ...string[],
];

/** What one operation did. */
export interface OperationReport {
  readonly statuses: [numerator: number, denominator: number, messages: number, done: boolean][];
  readonly backup: { id: string; gpoDisplayName: string };
  readonly messages: string[];
}

/** What the client reports. */
export interface OperationsReport {
  readonly gpo: Record<string, unknown>;
  readonly gpos: string[];
  readonly operations: Record<string, OperationReport>;
  /** By plan, the outcome of a restore of a backup that lives in another apartment than the domain, or did. */
  readonly restored: Record<string, string>;
  readonly unknownDomain: string;
  readonly cancelled: string;
  /** The addon's own COM objects at the end. */
  readonly objects: number;
}

/** How messages of this client name a failure. */
function failureCode(error: unknown): string {
  return (error as Error & { code: string }).code;
}

/** Marks a place in the server's journal. */
function mark(text: string): void {
  const line = { thread: 0, apartment: 'none', javascript: false, event: 'mark', mark: text };
  fs.appendFileSync(process.env.GPMC_TEST_SERVER_LOG as string, `${JSON.stringify(line)}\n`);
}

async function main(): Promise<OperationsReport> {
  const gpm = await Gpm.open({ backend: 'com', apartment });
  const domain = await gpm.getDomain('contoso.com');
  const unknownDomain = await gpm.getDomain('nowhere.example').then(String, failureCode);
  const gpo = await domain.getGpo('{31B2F340-016D-11D2-945F-00C04FB984F9}');
  const gpos = await domain.searchGpos();

  const operations: Record<string, OperationReport> = {};
  for (const plan of plans) {
    process.env.GPMC_TEST_SERVER_PLAN = plan;
    mark(plan);
    const operation = gpo.backup('C:\\Backups');
    const statuses: OperationReport['statuses'] = [];
    operation.on('status', (s) => statuses.push([s.numerator, s.denominator, s.messages.length, s.done]));
    const { value, messages } = await operation;
    operations[plan] = {
      statuses,
      backup: { id: value.id, gpoDisplayName: value.gpoDisplayName },
      messages: messages.map((message) => message.message),
    };
    // The server writes the last line of the operation behind its last Status, and then lets go of the sink.
    await settled(() => addon().counters().objects);
  }

  const restored: Record<string, string> = {};
  for (const plan of ['sta', 'sta ends', 'mta ends']) {
    mark(`restore ${plan}`);
    process.env.GPMC_TEST_SERVER_PLAN = plan;
    const { value: backup } = await gpo.backup('C:\\Backups');
    await settled(() => addon().counters().objects);
    restored[plan] = await domain
      .restoreGpo(backup)
      .then<string, string>(({ messages }) => String(messages.length), failureCode);
    await settled(() => addon().counters().objects);
  }

  mark('cancel');
  process.env.GPMC_TEST_SERVER_PLAN = 'mta patient';
  const patient = gpo.backup('C:\\Backups');
  patient.once('status', () => void patient.cancel());
  const cancelled = await patient.then<string, string>(() => 'done', failureCode);

  mark('close');
  await gpm.close();
  return {
    gpo: { ...gpo },
    gpos: gpos.map((member) => member.displayName),
    operations,
    restored,
    unknownDomain,
    cancelled,
    objects: await settled(() => addon().counters().objects),
  };
}

/** Waits, a bounded time, until a count is zero: a server lets go of a sink when it pleases. */
async function settled(count: () => number): Promise<number> {
  const deadline = Date.now() + 10_000;
  while (count() > 0 && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  return count();
}

main().then(
  (result) => fs.writeFileSync(report, JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
