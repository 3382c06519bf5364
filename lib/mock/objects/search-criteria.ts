import type { ServerArgument, VariantValue } from '../../addon/values';
import { parseGuid } from '../../files/parse-guid';
import type { GPMSearchOperation, GPMSearchProperty } from '../../generated/gpmgmt';
import type { IGPMSearchCriteriaMethods } from '../../generated/methods';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import { type Criterion, type CriterionValues, checkCriterion, propertyName } from '../state/criteria';
import { represented } from './arguments';
import type { MockObject, Represented } from './mock-object';

/** The conditions of a search; all have to hold. https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmsearchcriteria */
export class SearchCriteriaObject implements IGPMSearchCriteriaMethods, MockObject {
  private readonly criteria: Criterion[] = [];

  get represents(): Partial<Represented> {
    return { criteria: this.criteria };
  }

  /** https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsearchcriteria-add */
  Add(property: GPMSearchProperty, operation: GPMSearchOperation, value: VariantValue): void {
    const kind = checkCriterion(property, operation);
    const checked = checkValue(kind, propertyName(property), value);
    this.criteria.push({ property, operation, value: checked } as Criterion);
  }
}

function checkValue(
  kind: keyof CriterionValues,
  name: string,
  value: VariantValue,
): CriterionValues[keyof CriterionValues] {
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
    case 'domain':
      return typeof value === 'string' ? value : represented(value, kind, `The value of ${name}`);
    default:
      return represented(value, kind, `The value of ${name}`);
  }
}

function invalid(message: string): HresultError {
  return new HresultError(Hresult.E_INVALIDARG, message);
}

/** The conditions that a client gave; none for a null pointer. */
export function criteriaOf(argument: ServerArgument<'IGPMSearchCriteria'>): readonly Criterion[] {
  return argument === null ? [] : represented(argument, 'criteria', 'The search criteria');
}
