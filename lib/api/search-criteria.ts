import type { ComObject } from '../addon/com-object';
import type { VariantValue } from '../addon/values';
import { GPMSearchOperation, GPMSearchProperty } from '../generated/gpmgmt';
import { options } from '../validate/plain-object';
import { boolean, guid, list, show, text } from '../validate/values';
import type { Session } from './session';

/** Conditions on a text; all have to hold. Several values of one condition have to hold all. */
export interface TextCondition {
  readonly equals?: string | readonly string[] | undefined;
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
  readonly computerExtensions?: ExtensionsCondition | undefined;
  readonly userExtensions?: ExtensionsCondition | undefined;
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

const gpoFields: Readonly<Record<keyof GpoSearch, Field>> = {
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
export function gpoCriteria(given: GpoSearch | undefined): Criterion[] {
  const search = options(given, 'The search criteria', Object.keys(gpoFields) as (keyof GpoSearch)[]);
  return (Object.keys(gpoFields) as (keyof GpoSearch)[]).flatMap((key) =>
    conditions(gpoFields[key], search[key], key),
  );
}

/** What of a search for backups the server looks for. */
export interface BackupCriteria {
  readonly mostRecent?: unknown;
  readonly gpoId?: unknown;
  readonly displayName?: unknown;
}

/** The criteria of a search for backups. */
export function backupCriteria(search: BackupCriteria): Criterion[] {
  const criteria = [
    ...conditions(gpoFields.displayName, search.displayName, 'displayName'),
    ...conditions(gpoFields.id, search.gpoId, 'gpoId'),
  ];
  if (search.mostRecent !== undefined && boolean(search.mostRecent, 'mostRecent')) {
    criteria.push([GPMSearchProperty.backupMostRecent, opEquals, true]);
  }
  return criteria;
}

function conditions(field: Field, given: unknown, what: string): Criterion[] {
  if (given === undefined) return [];
  const operations = Object.keys(field.operations);
  if (typeof given === 'string' && 'equals' in field.operations) {
    return [[field.property, opEquals, field.check(given, what)]];
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const string = 'equals' in field.operations ? 'a string or ' : '';
    throw new TypeError(`${what} must be ${string}an object with ${list(operations)}, not ${show(given)}.`);
  }
  const checked: Record<string, unknown> = options(given as Record<string, unknown>, what, operations);
  return Object.entries(checked).flatMap(([operation, value]) =>
    (value === undefined ? [] : Array.isArray(value) ? value : [value]).map(
      (item): Criterion => [
        field.property,
        field.operations[operation] as number,
        field.check(item, `${what}.${operation}`),
      ],
    ),
  );
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
