// The public API of gpmc/mock: compiled, never run, by consumers.test.ts.
import { expectTypeOf } from 'expect-type';
import {
  type Behaviour,
  type DomainDescription,
  type Fail,
  type ForestDescription,
  type ForestSnapshot,
  type GpoDescription,
  type GpoSnapshot,
  type HresultName,
  type InjectableMethod,
  type Injection,
  type InjectionTarget,
  type Latency,
  type LinkDescription,
  type ListedBackups,
  type LoadedBackups,
  type Misbehave,
  type Misbehaviour,
  MockForest,
  type MockForestOptions,
  type misbehaviours,
  type OuDescription,
  type PermissionDescription,
  type PrincipalDescription,
  type SiteDescription,
  type StarterGpoDescription,
  type WmiFilterDescription,
} from 'gpmc/mock';

expectTypeOf(MockForest).toBeConstructibleWith();
expectTypeOf<ConstructorParameters<typeof MockForest>>().toEqualTypeOf<
  [description?: ForestDescription | undefined, options?: MockForestOptions | undefined]
>();
expectTypeOf<keyof MockForest>().toEqualTypeOf<'loadBackups' | 'latency' | 'inject' | 'reset' | 'snapshot'>();
expectTypeOf(MockForest.fromBackups).toEqualTypeOf<
  (folder: string, options?: MockForestOptions) => Promise<MockForest>
>();
expectTypeOf(MockForest.listBackups).toEqualTypeOf<(directory: string) => Promise<ListedBackups>>();
expectTypeOf<MockForest['loadBackups']>().toEqualTypeOf<(folder: string) => Promise<LoadedBackups>>();
expectTypeOf<MockForest['latency']>().toEqualTypeOf<Latency>();
expectTypeOf<Latency>().toEqualTypeOf<number | ((step: number, total: number) => number)>();
expectTypeOf<MockForest['inject']>().toEqualTypeOf<
  (method: InjectableMethod, behaviour: Behaviour) => Injection
>();
expectTypeOf<MockForest['reset']>().toEqualTypeOf<() => Promise<void>>();
expectTypeOf<MockForest['snapshot']>().toEqualTypeOf<() => ForestSnapshot>();
expectTypeOf<MockForestOptions>().toEqualTypeOf<{
  readonly now?: () => Date;
  readonly newGuid?: () => string;
  readonly latency?: Latency;
  readonly cancelHresult?: HresultName | number;
}>();

expectTypeOf<Behaviour>().toEqualTypeOf<Fail | Misbehave>();
expectTypeOf<Fail>().toExtend<{
  readonly fail: HresultName | number;
  readonly at?: number;
  readonly times?: number;
}>();
expectTypeOf<Injection>().toExtend<{ readonly hits: number; remove(): void }>();
expectTypeOf<InjectionTarget['id']>().toEqualTypeOf<string | undefined>();
// The list and the kinds name the same.
expectTypeOf<(typeof misbehaviours)[number]>().toEqualTypeOf<Misbehaviour['misbehave']>();
expectTypeOf<'E_ACCESSDENIED'>().toExtend<HresultName>();

expectTypeOf<ForestDescription['domains']>().toEqualTypeOf<readonly DomainDescription[] | undefined>();
expectTypeOf<ForestDescription['sites']>().toEqualTypeOf<readonly SiteDescription[] | undefined>();
expectTypeOf<DomainDescription['gpos']>().toEqualTypeOf<readonly GpoDescription[] | undefined>();
expectTypeOf<DomainDescription['ous']>().toEqualTypeOf<readonly OuDescription[] | undefined>();
expectTypeOf<DomainDescription['links']>().toEqualTypeOf<readonly LinkDescription[] | undefined>();
expectTypeOf<DomainDescription['principals']>().toEqualTypeOf<readonly PrincipalDescription[] | undefined>();
expectTypeOf<DomainDescription['wmiFilters']>().toEqualTypeOf<readonly WmiFilterDescription[] | undefined>();
expectTypeOf<DomainDescription['starterGpos']>().toEqualTypeOf<
  readonly StarterGpoDescription[] | undefined
>();
expectTypeOf<GpoDescription['permissions']>().toEqualTypeOf<readonly PermissionDescription[] | undefined>();
expectTypeOf<ForestSnapshot['domains'][number]['gpos']>().toEqualTypeOf<GpoSnapshot[]>();

/** What must not compile. */
export function refused(forest: MockForest) {
  // @ts-expect-error: no such misbehaviour
  forest.inject('IGPMGPO::Backup', { misbehave: 'sulk' });
  // @ts-expect-error: a flood needs its number of calls
  forest.inject('IGPMGPO::Backup', { misbehave: 'flood' });
  // @ts-expect-error: no such HRESULT
  forest.inject('IGPMGPO::Backup', { fail: 'E_TIRED' });
  // @ts-expect-error: a domain needs a name
  new MockForest({ domains: [{}] });
  // @ts-expect-error: internal
  forest.connect();
}
