/**
 * A mock of Group Policy Management for tests and demonstrations, on any platform.
 *
 * @packageDocumentation
 */
export { type ListedBackups, type LoadedBackups, MockForest, type MockForestOptions } from './forest';
export type * from './model/description';
export type { DomainSnapshot, ForestSnapshot, GpoSnapshot, SomSnapshot } from './model/snapshot';
export {
  type Behaviour,
  type Fail,
  type InjectionTarget,
  type Misbehave,
  type Misbehaviour,
  misbehaviours,
} from './servants/behaviour';
export type { HresultName } from './servants/hresult-names';
export type { InjectableMethod, Injection } from './servants/injections';
export type { Latency } from './servants/latency';
