import type { ComObject } from '../addon/com-object';
import { GPMRSOPMode } from '../generated/gpmgmt';
import { GpmObject } from './gpm-object';
import { GpmWmiFilter } from './gpm-wmi-filter';
import { kind } from './kind';
import type { PlannedHalf, RsopQuery } from './rsop-options';
import type { Session } from './session';
import { type GpmTrustee, trustee } from './trustee';

/** What a query was made with, as the server has it. */
export interface RsopFacts {
  readonly namespace: string;
  readonly computer: string;
  readonly user: string;
  readonly computerSom: string;
  readonly userSom: string;
  readonly site: string;
  readonly domainController: string;
  readonly userGroups: readonly GpmTrustee[] | null;
  readonly computerGroups: readonly GpmTrustee[] | null;
  readonly userWmiFilters: readonly GpmWmiFilter[] | 'all' | null;
  readonly computerWmiFilters: readonly GpmWmiFilter[] | 'all' | null;
}

const halves = ['User', 'Computer'] as const;
type Half = (typeof halves)[number];

const logged = kind(
  {
    name: 'GpmRsop',
    interfaceName: 'IGPMRSOP',
    properties: {
      namespace: 'IGPMRSOP::get_Namespace',
      computer: 'IGPMRSOP::get_LoggingComputer',
      user: 'IGPMRSOP::get_LoggingUser',
    },
    fallback: { computer: '', user: '' },
  },
  (received) => received,
);
const planned = kind(
  {
    name: 'GpmRsop',
    interfaceName: 'IGPMRSOP',
    properties: {
      namespace: 'IGPMRSOP::get_Namespace',
      computer: 'IGPMRSOP::get_PlanningComputer',
      user: 'IGPMRSOP::get_PlanningUser',
      computerSom: 'IGPMRSOP::get_PlanningComputerSOM',
      userSom: 'IGPMRSOP::get_PlanningUserSOM',
      site: 'IGPMRSOP::get_PlanningSiteName',
      domainController: 'IGPMRSOP::get_PlanningDomainController',
    },
  },
  (received) => received,
);

/**
 * Does what a query consists of, in the order that is required: `IGPM::GetRSOP`, the properties,
 * `IGPMRSOP::CreateQueryResults`. The object that has the results is the caller's to release.
 */
export async function runQuery(
  session: Session,
  action: string,
  query: RsopQuery,
): Promise<ComObject<'IGPMRSOP'>> {
  // Looked at first: whatever is wrong with it, no query has begun.
  const filters = {
    User: filterObjects(session, query.user),
    Computer: filterObjects(session, query.computer),
  };
  const groups = { User: query.user.groups, Computer: query.computer.groups };
  const mode = query.mode === 'logging' ? GPMRSOPMode.rsopLogging : GPMRSOPMode.rsopPlanning;
  const [rsop] = await session.call(action, session.root, 'IGPM::GetRSOP', mode, '', 0);
  try {
    for (const [property, value] of query.texts) {
      await session.call(action, rsop, `IGPMRSOP::put_${property}`, value);
    }
    for (const half of halves) {
      await setGroups(session, action, rsop, half, groups[half]);
      const objects = filters[half];
      if (objects) await session.call(action, rsop, `IGPMRSOP::put_Planning${half}WMIFilters`, objects);
    }
    const flags = query.mode === 'logging' ? 'IGPMRSOP::put_LoggingFlags' : 'IGPMRSOP::put_PlanningFlags';
    await session.call(action, rsop, flags, query.flags);
    await session.call(action, rsop, 'IGPMRSOP::CreateQueryResults');
    return rsop;
  } catch (error) {
    rsop.release();
    throw error;
  }
}

/** What the server has of a query that was made. */
export async function readFacts(
  session: Session,
  action: string,
  rsop: ComObject<'IGPMRSOP'>,
  query: RsopQuery,
): Promise<RsopFacts> {
  const none = { computerSom: '', userSom: '', site: '', domainController: '' };
  const empty = { userGroups: null, computerGroups: null, userWmiFilters: null, computerWmiFilters: null };
  if (query.mode === 'logging') {
    const values = (await session.values(action, logged, rsop)) as RsopFacts;
    return { ...none, ...empty, ...values };
  }
  const values = (await session.values(action, planned, rsop)) as RsopFacts;
  return {
    ...values,
    userGroups: await readGroups(session, action, rsop, 'User'),
    computerGroups: await readGroups(session, action, rsop, 'Computer'),
    userWmiFilters:
      query.user.wmiFilters === 'all' ? 'all' : await readFilters(session, action, rsop, 'User'),
    computerWmiFilters:
      query.computer.wmiFilters === 'all' ? 'all' : await readFilters(session, action, rsop, 'Computer'),
  };
}

function filterObjects(session: Session, { wmiFilters }: PlannedHalf): ComObject[] | undefined {
  if (wmiFilters === undefined || wmiFilters === 'all') return undefined;
  return wmiFilters.map((filter, index) =>
    GpmObject.com<typeof GpmWmiFilter>(filter, `The WMI filter ${index + 1}`, session, 'GpmWmiFilter'),
  );
}

/** GPMC takes groups as an array of `IGPMTrustee`. */
async function setGroups(
  session: Session,
  action: string,
  rsop: ComObject,
  half: Half,
  groups: readonly string[] | undefined,
): Promise<void> {
  if (!groups) return;
  const trustees = await Promise.all(
    groups.map(async (group) => {
      const asking = `${action} for the group ${group}`;
      const [found] = await session.call(asking, session.root, 'IGPM::CreateTrustee', group);
      return found;
    }),
  );
  await session.call(action, rsop, `IGPMRSOP::put_Planning${half}SecurityGroups`, trustees);
  for (const each of trustees) each.release();
}

async function readGroups(
  session: Session,
  action: string,
  rsop: ComObject,
  half: Half,
): Promise<GpmTrustee[] | null> {
  const [groups] = await session.call(action, rsop, `IGPMRSOP::get_Planning${half}SecurityGroups`);
  return readTrustees(session, action, groups);
}

/** The trustees of a VARIANT with an array of them; null where it holds none. */
export async function readTrustees(
  session: Session,
  action: string,
  value: unknown,
): Promise<GpmTrustee[] | null> {
  if (!Array.isArray(value)) return null;
  return Promise.all(value.map((object: ComObject) => session.wrap(action, trustee, object)));
}

async function readFilters(
  session: Session,
  action: string,
  rsop: ComObject,
  half: Half,
): Promise<GpmWmiFilter[] | null> {
  const [filters] = await session.call(action, rsop, `IGPMRSOP::get_Planning${half}WMIFilters`);
  if (!Array.isArray(filters)) return null;
  return Promise.all(filters.map((object) => session.wrap(action, GpmWmiFilter.kind, object as ComObject)));
}
