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

/** What Resultant Set of Policy reports: what was applied, or what would be. */
export type RsopMode = 'logging' | 'planning';

/** Which policy was applied to a user on a computer, as that computer has logged it. */
export interface RsopLoggingOptions {
  /** The computer; `.` is this one. */
  readonly computer?: string | undefined;
  /** The user, such as `CONTOSO\ann`; has to have logged on to the computer. */
  readonly user?: string | undefined;
  /** Leave out the computer settings. */
  readonly noComputer?: boolean | undefined;
  /** Leave out the user settings. */
  readonly noUser?: boolean | undefined;
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
  /** The groups that the user is taken to be a member of; those of the directory where it is left out. */
  readonly userGroups?: readonly string[] | undefined;
  /** The computer, such as `CONTOSO\PC1$`. */
  readonly computer?: string | undefined;
  /** The distinguished name of the OU or domain in which the computer is taken to be. */
  readonly computerSom?: string | undefined;
  /** The groups that the computer is taken to be a member of; those of the directory where it is left out. */
  readonly computerGroups?: readonly string[] | undefined;
  /** Leave out the computer settings. */
  readonly noComputer?: boolean | undefined;
  /** Leave out the user settings. */
  readonly noUser?: boolean | undefined;
  /** Loopback processing: the computer's user settings together with, or in place of, the user's own. */
  readonly loopback?: 'merge' | 'replace' | undefined;
  /** Assume a slow network. */
  readonly slowLink?: boolean | undefined;
  /** Assume that all WMI filters of the user's GPOs hold. */
  readonly userWmiFiltersTrue?: boolean | undefined;
  /** Assume that all WMI filters of the computer's GPOs hold. */
  readonly computerWmiFiltersTrue?: boolean | undefined;
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
  readonly userGroups?: readonly string[] | undefined;
  readonly computerGroups?: readonly string[] | undefined;
}

const LOGGING_KEYS = ['computer', 'user', 'noComputer', 'noUser'] as const;
const PLANNING_KEYS = [
  'domainController',
  'site',
  'user',
  'userSom',
  'userGroups',
  'computer',
  'computerSom',
  'computerGroups',
  'noComputer',
  'noUser',
  'loopback',
  'slowLink',
  'userWmiFiltersTrue',
  'computerWmiFiltersTrue',
] as const;

/** Checks the options of a query in logging mode. */
export function loggingQuery(given: RsopLoggingOptions | undefined): RsopQuery {
  const checked = options(given, 'The options of getRsop in logging mode', LOGGING_KEYS);
  return {
    mode: 'logging',
    texts: texts(checked, [
      ['LoggingComputer', 'computer'],
      ['LoggingUser', 'user'],
    ]),
    flags: halves(checked),
  };
}

/** Checks the options of a query in planning mode. */
export function planningQuery(given: RsopPlanningOptions | undefined): RsopQuery {
  const checked = options(given, 'The options of getRsop in planning mode', PLANNING_KEYS);
  const { user, userSom, computer, computerSom, loopback } = checked;
  if ([user, userSom, computer, computerSom].every((value) => value === undefined)) {
    throw new TypeError('getRsop in planning mode needs a user, userSom, computer or computerSom.');
  }
  let flags = halves(checked);
  if (loopback !== undefined) {
    flags |=
      oneOf(loopback, 'loopback', ['merge', 'replace']) === 'merge'
        ? RSOP_PLANNING_ASSUME_LOOPBACK_MERGE
        : RSOP_PLANNING_ASSUME_LOOPBACK_REPLACE;
  }
  if (flag(checked.slowLink, 'slowLink')) flags |= RSOP_PLANNING_ASSUME_SLOW_LINK;
  if (flag(checked.userWmiFiltersTrue, 'userWmiFiltersTrue'))
    flags |= RSOP_PLANNING_ASSUME_USER_WQLFILTER_TRUE;
  if (flag(checked.computerWmiFiltersTrue, 'computerWmiFiltersTrue')) {
    flags |= RSOP_PLANNING_ASSUME_COMP_WQLFILTER_TRUE;
  }
  return {
    mode: 'planning',
    texts: texts(checked, [
      ['PlanningDomainController', 'domainController'],
      ['PlanningSiteName', 'site'],
      ['PlanningUser', 'user'],
      ['PlanningUserSOM', 'userSom'],
      ['PlanningComputer', 'computer'],
      ['PlanningComputerSOM', 'computerSom'],
    ]),
    flags,
    userGroups: groups(checked.userGroups, 'userGroups'),
    computerGroups: groups(checked.computerGroups, 'computerGroups'),
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

function halves(given: RsopLoggingOptions): number {
  const noComputer = flag(given.noComputer, 'noComputer');
  const noUser = flag(given.noUser, 'noUser');
  if (noComputer && noUser)
    throw new TypeError('noComputer and noUser together leave nothing to report: give one of them.');
  if (noComputer) return RSOP_NO_COMPUTER;
  return noUser ? RSOP_NO_USER : 0;
}

function groups(given: unknown, what: string): string[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) throw new TypeError(`${what} must be an array of names, not ${show(given)}.`);
  return given.map((group, index) => name(group, `${what}[${index}]`));
}
