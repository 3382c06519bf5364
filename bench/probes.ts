import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { median, quantile } from './statistics';
import { type Flood, microseconds, type Subject } from './subject';

/** How much a probe does in one round. */
export interface Load {
  /** Events, calls, GPOs or processes, by probe. */
  count: number;
  /**
   * Events of a flood that are under way at a time at the most. A flood is sent in bursts of that many, each awaited:
   * a transport that coalesces a long backlog must deliver every event below its mark, and the check says so.
   */
  burst?: number;
  /** Backups that are in the directory already. */
  present?: number;
  /** Bursts that are not counted: a process that has slept since its last round comes back to its speed in these. */
  warmUp?: number;
}

/** What one round found. */
export interface Sample {
  metrics: Record<string, number>;
  /** The single measurements behind the metrics, where there are several. */
  samples?: number[];
}

type Probe = (subject: Partial<Subject>, load: Load) => Promise<Sample>;

const MEBIBYTE = 1024 * 1024;
/** Events that bring the heap to the size it works at, before memory is compared with it. */
const MEMORY_WARM_UP: Load = { count: 500_000, burst: 50_000 };
/** How often a burst of a flood is sent anew that lost progress because JavaScript got no turn for too long. */
const BURST_ATTEMPTS = 10;
/** Milliseconds of one stretch of work that keeps JavaScript from receiving. */
const BUSY_STRETCH = 20;
/** Milliseconds after which JavaScript stops being busy and drains what is left. */
const BUSY_LIMIT = 5000;

function need<K extends keyof Subject>(subject: Partial<Subject>, name: K): Subject[K] {
  const member = subject[name];
  if (member === undefined) throw new Error(`The subject has no ${name}: this probe needs it`);
  return (typeof member === 'function' ? member.bind(subject) : member) as Subject[K];
}

/** `rate`: events a second at the listener. */
async function flood(subject: Partial<Subject>, load: Load): Promise<Sample> {
  const send = need(subject, 'flood');
  const burst = load.burst ?? load.count;
  const rates: number[] = [];
  let seconds = 0;
  for (let i = 0; i < (load.warmUp ?? 0); i++) await send(burst);
  for (let left = load.count; left > 0; left -= burst) {
    const count = Math.min(burst, left);
    const result = await whole(send, count);
    seconds += result.seconds;
    rates.push(count / result.seconds);
  }
  return { metrics: { rate: load.count / seconds }, samples: rates };
}

/** A burst of which every event was delivered: what has become stale in a stall of the machine may be left out. */
async function whole(send: Subject['flood'], count: number): Promise<Flood> {
  for (let attempt = 1; ; attempt++) {
    const result = await send(count);
    if (result.delivered === count) return result;
    if (attempt === BURST_ATTEMPTS)
      throw new Error(`${result.delivered} events were delivered where ${count} were sent`);
  }
}

/** `p50`, `p99`: microseconds from departure to listener, the event loop asleep. */
async function latency(subject: Partial<Subject>, load: Load): Promise<Sample> {
  const samples = await need(subject, 'latency')(load.count);
  return { metrics: { p50: quantile(samples, 0.5), p99: quantile(samples, 0.99) }, samples };
}

/** `call`: microseconds of one call to another thread and back, the median of many. */
async function roundTrip(subject: Partial<Subject>, load: Load): Promise<Sample> {
  return { metrics: { call: median(await need(subject, 'roundTrip')(load.count)) } };
}

/** `gap`: the longest time in milliseconds between two ticks of a 1 ms timer while events flood in. */
async function timerGap(subject: Partial<Subject>, load: Load): Promise<Sample> {
  const send = need(subject, 'flood');
  let last = microseconds();
  const gaps: number[] = [];
  const tick = (): void => {
    const now = microseconds();
    gaps.push((now - last) / 1e3);
    last = now;
  };
  const timer = setInterval(tick, 1);
  await send(load.count);
  tick();
  clearInterval(timer);
  return { metrics: { gap: Math.max(...gaps) }, samples: gaps };
}

/** `growth`: mebibytes that the process grew by at the most while JavaScript was too busy to receive. */
async function memory(subject: Partial<Subject>, load: Load): Promise<Sample> {
  const send = need(subject, 'flood');
  await flood(subject, MEMORY_WARM_UP);
  collectGarbage();
  const before = process.memoryUsage.rss();
  const began = microseconds();
  const growth: number[] = [];
  const look = (): void => {
    growth.push((process.memoryUsage.rss() - before) / MEBIBYTE);
  };
  const busy = setInterval(() => {
    const from = microseconds();
    while (from - began < BUSY_LIMIT * 1e3 && microseconds() - from < BUSY_STRETCH * 1e3);
    look();
  }, 1);
  const { delivered } = await send(load.count);
  look();
  clearInterval(busy);
  return { metrics: { growth: Math.max(...growth), delivered }, samples: growth };
}

/** `rate`: GPOs a second, all properties of each. */
async function snapshot(subject: Partial<Subject>, load: Load): Promise<Sample> {
  return { metrics: { rate: load.count / (await need(subject, 'snapshot')(load.count)) } };
}

/** `rate`: GPOs a second, one hop a property. */
async function perProperty(subject: Partial<Subject>, load: Load): Promise<Sample> {
  return { metrics: { rate: load.count / (await need(subject, 'perProperty')(load.count)) } };
}

/** `time`: milliseconds of `require` in a fresh process, the median of `count` processes. */
async function requireTime(subject: Partial<Subject>, load: Load): Promise<Sample> {
  const script = path.join(__dirname, 'require-time.js');
  const entry = need(subject, 'entry');
  const samples = Array.from({ length: load.count }, () =>
    Number(execFileSync(process.execPath, [script, entry], { encoding: 'utf8' })),
  );
  return { metrics: { time: median(samples) }, samples };
}

/** `cpu`: milliseconds of processor time of one backup, the median of `count`. */
async function backUp(subject: Partial<Subject>, load: Load): Promise<Sample> {
  const samples = await need(subject, 'backUp')(load.present ?? 0, load.count);
  return { metrics: { cpu: median(samples) }, samples };
}

/** `cpu`: milliseconds of processor time to get one backup by its id. */
async function getBackup(subject: Partial<Subject>, load: Load): Promise<Sample> {
  return { metrics: { cpu: await need(subject, 'getBackup')(load.present ?? 0, load.count) } };
}

/** `cpu`: milliseconds of processor time to search a directory of `count` backups. */
async function searchBackups(subject: Partial<Subject>, load: Load): Promise<Sample> {
  return { metrics: { cpu: await need(subject, 'searchBackups')(load.count) } };
}

/** `cpu`, `peak`: milliseconds and mebibytes that the HTML report of a registry.pol of `count` bytes takes. */
async function htmlReport(subject: Partial<Subject>, load: Load): Promise<Sample> {
  return { metrics: { ...(await need(subject, 'htmlReport')(load.count)) } };
}

/** Collects what earlier rounds left, so that no round pays for another. Needs `--expose-gc`. */
export function collectGarbage(): void {
  globalThis.gc?.();
}

/** What is measured; each runs inside the process of one contestant. */
export const probes = {
  flood,
  latency,
  roundTrip,
  timerGap,
  memory,
  snapshot,
  perProperty,
  requireTime,
  backUp,
  getBackup,
  searchBackups,
  htmlReport,
} satisfies Record<string, Probe>;

export type ProbeName = keyof typeof probes;
