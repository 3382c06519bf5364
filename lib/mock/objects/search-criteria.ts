import { Served } from '../../addon/objects';
import type { ServerArgument, VariantValue } from '../../addon/values';
import { parseGuid } from '../../files/guid';
import {
  GPMSearchOperation,
  GPMSearchProperty,
  type IGPMSearchCriteriaServant,
} from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { servantOf } from './arguments';

/** One condition of a search. A GUID is spelled with braces in upper case. */
export interface Criterion {
  readonly property: GPMSearchProperty;
  readonly operation: GPMSearchOperation;
  readonly value: VariantValue;
}

const { opEquals, opContains, opNotContains, opNotEquals } = GPMSearchOperation;
type ValueKind = 'text' | 'guid' | 'object' | 'true';

/** What may be asked of each property, and with what kind of value. */
const rules: Readonly<Record<GPMSearchProperty, readonly [ValueKind, ...GPMSearchOperation[]]>> = {
  [GPMSearchProperty.gpoPermissions]: ['object', opContains, opNotContains],
  [GPMSearchProperty.gpoEffectivePermissions]: ['object', opContains, opNotContains],
  [GPMSearchProperty.gpoDisplayName]: ['text', opEquals, opContains, opNotContains],
  [GPMSearchProperty.gpoWMIFilter]: ['object', opEquals],
  [GPMSearchProperty.gpoID]: ['guid', opEquals, opNotEquals],
  [GPMSearchProperty.gpoComputerExtensions]: ['guid', opContains, opNotContains],
  [GPMSearchProperty.gpoUserExtensions]: ['guid', opContains, opNotContains],
  [GPMSearchProperty.somLinks]: ['object', opContains],
  [GPMSearchProperty.gpoDomain]: ['object', opEquals],
  [GPMSearchProperty.backupMostRecent]: ['true', opEquals],
  [GPMSearchProperty.starterGPOPermissions]: ['object', opContains, opNotContains],
  [GPMSearchProperty.starterGPOEffectivePermissions]: ['object', opContains, opNotContains],
  [GPMSearchProperty.starterGPODisplayName]: ['text', opEquals, opContains, opNotContains],
  [GPMSearchProperty.starterGPOID]: ['guid', opEquals, opNotEquals],
  [GPMSearchProperty.starterGPODomain]: ['object', opEquals],
};

function nameOf(values: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(values).find((name) => values[name] === value) ?? String(value);
}

/** The conditions of a search; all have to hold. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmsearchcriteria */
export class SearchCriteriaServant implements IGPMSearchCriteriaServant {
  readonly criteria: Criterion[] = [];

  /** https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsearchcriteria-add */
  Add(property: GPMSearchProperty, operation: GPMSearchOperation, value: VariantValue): void {
    const rule = rules[property];
    const name = nameOf(GPMSearchProperty, property);
    if (!rule) throw invalid(`${property} is no search property.`);
    const [kind, ...operations] = rule;
    if (!operations.includes(operation)) {
      const allowed = operations.map((each) => nameOf(GPMSearchOperation, each)).join(', ');
      throw invalid(
        `${name} cannot be searched with ${nameOf(GPMSearchOperation, operation)}; use ${allowed}.`,
      );
    }
    this.criteria.push({ property, operation, value: checkValue(kind, name, value) });
  }
}

function checkValue(kind: ValueKind, name: string, value: VariantValue): VariantValue {
  switch (kind) {
    case 'text':
      if (typeof value !== 'string') throw invalid(`The value of ${name} is to be a string.`);
      return value;
    case 'guid':
      if (typeof value !== 'string') throw invalid(`The value of ${name} is to be a GUID as a string.`);
      return parseGuid(value, name);
    case 'true':
      if (value !== true) throw invalid(`The value of ${name} can only be true.`);
      return value;
    case 'object':
      if (!(value instanceof Served))
        throw invalid(`The value of ${name} is to be an object of this mock forest.`);
      return value;
  }
}

function invalid(message: string): HresultError {
  return new HresultError(Hresult.E_INVALIDARG, message);
}

/** The conditions that a client gave; none for a null pointer. */
export function criteriaOf(argument: ServerArgument<'IGPMSearchCriteria'>): readonly Criterion[] {
  return argument === null ? [] : servantOf(argument, SearchCriteriaServant, 'The search criteria').criteria;
}

/** The error for a property that means nothing for the kind of object searched for. */
export function unsuitable({ property }: Criterion, searched: string): HresultError {
  return invalid(`${nameOf(GPMSearchProperty, property)} cannot be used to search for ${searched}.`);
}

/** Whether a text satisfies a condition, without regard to case. */
export function matchesText({ operation, value }: Criterion, text: string): boolean {
  const [wanted, folded] = [String(value).toLowerCase(), text.toLowerCase()];
  if (operation === opEquals) return folded === wanted;
  return folded.includes(wanted) === (operation === opContains);
}

/** Whether something that was found out satisfies a condition: its negated operations ask for the contrary. */
export function holds({ operation }: Criterion, found: boolean): boolean {
  return found === (operation === opEquals || operation === opContains);
}
