import { GPMSearchOperation, GPMSearchProperty } from '../../generated/gpmgmt';
import type { GpoCriterion, PermissionCriterion, SearchOperation } from '../state/search';
import { servantOf } from './arguments';
import { DomainServant } from './domain';
import { levelOf } from './gpo-security';
import { PermissionServant } from './permission';
import { type Criterion, unsuitable } from './search-criteria';
import { WmiFilterServant } from './wmi-filter';

const operations: Readonly<Record<GPMSearchOperation, SearchOperation>> = {
  [GPMSearchOperation.opEquals]: 'equals',
  [GPMSearchOperation.opContains]: 'contains',
  [GPMSearchOperation.opNotContains]: 'notContains',
  [GPMSearchOperation.opNotEquals]: 'notEquals',
};

/** A condition's operation in the model's words; `SearchCriteriaServant.Add` has checked that it suits the property. */
export function operationOf<O extends SearchOperation>({ operation }: Criterion): O {
  return operations[operation] as O;
}

/** A client's conditions in the model's words. */
export function gpoCriteria(criteria: readonly Criterion[]): GpoCriterion[] {
  return criteria.map((criterion): GpoCriterion => {
    const { property, value } = criterion;
    switch (property) {
      case GPMSearchProperty.gpoDisplayName:
        return { property: 'gpoDisplayName', operation: operationOf(criterion), value: value as string };
      case GPMSearchProperty.gpoID:
        return { property: 'gpoID', operation: operationOf(criterion), value: value as string };
      case GPMSearchProperty.gpoComputerExtensions:
        return {
          property: 'gpoComputerExtensions',
          operation: operationOf(criterion),
          value: value as string,
        };
      case GPMSearchProperty.gpoUserExtensions:
        return { property: 'gpoUserExtensions', operation: operationOf(criterion), value: value as string };
      case GPMSearchProperty.gpoWMIFilter: {
        const { filter } = servantOf(value, WmiFilterServant, 'The value of gpoWMIFilter');
        return { property: 'gpoWMIFilter', operation: operationOf(criterion), value: filter };
      }
      case GPMSearchProperty.gpoDomain: {
        const { domain } = servantOf(value, DomainServant, 'The value of gpoDomain');
        return { property: 'gpoDomain', operation: operationOf(criterion), value: domain.name };
      }
      case GPMSearchProperty.gpoPermissions:
        return { property: 'gpoPermissions', operation: operationOf(criterion), value: permission(value) };
      case GPMSearchProperty.gpoEffectivePermissions:
        return {
          property: 'gpoEffectivePermissions',
          operation: operationOf(criterion),
          value: permission(value),
        };
      default:
        throw unsuitable(criterion, 'GPOs');
    }
  });
}

function permission(value: unknown): PermissionCriterion {
  const { sid, type, denied } = servantOf(value, PermissionServant, 'The permission to search for').entry;
  return { sid, level: levelOf(type), denied };
}
