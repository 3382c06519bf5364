import type { BackupHandle } from '../../backups/backup-directory';
import type { MigrationMapping } from '../../backups/types';
import type { InjectionTarget } from '../injection/behaviour';
import type { Criterion } from '../state/criteria';
import type { Delegation } from '../state/delegation';
import type { DomainState } from '../state/domain-state';
import type { GpoState } from '../state/gpo-state';
import type { PermissionEntry } from '../state/permission-entry';
import type { StarterGpoState } from '../state/starter-gpo';
import type { WmiFilterState } from '../state/wmi-filter';

/** What COM objects of the mock forest stand for: the state that a method works on to which one is given. */
export interface Represented {
  gpo: GpoState;
  domain: DomainState;
  backup: BackupHandle;
  wmiFilter: WmiFilterState;
  starterGpo: StarterGpoState;
  permission: PermissionEntry;
  delegation: Delegation;
  /** The SID. */
  trustee: string;
  migrationTable: readonly MigrationMapping[];
  criteria: readonly Criterion[];
}

/** What the objects of the mock forest have besides the methods of their interfaces. */
export interface MockObject {
  /** What `inject`'s `when` is told of the object. */
  readonly target?: InjectionTarget;
  /** Of objects that may be given as arguments. */
  readonly represents?: Partial<Represented>;
}
