import fc from 'fast-check';
import type { GpoState } from '../../lib/mock/state/gpo-state';
import { createGpoLink } from '../../lib/mock/state/links';
import {
  type GpoCriterion,
  searchGpos,
  searchSites,
  searchSoms,
  searchStarterGpos,
} from '../../lib/mock/state/search';
import { baselineId, errorOf, forestOf, twoDomains } from './support';

const registry = '{35378EAC-683F-11D2-A89A-00C04FBBCFA2}';
const security = '{827D319E-6EAC-11D2-A4EA-00C04F79F83A}';

test('no criteria find everything', () => {
  const domain = forestOf(twoDomains).rootDomain;
  expect(searchGpos(domain)).toEqual(domain.gpos);
});

test('names are compared without regard to case', () => {
  const domain = forestOf(twoDomains).rootDomain;
  const names = (operation: 'equals' | 'contains' | 'notContains', value: string) =>
    searchGpos(domain, [{ property: 'gpoDisplayName', operation, value }]).map((gpo) => gpo.displayName);
  expect(names('equals', 'BASELINE')).toEqual(['Baseline']);
  expect(names('contains', 'default')).toHaveLength(2);
  expect(names('notContains', 'default')).toEqual(['Baseline']);
});

test('filters, permissions and extensions', () => {
  const domain = forestOf(twoDomains).rootDomain;
  const find = (criterion: GpoCriterion) => searchGpos(domain, [criterion]).map((gpo) => gpo.displayName);
  expect(
    find({
      property: 'gpoWMIFilter',
      operation: 'equals',
      value: { id: '{22222222-2222-4222-8222-222222222222}' },
    }),
  ).toEqual(['Baseline']);
  expect(
    find({ property: 'gpoComputerExtensions', operation: 'contains', value: security.toLowerCase() }),
  ).toEqual(['Baseline']);
  expect(find({ property: 'gpoUserExtensions', operation: 'contains', value: registry })).toEqual([]);
  const operators = { sid: 'S-1-5-21-1-2-3-1104', level: 'edit' } as const;
  const ann = { sid: 'S-1-5-21-1-2-3-1103', level: 'edit' } as const;
  expect(find({ property: 'gpoPermissions', operation: 'contains', value: operators })).toEqual(['Baseline']);
  expect(find({ property: 'gpoPermissions', operation: 'contains', value: ann })).toEqual([]);
  expect(find({ property: 'gpoEffectivePermissions', operation: 'contains', value: ann })).toEqual([
    'Baseline',
  ]);
  expect(find({ property: 'gpoPermissions', operation: 'notContains', value: operators })).toHaveLength(2);
  expect(find({ property: 'gpoDomain', operation: 'equals', value: 'fabrikam.com' })).toEqual([]);
  expect(
    find({ property: 'gpoID', operation: 'equals', value: baselineId.toLowerCase().slice(1, -1) }),
  ).toEqual(['Baseline']);
});

test.each([
  [
    { property: 'gpoDisplayName', operation: 'notEquals', value: 'x' },
    /gpoDisplayName with "notEquals"; possible are: equals, contains, notContains/,
  ],
  [{ property: 'gpoID', operation: 'equals', value: 'x' }, /not the GUID/],
  [{ property: 'gpoComputerExtensions', operation: 'contains', value: 'x' }, /client-side extension/],
  [{ property: 'backupMostRecent', operation: 'equals', value: true }, /no operations/],
] as [unknown, RegExp][])('%j is refused', async (criterion, message) => {
  const error = await errorOf(() => searchGpos(forestOf().rootDomain, [criterion as GpoCriterion]));
  expect(error.hresult).toBe(0x80070057);
  expect(error.message).toMatch(message);
});

test('several criteria all have to hold: the search is the filter one would write by hand', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'B', 'c'), minLength: 1, maxLength: 4 });
  const description = fc.record({ displayName: name, computer: fc.boolean() });
  const criterion = fc.oneof(
    fc.record({
      property: fc.constant('gpoDisplayName' as const),
      operation: fc.constantFrom('equals' as const, 'contains' as const, 'notContains' as const),
      value: name,
    }),
    fc.record({
      property: fc.constant('gpoComputerExtensions' as const),
      operation: fc.constantFrom('contains' as const, 'notContains' as const),
      value: fc.constant(registry),
    }),
  );
  const byHand = (
    gpo: GpoState,
    { property, operation, value }: { property: string; operation: string; value: string },
  ) => {
    if (property === 'gpoComputerExtensions')
      return gpo.content.machineExtensionGuids.includes(value) === (operation === 'contains');
    const [have, want] = [gpo.displayName.toUpperCase(), value.toUpperCase()];
    return operation === 'equals' ? have === want : have.includes(want) === (operation === 'contains');
  };
  fc.assert(
    fc.property(
      fc.array(description, { maxLength: 6 }),
      fc.array(criterion, { maxLength: 3 }),
      (gpos, criteria) => {
        const { rootDomain } = forestOf({
          domains: [
            {
              name: 'a.b',
              defaultPolicies: false,
              gpos: gpos.map(({ displayName, computer }) => ({
                displayName,
                files: (computer ? { 'Machine\\Registry.pol': 'x' } : {}) as Record<string, string>,
              })),
            },
          ],
        });
        expect(searchGpos(rootDomain, criteria)).toEqual(
          rootDomain.gpos.filter((gpo) => criteria.every((each) => byHand(gpo, each))),
        );
      },
    ),
  );
});

test('SOMs and sites by the GPO they link to', () => {
  const forest = forestOf(twoDomains);
  const gpo = forest.rootDomain.getGpo(baselineId);
  expect(searchSoms(forest.rootDomain).map((som) => som.name)).toEqual([
    'contoso',
    'Domain Controllers',
    'Servers',
  ]);
  expect(searchSoms(forest.rootDomain, gpo).map((som) => som.name)).toEqual(['Servers']);
  expect(searchSites(forest.rootDomain, gpo)).toEqual([]);
  createGpoLink(forest.sites[0]!, gpo);
  expect(searchSites(forest.rootDomain, gpo)).toEqual(forest.sites);
});

test('starter GPOs by name and GUID', () => {
  const { rootDomain } = forestOf({
    domains: [{ name: 'a.b', starterGpos: [{ name: 'One' }, { name: 'Two' }] }],
  });
  const [one] = rootDomain.starterGpos;
  const names = (criteria: Parameters<typeof searchStarterGpos>[1]) =>
    searchStarterGpos(rootDomain, criteria).map((starter) => starter.name);
  expect(names([])).toEqual(['One', 'Two']);
  expect(names([{ property: 'starterGPODisplayName', operation: 'contains', value: 'ON' }])).toEqual(['One']);
  expect(names([{ property: 'starterGPODisplayName', operation: 'notContains', value: 'on' }])).toEqual([
    'Two',
  ]);
  expect(names([{ property: 'starterGPOID', operation: 'notEquals', value: one!.id }])).toEqual(['Two']);
});
