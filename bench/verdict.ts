import type { Goal } from './plan';
import type { Outcome } from './rounds';
import { median } from './statistics';

/** How a goal was met. */
export interface Verdict {
  goal: Goal;
  /** `unknown` where one side could not be measured. */
  result: 'met' | 'missed' | 'unknown';
  /** Why it is unknown. */
  reason?: string;
  /** Medians of the rounds, in the goal's unit. */
  ours?: number;
  against?: number;
  /** The ratio or difference of the medians, or the median itself. This one is held against the bound. */
  value?: number;
  /** The same of each round by itself: what the value could have been. */
  perRound: number[];
  /** Whether each round by itself would have given the same result. */
  unanimous: boolean;
}

/** Holds a scenario's outcomes against one of its goals. */
export function judge(goal: Goal, outcomes: readonly Outcome[]): Verdict {
  const ours = numbers(goal, goal.ours, outcomes);
  const against = goal.against === undefined ? undefined : numbers(goal, goal.against, outcomes);
  const reason = ours.failure ?? against?.failure;
  if (reason !== undefined) return { goal, result: 'unknown', reason, perRound: [], unanimous: false };

  const oursMedian = median(ours.values);
  const againstMedian = against === undefined ? undefined : median(against.values);
  const value = compare(goal, oursMedian, againstMedian);
  const perRound = ours.values.map((mine, round) => compare(goal, mine, against?.values[round]));
  const met = within(goal, value);
  return {
    goal,
    result: met ? 'met' : 'missed',
    ours: oursMedian,
    against: againstMedian,
    value,
    perRound,
    unanimous: perRound.every((one) => within(goal, one) === met),
  };
}

function numbers(
  goal: Goal,
  label: string,
  outcomes: readonly Outcome[],
): { values: number[]; failure?: string } {
  const outcome = outcomes.find(({ entrant }) => entrant.label === label);
  if (outcome === undefined) return { values: [], failure: `${label} is no entrant of this scenario` };
  if (outcome.failure !== undefined) return { values: [], failure: `${label}: ${outcome.failure}` };
  return { values: outcome.rounds.map(({ metrics }) => metrics[goal.metric]!) };
}

function compare(goal: Goal, ours: number, against: number | undefined): number {
  if (against === undefined) return ours;
  return goal.compare === 'ratio' ? ours / against : ours - against;
}

function within({ bound }: Goal, value: number): boolean {
  return 'atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost;
}
