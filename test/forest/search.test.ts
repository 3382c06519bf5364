import fc from 'fast-check';
import { GPMPermissionType, GPMSearchOperation, GPMSearchProperty } from '../../lib/generated/gpmgmt';
import { type Criterion, checkCriterion } from '../../lib/mock/state/criteria';
import type { GpoState } from '../../lib/mock/state/gpo-state';
import { createGpoLink } from '../../lib/mock/state/links';
import { searchGpos, searchSoms, searchStarterGpos } from '../../lib/mock/state/search';
import { baselineId, errorOf, forestOf, twoDomains } from './support';

const { opEquals, opContains, opNotContains, opNotEquals } = GPMSearchOperation;
const {
  gpoComputerExtensions,
  gpoDisplayName,
  gpoDomain,
  gpoEffectivePermissions,
  gpoID,
  gpoPermissions,
  gpoUserExtensions,
  gpoWMIFilter,
  somLinks,
  starterGPODisplayName,
  starterGPODomain,
  starterGPOEffectivePermissions,
  starterGPOID,
  starterGPOPermissions,
} = GPMSearchProperty;

const registry = '{35378EAC-683F-11D2-A89A-00C04FBBCFA2}';
const security = '{827D319E-6EAC-11D2-A4EA-00C04F79F83A}';

test('no criteria find everything', () => {
  const domain = forestOf(twoDomains).rootDomain;
  expect(searchGpos(domain, [])).toEqual(domain.gpos);
});

test('names are compared without regard to case', () => {
  const domain = forestOf(twoDomains).rootDomain;
  const names = (operation: GPMSearchOperation, value: string) =>
    searchGpos(domain, [{ property: gpoDisplayName, operation, value }]).map((gpo) => gpo.displayName);
  expect(names(opEquals, 'BASELINE')).toEqual(['Baseline']);
  expect(names(opContains, 'default')).toHaveLength(2);
  expect(names(opNotContains, 'default')).toEqual(['Baseline']);
});

test('filters, permissions and extensions', () => {
  const domain = forestOf(twoDomains).rootDomain;
  const find = (criterion: Criterion) => searchGpos(domain, [criterion]).map((gpo) => gpo.displayName);
  expect(
    find({
      property: gpoWMIFilter,
      operation: opEquals,
      value: { id: '{22222222-2222-4222-8222-222222222222}' },
    }),
  ).toEqual(['Baseline']);
  expect(
    find({
      property: gpoWMIFilter,
      operation: opNotEquals,
      value: { id: '{22222222-2222-4222-8222-222222222222}' },
    }),
  ).toHaveLength(2);
  expect(
    find({ property: gpoComputerExtensions, operation: opContains, value: security.toLowerCase() }),
  ).toEqual(['Baseline']);
  expect(find({ property: gpoUserExtensions, operation: opContains, value: registry })).toEqual([]);
  const edit = { type: GPMPermissionType.permGPOEdit, denied: false };
  const operators = { sid: 'S-1-5-21-1-2-3-1104', ...edit };
  const ann = { sid: 'S-1-5-21-1-2-3-1103', ...edit };
  expect(find({ property: gpoPermissions, operation: opContains, value: operators })).toEqual(['Baseline']);
  expect(find({ property: gpoPermissions, operation: opContains, value: ann })).toEqual([]);
  expect(find({ property: gpoEffectivePermissions, operation: opContains, value: ann })).toEqual([
    'Baseline',
  ]);
  expect(find({ property: gpoPermissions, operation: opNotContains, value: operators })).toHaveLength(2);
  expect(find({ property: gpoDomain, operation: opEquals, value: { name: 'fabrikam.com' } })).toEqual([]);
  expect(
    find({ property: gpoID, operation: opEquals, value: baselineId.toLowerCase().slice(1, -1) }),
  ).toEqual(['Baseline']);
});

test.each([
  [
    gpoDisplayName,
    opNotEquals,
    /gpoDisplayName cannot .* opNotEquals; use opEquals, opContains, opNotContains/,
  ],
  [gpoWMIFilter, opContains, /gpoWMIFilter cannot .* opContains; use opEquals, opNotEquals\./],
  [99, opEquals, /99 is no search property/],
])('property %d with operation %d is refused', async (property, operation, message) => {
  const error = await errorOf(() => checkCriterion(property, operation));
  expect(error.hresult).toBe(0x80070057);
  expect(error.message).toMatch(message);
});

test.each([
  [{ property: GPMSearchProperty.backupMostRecent, operation: opEquals, value: true }, /backupMostRecent/],
  [
    {
      property: gpoPermissions,
      operation: opContains,
      value: { sid: 'S-1-1-0', type: GPMPermissionType.permSOMLink, denied: false },
    },
    /not one of a GPO/,
  ],
  [
    { property: gpoDomain, operation: opEquals, value: 'contoso.com' },
    /with opEquals and an IGPMDomain, but for backups/,
  ],
  [
    { property: gpoDomain, operation: opNotEquals, value: { name: 'contoso.com' } },
    /with opEquals and an IGPMDomain, but for backups/,
  ],
] as [Criterion, RegExp][])(
  '%j is refused, also where nothing is there to be found',
  async (criterion, message) => {
    const domain = forestOf({ domains: [{ name: 'a.b', defaultPolicies: false }] }).rootDomain;
    const error = await errorOf(() => searchGpos(domain, [criterion]));
    expect(error.hresult).toBe(0x80070057);
    expect(error.message).toMatch(message);
  },
);

test('several criteria all have to hold: the search is the filter one would write by hand', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'B', 'c'), minLength: 1, maxLength: 4 });
  const description = fc.record({ displayName: name, computer: fc.boolean() });
  const criterion = fc.oneof(
    fc.record({
      property: fc.constant(gpoDisplayName),
      operation: fc.constantFrom(opEquals, opContains, opNotContains),
      value: name,
    }),
    fc.record({
      property: fc.constant(gpoComputerExtensions),
      operation: fc.constantFrom(opContains, opNotContains),
      value: fc.constant(registry),
    }),
  );
  const byHand = (
    gpo: GpoState,
    { property, operation, value }: { property: number; operation: number; value: string },
  ) => {
    if (property === gpoComputerExtensions)
      return gpo.content.machineExtensionGuids.includes(value) === (operation === opContains);
    const [have, want] = [gpo.displayName.toUpperCase(), value.toUpperCase()];
    return operation === opEquals ? have === want : have.includes(want) === (operation === opContains);
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
  const soms = [forest.rootDomain.som, ...forest.rootDomain.ous];
  const linked: Criterion = { property: somLinks, operation: opContains, value: gpo };
  expect(searchSoms(soms, []).map((som) => som.name)).toEqual([
    'contoso.com',
    'Domain Controllers',
    'Servers',
  ]);
  expect(searchSoms(soms, [linked]).map((som) => som.name)).toEqual(['Servers']);
  expect(searchSoms(forest.sites, [linked])).toEqual([]);
  createGpoLink(forest.sites[0]!, gpo);
  expect(searchSoms(forest.sites, [linked])).toEqual(forest.sites);
});

test('starter GPOs by name and GUID', () => {
  const { rootDomain } = forestOf({
    domains: [{ name: 'a.b', starterGpos: [{ name: 'One' }, { name: 'Two' }] }],
  });
  const [one] = rootDomain.starterGpos;
  const names = (criteria: readonly Criterion[]) =>
    searchStarterGpos(rootDomain, criteria).map((starter) => starter.name);
  expect(names([])).toEqual(['One', 'Two']);
  expect(names([{ property: starterGPODisplayName, operation: opContains, value: 'ON' }])).toEqual(['One']);
  expect(names([{ property: starterGPODisplayName, operation: opNotContains, value: 'on' }])).toEqual([
    'Two',
  ]);
  expect(names([{ property: starterGPOID, operation: opNotEquals, value: one!.id }])).toEqual(['Two']);
  const other = forestOf({ domains: [{ name: 'c.d' }] }).rootDomain;
  expect(names([{ property: starterGPODomain, operation: opEquals, value: rootDomain }])).toHaveLength(2);
  expect(names([{ property: starterGPODomain, operation: opEquals, value: other }])).toEqual([]);
});

test('starter GPOs by permission', async () => {
  const { rootDomain } = forestOf({
    domains: [
      {
        name: 'a.b',
        principals: [
          { name: 'ann', type: 'User', sid: 'S-1-5-21-1-2-3-1103', memberOf: ['operators'] },
          { name: 'operators', type: 'GlobalGroup', sid: 'S-1-5-21-1-2-3-1104' },
        ],
        starterGpos: [{ name: 'One' }, { name: 'Two' }],
      },
    ],
  });
  const edit = { type: GPMPermissionType.permStarterGPOEdit, denied: false };
  const operators = { sid: 'S-1-5-21-1-2-3-1104', ...edit };
  const ann = { sid: 'S-1-5-21-1-2-3-1103', ...edit };
  rootDomain.starterGpos[0]!.permissions = [{ ...operators, inherited: false, inheritable: true }];
  const names = (criterion: Criterion) =>
    searchStarterGpos(rootDomain, [criterion]).map((starter) => starter.name);
  const everybody = { sid: 'S-1-5-11', type: GPMPermissionType.permStarterGPORead, denied: false };
  expect(names({ property: starterGPOPermissions, operation: opContains, value: everybody })).toEqual([
    'Two',
  ]);
  expect(names({ property: starterGPOPermissions, operation: opContains, value: operators })).toEqual([
    'One',
  ]);
  expect(names({ property: starterGPOPermissions, operation: opNotContains, value: operators })).toEqual([
    'Two',
  ]);
  expect(names({ property: starterGPOPermissions, operation: opContains, value: ann })).toEqual([]);
  expect(names({ property: starterGPOEffectivePermissions, operation: opContains, value: ann })).toEqual([
    'One',
  ]);
  const ofGpo = { ...ann, type: GPMPermissionType.permGPOEdit };
  const refused = await errorOf(() =>
    names({ property: starterGPOPermissions, operation: opContains, value: ofGpo }),
  );
  expect(refused.hresult).toBe(0x80070057);
});
