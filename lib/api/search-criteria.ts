import type { ComObject } from '../addon/com-object';
import type { VariantValue } from '../addon/values';
import { GPMSearchOperation, GPMSearchProperty } from '../generated/gpmgmt';
import { isPlainObject, options, plainObject } from '../validate/plain-object';
import { boolean, guid, list, show, text } from '../validate/values';
import type { GpmGpo } from './gpm-gpo';
import { GpmObject } from './gpm-object';
import type { GpmWmiFilter } from './gpm-wmi-filter';
import type { Session } from './session';

/** Conditions on a text; all have to hold, and so has each value of a list. Two texts could never both be equal. */
export interface TextCondition {
  readonly equals?: string | undefined;
  readonly contains?: string | readonly string[] | undefined;
  readonly notContains?: string | readonly string[] | undefined;
}

/** Conditions on an id. */
export interface IdCondition {
  readonly equals?: string | undefined;
  readonly notEquals?: string | readonly string[] | undefined;
}

/** Conditions on the client-side extensions a GPO has settings for, by their GUIDs. */
export interface ExtensionsCondition {
  readonly contains?: string | readonly string[] | undefined;
  readonly notContains?: string | readonly string[] | undefined;
}

/** What {@link GpmDomain.searchGpos} looks for. All conditions have to hold; without any, every GPO is found. */
export interface GpoSearch {
  /** A string stands for `{ equals }`. */
  readonly displayName?: string | TextCondition | undefined;
  /** A GUID; a string stands for `{ equals }`. */
  readonly id?: string | IdCondition | undefined;
  /** A GUID; a string stands for `{ contains }`. */
  readonly computerExtensions?: string | ExtensionsCondition | undefined;
  readonly userExtensions?: string | ExtensionsCondition | undefined;
  /** Those that use this filter: `gpoWMIFilter`. */
  readonly wmiFilter?: GpmWmiFilter | undefined;
}

/** What {@link GpmDomain.searchSoms} and {@link GpmSitesContainer.searchSites} look for. */
export interface SomSearch {
  /** Those that link to this GPO, or to each of these: `somLinks`. */
  readonly gpoLinks?: GpmGpo | readonly GpmGpo[] | undefined;
}

/** One call of `IGPMSearchCriteria::Add`. */
export type Criterion = readonly [property: number, operation: number, value: VariantValue];

interface Field {
  readonly property: number;
  readonly operations: Readonly<Record<string, number>>;
  readonly check: (value: unknown, what: string) => string;
}

const { opEquals, opContains, opNotContains, opNotEquals } = GPMSearchOperation;
const names = { equals: opEquals, contains: opContains, notContains: opNotContains };
const ids = { equals: opEquals, notEquals: opNotEquals };
const extensions = { contains: opContains, notContains: opNotContains };

const gpoFields: Readonly<Record<Exclude<keyof GpoSearch, 'wmiFilter'>, Field>> = {
  displayName: { property: GPMSearchProperty.gpoDisplayName, operations: names, check: text },
  id: { property: GPMSearchProperty.gpoID, operations: ids, check: guid },
  computerExtensions: {
    property: GPMSearchProperty.gpoComputerExtensions,
    operations: extensions,
    check: guid,
  },
  userExtensions: { property: GPMSearchProperty.gpoUserExtensions, operations: extensions, check: guid },
};

/** The criteria of a search for GPOs. */
export function gpoCriteria(session: Session, given: GpoSearch | undefined): Criterion[] {
  const fields = Object.keys(gpoFields) as (keyof typeof gpoFields)[];
  const { wmiFilter, ...search } = searchOf<GpoSearch>(given, [...fields, 'wmiFilter']);
  const criteria = fields.flatMap((key) =>
    key in search ? conditions(gpoFields[key], search[key], key) : [],
  );
  if (wmiFilter === undefined) return criteria;
  const filter = GpmObject.com<typeof GpmWmiFilter>(wmiFilter, 'wmiFilter', session, 'GpmWmiFilter');
  return [...criteria, [GPMSearchProperty.gpoWMIFilter, opEquals, filter]];
}

/** The criteria of a search for scopes of management. */
export function somCriteria(session: Session, given: SomSearch | undefined): Criterion[] {
  const { gpoLinks } = searchOf<SomSearch>(given, ['gpoLinks']);
  const gpos = gpoLinks === undefined ? [] : Array.isArray(gpoLinks) ? gpoLinks : [gpoLinks];
  return gpos.map((gpo: unknown, index): Criterion => {
    const what = Array.isArray(gpoLinks) ? `gpoLinks[${index}]` : 'gpoLinks';
    const object = GpmObject.com<typeof GpmGpo>(gpo, what, session, 'GpmGpo');
    return [GPMSearchProperty.somLinks, opContains, object];
  });
}

/** What of a search for backups the server looks for. */
export interface BackupCriteria {
  readonly mostRecent?: unknown;
  readonly gpoId?: unknown;
  readonly gpoDisplayName?: unknown;
}

/** The criteria of a search for backups. */
export function backupCriteria(search: BackupCriteria): Criterion[] {
  const criteria: Criterion[] = [];
  if ('gpoDisplayName' in search)
    criteria.push(...conditions(gpoFields.displayName, search.gpoDisplayName, 'gpoDisplayName'));
  if ('gpoId' in search) criteria.push(...conditions(gpoFields.id, search.gpoId, 'gpoId'));
  if ('mostRecent' in search && boolean(search.mostRecent, 'mostRecent')) {
    criteria.push([GPMSearchProperty.backupMostRecent, opEquals, true]);
  }
  return criteria;
}

/**
 * What a user searches by. All is found by leaving a criterion out, never by one that failed to be one: that would hand
 * every GPO of a domain to a script that meant one of them.
 *
 * @throws TypeError for a key that is not known, and for one whose value is undefined
 */
export function searchOf<T extends object>(
  given: T | undefined,
  keys: readonly (keyof T & string)[],
): Partial<T> {
  const search = options(given, 'The search criteria', keys);
  for (const [key, value] of Object.entries(search)) requireCriterion(value, key);
  return search;
}

/** A search without what is to be read along, and that: it is no criterion, and may be undefined. */
export function splitInclude<S>(given: S): [search: S, include: unknown] {
  if (!isPlainObject(given) || !('include' in given)) return [given, undefined];
  const { include, ...search } = given as Record<string, unknown>;
  return [search as S, include];
}

/** Refuses what would find everything. */
function requireCriterion(value: unknown, what: string): void {
  const empty =
    value === undefined
      ? 'undefined'
      : value === '' || (Array.isArray(value) && value.length === 0)
        ? 'empty'
        : '';
  if (empty)
    throw new TypeError(`${what} is ${empty}, which would find everything: leave it out if that is meant.`);
}

function conditions(field: Field, given: unknown, what: string): Criterion[] {
  const operations = Object.keys(field.operations);
  // What a string alone stands for comes first.
  const usual = field.operations[operations[0] as string] as number;
  if (typeof given === 'string') return [[field.property, usual, field.check(given, what)]];
  if (!isPlainObject(given)) {
    throw new TypeError(
      `${what} must be a string or an object with ${list(operations)}, not ${show(given)}.`,
    );
  }
  const asked = Object.entries(plainObject<Record<string, unknown>>(given, what, operations));
  if (asked.length === 0)
    throw new TypeError(
      `${what} asks for nothing: give it ${list(operations)}, or leave it out to find everything.`,
    );
  return asked.flatMap(([operation, value]) => {
    const path = `${what}.${operation}`;
    requireCriterion(value, path);
    if (operation === 'equals' && Array.isArray(value))
      throw new TypeError(`${path} must be one, not ${show(value)}: nothing equals several.`);
    return (Array.isArray(value) ? value : [value]).map((item): Criterion => {
      requireCriterion(item, path);
      return [field.property, field.operations[operation] as number, field.check(item, path)];
    });
  });
}

/**
 * Makes the `IGPMSearchCriteria` of a search.
 *
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsearchcriteria-add
 */
export async function createCriteria(
  session: Session,
  action: string,
  criteria: readonly Criterion[],
): Promise<ComObject<'IGPMSearchCriteria'>> {
  const [object] = await session.call(action, session.root, 'IGPM::CreateSearchCriteria');
  // They are queued one behind the other: one wait for all.
  await Promise.all(
    criteria.map(([property, operation, value]) =>
      session.call(
        action,
        object,
        'IGPMSearchCriteria::Add',
        property as GPMSearchProperty,
        operation as GPMSearchOperation,
        value,
      ),
    ),
  );
  return object;
}
