import { GPMSearchProperty } from '../../generated/gpmgmt';
import { type BackupHandle, mostRecentOf } from '../model/backup-directory';
import { sameGuid } from '../model/guid';
import { servantOf } from './arguments';
import { DomainServant } from './domain';
import { type Criterion, holds, matchesText, unsuitable } from './search-criteria';

/** The backups that satisfy every condition; "most recent" is asked of those that satisfy the others. */
export function matchingBackups(
  backups: readonly BackupHandle[],
  criteria: readonly Criterion[],
): BackupHandle[] {
  const mostRecent = criteria.some(({ property }) => property === GPMSearchProperty.backupMostRecent);
  const tests = criteria
    .filter(({ property }) => property !== GPMSearchProperty.backupMostRecent)
    .map((criterion) => testFor(criterion));
  const found = backups.filter((backup) => tests.every((test) => test(backup)));
  return mostRecent ? mostRecentOf(found) : found;
}

function testFor(criterion: Criterion): (backup: BackupHandle) => boolean {
  switch (criterion.property) {
    case GPMSearchProperty.gpoDisplayName:
      return ({ record }) => matchesText(criterion, record.gpoDisplayName);
    case GPMSearchProperty.gpoID:
      return ({ record }) => holds(criterion, sameGuid(record.gpoGuid, criterion.value as string));
    case GPMSearchProperty.gpoDomain: {
      const { domain } = servantOf(criterion.value, DomainServant, 'The value of gpoDomain');
      return ({ record }) => record.gpoDomain.toLowerCase() === domain.name.toLowerCase();
    }
    default:
      throw unsuitable(criterion, 'backups');
  }
}
