import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ReportCost } from './html-report';

/** What a `'status'` listener gets, from gpmc and from every baseline alike. */
export interface StatusEvent {
  numerator: number;
  denominator: number;
  fraction: number;
  hresult: number;
  messages: readonly unknown[];
  done: boolean;
}

/** How a flood arrived. */
export interface Flood {
  /** Events that reached the listener. Fewer than were sent where the transport coalesces. */
  delivered: number;
  /** From the first event's departure on its thread to the last one's arrival at the listener. */
  seconds: number;
}

/**
 * Something whose speed is measured. Events leave a thread that is not JavaScript's, and arrive at a listener of an
 * `EventEmitter`; `receive` is that listener. A baseline implements the methods that it is compared by.
 */
export interface Subject {
  /** What `require` is timed with: a package name or an absolute path. */
  readonly entry: string;
  /** Sends `count` events as fast as the transport takes them; settles when the one that is `done` has arrived. */
  flood(count: number): Promise<Flood>;
  /**
   * Microseconds from departure to listener of `count` events, {@link LATENCY_GAP} apart: the event loop sleeps in
   * between. The departure is taken on the sending thread, before the transport's own work.
   */
  latency(count: number): Promise<number[]>;
  /** Microseconds of each of `count` calls to another thread and back, one after the other. */
  roundTrip(count: number): Promise<number[]>;
  /** Seconds to read all properties of `count` GPOs, the way the library does it. The first call may prepare them. */
  snapshot(count: number): Promise<number>;
  /** Seconds to read the same with one hop a property. */
  perProperty(count: number): Promise<number>;
  /** Milliseconds of processor time of each of `count` backups into a directory that holds `present` already. */
  backUp(present: number, count: number): Promise<number[]>;
  /** Milliseconds of processor time to get one of `present` backups by its id, on the average of `count`. */
  getBackup(present: number, count: number): Promise<number>;
  /** Milliseconds of processor time to search a directory of `present` backups for all of them. */
  searchBackups(present: number): Promise<number>;
  /** What the HTML report of a registry.pol of so many bytes costs, in a process that does nothing else. */
  htmlReport(bytes: number): Promise<ReportCost>;
  close(): Promise<void>;
}

/** What a module that `--subject` names exports. */
export interface SubjectModule {
  open(): Promise<Partial<Subject>>;
}

/** Microseconds between two events whose latency is taken. */
export const LATENCY_GAP = 1000;

/** Microseconds on the clock of `process.hrtime`, the system's monotonic one: see bench/baseline/producer.hpp. */
export function microseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
}

/**
 * The absolute path of the module under test.
 *
 * @throws Error that says what to do where there is none.
 */
export function resolveSubject(name: string | undefined): string {
  const file = name === undefined ? path.join(__dirname, 'gpmc.js') : path.resolve(name);
  if (!existsSync(file)) {
    throw new Error(
      `There is nothing to measure at ${file}. Compile bench/gpmc.ts (tsc -p bench), or name a module that exports ` +
        'open(): Promise<Subject> with --subject.',
    );
  }
  return file;
}
