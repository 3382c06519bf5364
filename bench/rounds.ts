import { Contestant } from './contestant';
import { type Entrant, QUICK_ROUNDS, type Scenario } from './plan';
import type { Load, Sample } from './probes';

/** All that one entrant did in a scenario. */
export interface Outcome {
  entrant: Entrant;
  load: Load;
  rounds: Sample[];
  /** Why it was measured no further. */
  failure?: string;
}

/**
 * Runs a scenario's rounds. Entrants take turns, A B, B A, A B …, so that a slow minute of the machine falls on all of
 * them, and none is always the first after a pause. An entrant that fails is left out of the rounds that follow.
 *
 * @param subject - The absolute path of the module under test.
 */
export async function runScenario(scenario: Scenario, subject: string, quick: boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = scenario.entrants.map((entrant) => ({
    entrant,
    load: quick ? entrant.quick : entrant.load,
    rounds: [],
  }));
  const running = new Map<Outcome, Contestant>();
  const rounds = quick ? QUICK_ROUNDS : scenario.rounds;
  try {
    for (let round = scenario.fresh ? 0 : -1; round < rounds; round += 1) {
      for (const outcome of turn(outcomes, round)) {
        if (outcome.failure !== undefined) continue;
        const sample = await measure(outcome, running, subject);
        if (round >= 0 && sample !== undefined) outcome.rounds.push(sample);
        if (scenario.fresh) await end(outcome, running);
      }
    }
  } finally {
    for (const outcome of outcomes) await end(outcome, running);
  }
  return outcomes;
}

function turn(outcomes: readonly Outcome[], round: number): Outcome[] {
  return round % 2 === 0 ? [...outcomes] : [...outcomes].reverse();
}

async function measure(
  outcome: Outcome,
  running: Map<Outcome, Contestant>,
  subject: string,
): Promise<Sample | undefined> {
  let contestant = running.get(outcome);
  if (contestant === undefined) {
    contestant = new Contestant(outcome.entrant.implementation, subject);
    running.set(outcome, contestant);
  }
  try {
    return await contestant.measure(outcome.entrant.probe, outcome.load);
  } catch (error) {
    outcome.failure = (error as Error).message;
    await end(outcome, running);
    return undefined;
  }
}

async function end(outcome: Outcome, running: Map<Outcome, Contestant>): Promise<void> {
  try {
    await running.get(outcome)?.close();
  } catch (error) {
    outcome.failure ??= (error as Error).message;
  }
  running.delete(outcome);
}
