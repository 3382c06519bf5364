/**
 * A mock of Group Policy Management for tests and demonstrations, on any platform.
 *
 * @packageDocumentation
 */

export type { ListedBackups } from '../backups/list-backups';
export type { HresultName } from '../hresult/codes';
export type * from './build/description';
export { type LoadedBackups, MockForest, type MockForestOptions } from './forest';
export type { Behaviour, Fail, InjectionTarget, Misbehave, Misbehaviour } from './injection/behaviour';
export { misbehaviours } from './injection/check-behaviour';
export type { InjectableMethod, Injection } from './injection/injections';
export type { Latency } from './injection/latency';
export type {
  DomainSnapshot,
  FileSnapshot,
  ForestSnapshot,
  GpoSnapshot,
  SomSnapshot,
} from './state/snapshot';
