import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { BaselineName } from './baselines';
import type { Load, ProbeName, Sample } from './probes';

/** Whose speed is measured: a baseline, or the module under test. */
export type Implementation = BaselineName | 'gpmc';

/** From the runner to a contestant's process; `close` asks it to end. */
export type Request = { probe: ProbeName; load: Load } | 'close';
/** Its answer. */
export type Response = { sample: Sample } | { failure: string };

/** Milliseconds that one round may take before its contestant counts as hung. */
const ROUND_LIMIT = 60_000;
/** Milliseconds that a contestant may take to end by itself once it is closed. */
const EXIT_LIMIT = 10_000;

/** A process that measures one implementation whenever it is asked to, and sleeps in between. */
export class Contestant {
  readonly #child: ChildProcess;

  /** @param subject - The absolute path of the module under test. */
  constructor(implementation: Implementation, subject: string) {
    this.#child = fork(path.join(__dirname, 'child.js'), [implementation, subject], {
      execArgv: ['--expose-gc'],
      serialization: 'advanced',
    });
  }

  /** One round. Rejects where the probe fails, the process ends, or a minute has passed. */
  async measure(probe: ProbeName, load: Load): Promise<Sample> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ROUND_LIMIT);
    try {
      const answered = once(this.#child, 'message', { signal: limit.signal });
      const ended = once(this.#child, 'exit', { signal: limit.signal });
      ended.catch(() => {});
      answered.catch(() => {});
      this.#child.send({ probe, load } satisfies Request);
      const [response, signal] = (await Promise.race([answered, ended])) as [
        Response | number | null,
        unknown,
      ];
      if (response === null || typeof response === 'number') {
        throw new Error(`Its process ended in the middle of ${probe}: ${signal ?? `exit code ${response}`}`);
      }
      if ('failure' in response) throw new Error(response.failure);
      return response.sample;
    } catch (error) {
      if (!limit.signal.aborted) throw error;
      throw new Error(`${probe} did not end within ${ROUND_LIMIT / 1000} s`);
    } finally {
      clearTimeout(timer);
      limit.abort();
    }
  }

  /** Ends the process. Rejects where that took force: what was closed must not keep a process alive. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    let forced = false;
    const timer = setTimeout(() => {
      forced = child.kill('SIGKILL');
    }, EXIT_LIMIT);
    if (child.connected) child.send('close' satisfies Request);
    await exited;
    clearTimeout(timer);
    if (forced) throw new Error(`Its process did not end within ${EXIT_LIMIT / 1000} s of close()`);
  }
}
