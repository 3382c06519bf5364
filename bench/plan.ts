import type { Implementation } from './contestant';
import type { Load, ProbeName } from './probes';

/** One side of a comparison. */
export interface Entrant {
  label: string;
  implementation: Implementation;
  probe: ProbeName;
  load: Load;
  quick: Load;
}

/** What a scenario has to show. */
export interface Goal {
  what: string;
  /** The metric of the probe that is looked at. */
  metric: string;
  unit: string;
  /** How the numbers of `ours` are held against those of `against`; `value` looks at `ours` alone. */
  compare: 'ratio' | 'difference' | 'value';
  ours: string;
  against?: string;
  bound: { atLeast: number } | { atMost: number };
}

/** Entrants that are measured in turns, in the same minute on the same machine. */
export interface Scenario {
  name: string;
  rounds: number;
  /** A new process for each round, and no round to warm up: for what must start from a clean state. */
  fresh: boolean;
  entrants: readonly Entrant[];
  goals: readonly Goal[];
}

/** Rounds where the machine is only to be shown that everything works. */
export const QUICK_ROUNDS = 3;

/**
 * The numbers to reach, in the order of the table. Many short rounds tell more than few long ones: what else the machine
 * does comes in stretches, and the median passes over the rounds that it hit.
 */
export const plan: readonly Scenario[] = [
  {
    name: 'flood',
    rounds: 31,
    fresh: false,
    entrants: [
      flood('gpmc', 'gpmc'),
      flood('ThreadSafeFunction', 'threadSafeFunction'),
      flood('AsyncProgressQueueWorker', 'progressWorker'),
      {
        label: 'koffi',
        implementation: 'koffiCallback',
        probe: 'flood',
        // Its thread waits for JavaScript each time, so that its rate does not depend on the length of the flood.
        load: { count: 500 },
        quick: { count: 200 },
      },
      flood('integer batch', 'integerBatch'),
    ],
    goals: [
      floodGoal('ThreadSafeFunction', 5),
      floodGoal('AsyncProgressQueueWorker', 8),
      floodGoal('koffi', 200),
      floodGoal('integer batch', 0.6),
    ],
  },
  {
    name: 'timer',
    rounds: 9,
    fresh: false,
    entrants: [
      { ...flood('gpmc', 'gpmc'), probe: 'timerGap', load: { count: 1_000_000 }, quick: { count: 200_000 } },
    ],
    goals: [
      {
        what: 'gap of a 1 ms timer in a flood',
        metric: 'gap',
        unit: 'ms',
        compare: 'value',
        ours: 'gpmc',
        bound: { atMost: 20 },
      },
    ],
  },
  {
    name: 'latency',
    rounds: 15,
    fresh: false,
    entrants: [
      entrant('gpmc', 'gpmc', 'latency', 500, 100),
      entrant('napi_threadsafe_function', 'rawThreadSafeFunction', 'latency', 500, 100),
    ],
    goals: [latencyGoal('p50'), latencyGoal('p99')],
  },
  {
    name: 'memory',
    rounds: 5,
    fresh: true,
    entrants: [entrant('gpmc', 'gpmc', 'memory', 10_000_000, 1_000_000)],
    goals: [
      {
        what: 'growth while JavaScript is busy',
        metric: 'growth',
        unit: 'MiB',
        compare: 'value',
        ours: 'gpmc',
        bound: { atMost: 20 },
      },
    ],
  },
  {
    name: 'call',
    rounds: 31,
    fresh: false,
    entrants: [
      entrant('gpmc', 'gpmc', 'roundTrip', 2000, 500),
      entrant('thread-pool hop', 'poolHop', 'roundTrip', 2000, 500),
    ],
    goals: [
      {
        what: 'call and return',
        metric: 'call',
        unit: 'µs',
        compare: 'ratio',
        ours: 'gpmc',
        against: 'thread-pool hop',
        bound: { atMost: 1.5 },
      },
    ],
  },
  {
    name: 'properties',
    rounds: 5,
    fresh: false,
    entrants: [
      entrant('gpmc', 'gpmc', 'snapshot', 10_000, 500),
      entrant('one hop a property', 'gpmc', 'perProperty', 10_000, 500),
    ],
    goals: [
      {
        what: 'properties of 10,000 GPOs',
        metric: 'rate',
        unit: 'GPO/s',
        compare: 'ratio',
        ours: 'gpmc',
        against: 'one hop a property',
        bound: { atLeast: 20 },
      },
    ],
  },
  {
    name: 'backup',
    rounds: 15,
    fresh: false,
    entrants: [
      directoryEntrant('into 10,000', 'backUp', 20, 10_000),
      directoryEntrant('into an empty directory', 'backUp', 20, 0),
    ],
    goals: [
      directoryGoal(
        'one backup into a directory of 10,000',
        'difference',
        'into 10,000',
        'into an empty directory',
        4,
      ),
    ],
  },
  {
    name: 'getBackup',
    rounds: 9,
    fresh: false,
    entrants: [
      directoryEntrant('of 10,000', 'getBackup', 500, 10_000),
      directoryEntrant('of 10', 'getBackup', 500, 10),
    ],
    goals: [directoryGoal('getBackup in a directory of 10,000', 'ratio', 'of 10,000', 'of 10', 1.5)],
  },
  {
    name: 'searchBackups',
    rounds: 5,
    fresh: false,
    entrants: [
      entrant('gpmc', 'gpmc', 'searchBackups', 10_000, 200),
      entrant('fs, 16 files at a time', 'readFiles', 'searchBackups', 10_000, 200),
    ],
    goals: [directoryGoal('search of 10,000 backups', 'ratio', 'gpmc', 'fs, 16 files at a time', 3)],
  },
  {
    name: 'htmlReport',
    rounds: 5,
    fresh: true,
    entrants: [entrant('gpmc', 'gpmc', 'htmlReport', 1024 * 1024, 64 * 1024)],
    goals: [
      {
        what: 'HTML of a registry.pol of 1 MB, CPU',
        metric: 'cpu',
        unit: 'ms',
        compare: 'value',
        ours: 'gpmc',
        bound: { atMost: 1000 },
      },
      {
        what: 'HTML of a registry.pol of 1 MB, memory',
        metric: 'peak',
        unit: 'MiB',
        compare: 'value',
        ours: 'gpmc',
        bound: { atMost: 300 },
      },
    ],
  },
  {
    name: 'require',
    rounds: 7,
    fresh: false,
    entrants: [
      entrant('gpmc', 'gpmc', 'requireTime', 5, 1),
      entrant('empty addon', 'emptyAddon', 'requireTime', 5, 1),
    ],
    goals: [
      {
        what: 'require',
        metric: 'time',
        unit: 'ms',
        compare: 'difference',
        ours: 'gpmc',
        against: 'empty addon',
        bound: { atMost: 15 },
      },
    ],
  },
];

function entrant(
  label: string,
  implementation: Implementation,
  probe: ProbeName,
  count: number,
  quick: number,
): Entrant {
  return { label, implementation, probe, load: { count }, quick: { count: quick } };
}

function directoryEntrant(label: string, probe: ProbeName, count: number, present: number): Entrant {
  const load = { count, present };
  return {
    label,
    implementation: 'gpmc',
    probe,
    load,
    quick: { count: 5, present: Math.min(present, 200) },
  };
}

function directoryGoal(
  what: string,
  compare: 'ratio' | 'difference',
  ours: string,
  against: string,
  atMost: number,
): Goal {
  return { what: `${what}, CPU`, metric: 'cpu', unit: 'ms', compare, ours, against, bound: { atMost } };
}

function flood(label: string, implementation: Implementation): Entrant {
  return {
    label,
    implementation,
    probe: 'flood',
    load: { count: 250_000, burst: 50_000, warmUp: 4 },
    quick: { count: 100_000, burst: 50_000, warmUp: 2 },
  };
}

function floodGoal(against: string, times: number): Goal {
  return {
    what: 'flood',
    metric: 'rate',
    unit: 'events/s',
    compare: 'ratio',
    ours: 'gpmc',
    against,
    bound: { atLeast: times },
  };
}

function latencyGoal(metric: 'p50' | 'p99'): Goal {
  return {
    what: `idle latency, ${metric}`,
    metric,
    unit: 'µs',
    compare: 'ratio',
    ours: 'gpmc',
    against: 'napi_threadsafe_function',
    bound: { atMost: 1.5 },
  };
}
