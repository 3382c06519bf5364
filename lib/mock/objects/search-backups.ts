import type { BackupRecord } from '../../backups/types';
import { sameGuid } from '../../files/guid';
import { GPMSearchProperty } from '../../generated/gpmgmt';
import type { BackupCondition } from '../state/backup-search';
import { servantOf } from './arguments';
import { DomainServant } from './domain';
import { type Criterion, holds, matchesText, unsuitable } from './search-criteria';

/** What the criteria ask for; "most recent" is asked of the backups that satisfy the others. */
export function backupCondition(criteria: readonly Criterion[]): BackupCondition {
  const mostRecent = criteria.some(({ property }) => property === GPMSearchProperty.backupMostRecent);
  const tests = criteria
    .filter(({ property }) => property !== GPMSearchProperty.backupMostRecent)
    .map((criterion) => testFor(criterion));
  return { mostRecent, matches: (record) => tests.every((test) => test(record)) };
}

function testFor(criterion: Criterion): (record: BackupRecord) => boolean {
  switch (criterion.property) {
    case GPMSearchProperty.gpoDisplayName:
      return ({ gpoDisplayName }) => matchesText(criterion, gpoDisplayName);
    case GPMSearchProperty.gpoID:
      return ({ gpoGuid }) => holds(criterion, sameGuid(gpoGuid, criterion.value as string));
    case GPMSearchProperty.gpoDomain: {
      const { domain } = servantOf(criterion.value, DomainServant, 'The value of gpoDomain');
      return ({ gpoDomain }) => gpoDomain.toLowerCase() === domain.name.toLowerCase();
    }
    default:
      throw unsuitable(criterion, 'backups');
  }
}
