import {
  RSOP_NO_COMPUTER,
  RSOP_NO_USER,
  RSOP_PLANNING_ASSUME_COMP_WQLFILTER_TRUE,
  RSOP_PLANNING_ASSUME_LOOPBACK_MERGE,
  RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE,
  RSOP_PLANNING_ASSUME_SLOW_LINK,
  RSOP_PLANNING_ASSUME_USER_WQLFILTER_TRUE,
} from '../generated/gpmgmt';
import { options } from '../validate/plain-object';
import { flag, name, oneOf, show } from '../validate/values';
import type { GpmWmiFilter } from './gpm-wmi-filter';
import { type Trustee, trusteeText } from './trustee';

/** What Resultant Set of Policy reports: what was applied, or what would be. */
export type RsopMode = 'logging' | 'planning';

/** The settings of computers, or those of users. */
export type RsopHalf = 'computer' | 'user';

/** Which policy was applied to a user on a computer, as that computer has logged it. */
export interface RsopLoggingOptions {
  /** The computer; this one where it is left out, or `.`. */
  readonly computer?: string | undefined;
  /** The user, such as `CONTOSO\ann`, who has to have logged on to the computer. Needed, unless `only` is `'computer'`. */
  readonly user?: string | undefined;
  /** The settings of one half only; both where it is left out. */
  readonly only?: RsopHalf | undefined;
}

/** Which policy would be applied. */
export interface RsopPlanningOptions {
  /** The domain controller that simulates it. */
  readonly domainController?: string | undefined;
  /** The site of the computer. */
  readonly site?: string | undefined;
  /** The user, such as `CONTOSO\ann`. */
  readonly user?: string | undefined;
  /** The distinguished name of the OU or domain in which the user is taken to be. */
  readonly userSom?: string | undefined;
  /** The groups that the user is taken to be in: none where it is empty, those of the directory where it is left out. */
  readonly userGroups?: readonly Trustee[] | undefined;
  /** The WMI filters of the user's GPOs that hold, or `'all'`; those that are found to where it is left out. */
  readonly userWmiFilters?: 'all' | readonly GpmWmiFilter[] | undefined;
  /** The computer, such as `CONTOSO\PC1$`. */
  readonly computer?: string | undefined;
  /** The distinguished name of the OU or domain in which the computer is taken to be. */
  readonly computerSom?: string | undefined;
  /** The groups that the computer is taken to be a member of; those of the directory where it is left out. */
  readonly computerGroups?: readonly Trustee[] | undefined;
  /** The WMI filters of the computer's GPOs that hold, or `'all'`. */
  readonly computerWmiFilters?: 'all' | readonly GpmWmiFilter[] | undefined;
  /** The settings of one half only: what is given for the other is ignored. Both where it is left out. */
  readonly only?: RsopHalf | undefined;
  /** Loopback processing: the computer's user settings together with, or in place of, the user's own. */
  readonly loopback?: 'merge' | 'replace' | undefined;
  /** Assume a slow network. */
  readonly slowLink?: boolean | undefined;
}

/** A property of `IGPMRSOP` to set before the query. */
export type RsopText =
  | 'LoggingComputer'
  | 'LoggingUser'
  | 'PlanningDomainController'
  | 'PlanningSiteName'
  | 'PlanningUser'
  | 'PlanningUserSOM'
  | 'PlanningComputer'
  | 'PlanningComputerSOM';

/** What a query needs, checked. */
export interface RsopQuery {
  readonly mode: RsopMode;
  readonly texts: readonly (readonly [property: RsopText, value: string])[];
  readonly flags: number;
  /** What is assumed of each half of a plan. */
  readonly user: PlannedHalf;
  readonly computer: PlannedHalf;
}

/** What is assumed of one half; what is left out is as it is found. */
export interface PlannedHalf {
  readonly groups?: readonly string[] | undefined;
  readonly wmiFilters?: 'all' | readonly GpmWmiFilter[] | undefined;
}

const LOGGING_KEYS = ['computer', 'user', 'only'] as const;
const PLANNING_KEYS = [
  'domainController',
  'site',
  'user',
  'userSom',
  'userGroups',
  'computer',
  'computerSom',
  'computerGroups',
  'only',
  'loopback',
  'slowLink',
  'userWmiFilters',
  'computerWmiFilters',
] as const;
const LOGGING_USER = [['LoggingUser', 'user']] as const;
const PLANNING_USER = [
  ['PlanningUser', 'user'],
  ['PlanningUserSOM', 'userSom'],
] as const;
const PLANNING_COMPUTER = [
  ['PlanningComputer', 'computer'],
  ['PlanningComputerSOM', 'computerSom'],
] as const;

/** Checks the options of a query in logging mode. */
export function loggingQuery(given: RsopLoggingOptions | undefined): RsopQuery {
  const checked = options(given, 'The options of getRsop in logging mode', LOGGING_KEYS);
  const wanted = halves(checked);
  if (wanted.user && checked.user === undefined) {
    throw new TypeError(
      "getRsop in logging mode needs a user, such as CONTOSO\\ann, or { only: 'computer' } for the computer's settings alone.",
    );
  }
  return {
    mode: 'logging',
    texts: texts(checked, [['LoggingComputer', 'computer'], ...(wanted.user ? LOGGING_USER : [])]),
    flags: wanted.flags,
    user: {},
    computer: {},
  };
}

/** Checks the options of a query in planning mode. */
export function planningQuery(given: RsopPlanningOptions | undefined): RsopQuery {
  const checked = options(given, 'The options of getRsop in planning mode', PLANNING_KEYS);
  const wanted = halves(checked);
  const loopback =
    checked.loopback !== undefined && oneOf(checked.loopback, 'loopback', ['merge', 'replace']);
  // Loopback applies the user settings of the computer's GPOs.
  const byLoopback = wanted.user && loopback !== false;
  const computer = wanted.computer || byLoopback;
  const named = texts(checked, [
    ['PlanningDomainController', 'domainController'],
    ['PlanningSiteName', 'site'],
    ...(wanted.user ? PLANNING_USER : []),
    ...(computer ? PLANNING_COMPUTER : []),
  ]);
  const missing = [
    ...(wanted.user && checked.user === undefined && checked.userSom === undefined
      ? ['a user or userSom']
      : []),
    ...(computer && checked.computer === undefined && checked.computerSom === undefined
      ? ['a computer or computerSom']
      : []),
  ];
  if (missing.length > 0) {
    const why = wanted.user && wanted.computer ? ", or only: 'user' or 'computer' for one half" : '';
    throw new TypeError(`getRsop in planning mode needs ${missing.join(' and ')}${why}.`);
  }
  let { flags } = wanted;
  if (byLoopback) {
    flags |=
      loopback === 'merge' ? RSOP_PLANNING_ASSUME_LOOPBACK_MERGE : RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE;
  }
  if (flag(checked.slowLink, 'slowLink')) flags |= RSOP_PLANNING_ASSUME_SLOW_LINK;
  const userWmiFilters = filters(checked.userWmiFilters, 'userWmiFilters');
  const computerWmiFilters = filters(checked.computerWmiFilters, 'computerWmiFilters');
  if (userWmiFilters === 'all' && wanted.user) flags |= RSOP_PLANNING_ASSUME_USER_WQLFILTER_TRUE;
  if (computerWmiFilters === 'all' && wanted.computer) flags |= RSOP_PLANNING_ASSUME_COMP_WQLFILTER_TRUE;
  const userGroups = groups(checked.userGroups, 'userGroups');
  const computerGroups = groups(checked.computerGroups, 'computerGroups');
  return {
    mode: 'planning',
    texts: named,
    flags,
    user: wanted.user ? { groups: userGroups, wmiFilters: userWmiFilters } : {},
    computer: computer ? { groups: computerGroups, wmiFilters: computerWmiFilters } : {},
  };
}

function texts<T extends object>(
  given: T,
  properties: readonly (readonly [property: RsopText, key: keyof T & string])[],
): [RsopText, string][] {
  return properties
    .filter(([, key]) => given[key] !== undefined)
    .map(([property, key]) => [property, name(given[key], key)]);
}

/** Which halves are asked for, and the flag that leaves out the other. */
function halves({ only }: { readonly only?: RsopHalf | undefined }) {
  if (only !== undefined) oneOf(only, 'only', ['computer', 'user']);
  const flags = only === 'user' ? RSOP_NO_COMPUTER : only === 'computer' ? RSOP_NO_USER : 0;
  return { computer: only !== 'user', user: only !== 'computer', flags };
}

function groups(given: unknown, what: string): string[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) throw new TypeError(`${what} must be an array of names, not ${show(given)}.`);
  return given.map((group, index) => trusteeText(group, `${what}[${index}]`));
}

function filters(given: unknown, what: string): PlannedHalf['wmiFilters'] {
  if (given === undefined || given === 'all') return given;
  if (Array.isArray(given)) return given as GpmWmiFilter[];
  throw new TypeError(`${what} must be 'all' or an array of GpmWmiFilter, not ${show(given)}.`);
}
