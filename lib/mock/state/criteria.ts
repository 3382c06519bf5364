import { sameGuid } from '../../files/guid';
import { equalIgnoringCase } from '../../files/text';
import { GPMSearchOperation, GPMSearchProperty } from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { DomainState } from './domain-state';
import type { PermissionEntry } from './permission-entry';
import type { WmiFilterState } from './wmi-filter';

/** The kinds of values that searches compare with. */
export interface CriterionValues {
  text: string;
  /** With braces in upper case. */
  guid: string;
  true: true;
  gpo: { readonly id: string; readonly domain: { readonly name: string } };
  /** The object, or the DNS name. */
  domain: Pick<DomainState, 'name'> | string;
  wmiFilter: Pick<WmiFilterState, 'id'>;
  permission: Pick<PermissionEntry, 'sid' | 'type' | 'denied'>;
}

const { opEquals, opContains, opNotContains, opNotEquals } = GPMSearchOperation;

/**
 * What may be asked of each property: the kind of value, and the operations.
 * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsearchcriteria-add
 */
const rules = {
  [GPMSearchProperty.gpoPermissions]: ['permission', opContains, opNotContains],
  [GPMSearchProperty.gpoEffectivePermissions]: ['permission', opContains, opNotContains],
  [GPMSearchProperty.gpoDisplayName]: ['text', opEquals, opContains, opNotContains],
  // One page has opEquals only, another also opNotEquals.
  [GPMSearchProperty.gpoWMIFilter]: ['wmiFilter', opEquals, opNotEquals],
  [GPMSearchProperty.gpoID]: ['guid', opEquals, opNotEquals],
  [GPMSearchProperty.gpoComputerExtensions]: ['guid', opContains, opNotContains],
  [GPMSearchProperty.gpoUserExtensions]: ['guid', opContains, opNotContains],
  [GPMSearchProperty.somLinks]: ['gpo', opContains],
  [GPMSearchProperty.gpoDomain]: ['domain', opEquals, opNotEquals],
  [GPMSearchProperty.backupMostRecent]: ['true', opEquals],
  [GPMSearchProperty.starterGPOPermissions]: ['permission', opContains, opNotContains],
  [GPMSearchProperty.starterGPOEffectivePermissions]: ['permission', opContains, opNotContains],
  [GPMSearchProperty.starterGPODisplayName]: ['text', opEquals, opContains, opNotContains],
  [GPMSearchProperty.starterGPOID]: ['guid', opEquals, opNotEquals],
  [GPMSearchProperty.starterGPODomain]: ['domain', opEquals],
} as const satisfies Readonly<
  Record<GPMSearchProperty, readonly [keyof CriterionValues, ...GPMSearchOperation[]]>
>;

/** One condition of a search, that {@link checkCriterion} allows. */
export type Criterion<P extends GPMSearchProperty = GPMSearchProperty> = {
  [Q in P]: {
    readonly property: Q;
    readonly operation: GPMSearchOperation;
    readonly value: CriterionValues[(typeof rules)[Q][0]];
  };
}[P];

/** Gives the kind of value that a property is compared with; refuses one that may not be asked for in that way. */
export function checkCriterion(property: number, operation: number): keyof CriterionValues {
  const rule = Object.hasOwn(rules, property) ? rules[property as GPMSearchProperty] : undefined;
  if (!rule) throw invalid(`${property} is no search property.`);
  const [kind, ...operations] = rule;
  if ((operations as readonly number[]).includes(operation)) return kind;
  const allowed = operations.map((each) => nameOf(GPMSearchOperation, each)).join(', ');
  throw invalid(
    `${propertyName(property)} cannot be searched with ${nameOf(GPMSearchOperation, operation)}; use ${allowed}.`,
  );
}

/** How messages name a property. */
export function propertyName(property: number): string {
  return nameOf(GPMSearchProperty, property);
}

function nameOf(values: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(values).find((name) => values[name] === value) ?? String(value);
}

function invalid(message: string): HresultError {
  return new HresultError(Hresult.E_INVALIDARG, message);
}

/**
 * By property, what one kind of object is searched by: whether an object satisfies a condition. The negated operations
 * need not be thought of: they ask for the contrary of what the plain ones do.
 */
export type Tests<S> = {
  readonly [P in GPMSearchProperty]?: (criterion: Criterion<P>) => (subject: S) => boolean;
};

/** Whether an object satisfies every condition. `searched` is the kind of objects, as messages name it. */
export function satisfies<S>(
  criteria: readonly Criterion[],
  tests: Tests<S>,
  searched: string,
): (subject: S) => boolean {
  const conditions = criteria.map((criterion) => {
    const test = tests[criterion.property] as ((criterion: Criterion) => (subject: S) => boolean) | undefined;
    if (!test) throw invalid(`${propertyName(criterion.property)} cannot be used to search for ${searched}.`);
    const holds = test(criterion);
    const negative = criterion.operation === opNotContains || criterion.operation === opNotEquals;
    return (subject: S) => holds(subject) !== negative;
  });
  return (subject) => conditions.every((condition) => condition(subject));
}

/** The test of a text, without regard to case. */
export function textTest<S>(of: (subject: S) => string) {
  return ({ operation, value }: { operation: GPMSearchOperation; value: string }) => {
    const wanted = value.toLowerCase();
    return (subject: S): boolean => {
      const text = of(subject).toLowerCase();
      return operation === opEquals ? text === wanted : text.includes(wanted);
    };
  };
}

/** The test of a GUID. */
export function guidTest<S>(of: (subject: S) => string) {
  return ({ value }: { value: string }) =>
    (subject: S): boolean =>
      sameGuid(of(subject), value);
}

/** The test of a domain, by its name: that of a search for backups, which may be of domains that are not there any more. */
export function domainTest<S>(of: (subject: S) => string) {
  return ({ value }: { value: CriterionValues['domain'] }) => {
    const wanted = typeof value === 'string' ? value : value.name;
    return (subject: S): boolean => equalIgnoringCase(of(subject), wanted);
  };
}

/** The test of a domain of the forest, which is given as the object and can only be asked for. */
export function domainObjectTest<S>(of: (subject: S) => string) {
  return (criterion: { operation: GPMSearchOperation; value: CriterionValues['domain'] }) => {
    if (typeof criterion.value === 'string' || criterion.operation !== opEquals) {
      throw invalid('The domain can only be searched for with opEquals and an IGPMDomain, but for backups.');
    }
    return domainTest(of)(criterion);
  };
}
