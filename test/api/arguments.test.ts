import { loggingQuery, planningQuery } from '../../lib/api/rsop-options';
import { backupCriteria, gpoCriteria } from '../../lib/api/search-criteria';
import type { Session } from '../../lib/api/session';
import { GPMSearchOperation, GPMSearchProperty } from '../../lib/generated/gpmgmt';

/** What is asked for needs nothing of it. */
const session = {} as Session;
const ID = '{31B2F340-016D-11D2-945F-00C04FB984F9}';

describe('search criteria', () => {
  test('become properties, operations and values', () => {
    expect(
      gpoCriteria(session, {
        displayName: { contains: ['Base', 'line'], notContains: 'Test' },
        id: ID.toLowerCase(),
        userExtensions: { notContains: ID },
      }),
    ).toEqual([
      [GPMSearchProperty.gpoDisplayName, GPMSearchOperation.opContains, 'Base'],
      [GPMSearchProperty.gpoDisplayName, GPMSearchOperation.opContains, 'line'],
      [GPMSearchProperty.gpoDisplayName, GPMSearchOperation.opNotContains, 'Test'],
      [GPMSearchProperty.gpoID, GPMSearchOperation.opEquals, ID],
      [GPMSearchProperty.gpoUserExtensions, GPMSearchOperation.opNotContains, ID],
    ]);
    expect(gpoCriteria(session, undefined)).toEqual([]);
  });

  test('of backups', () => {
    expect(
      backupCriteria({ mostRecent: true, gpoId: { notEquals: ID }, gpoDisplayName: 'Baseline' }),
    ).toEqual([
      [GPMSearchProperty.gpoDisplayName, GPMSearchOperation.opEquals, 'Baseline'],
      [GPMSearchProperty.gpoID, GPMSearchOperation.opNotEquals, ID],
      [GPMSearchProperty.backupMostRecent, GPMSearchOperation.opEquals, true],
    ]);
    expect(backupCriteria({ mostRecent: false })).toEqual([]);
  });

  test.each<[unknown, string]>([
    [
      { name: 'x' },
      "The search criteria has no 'name'; it has displayName, id, computerExtensions, userExtensions and wmiFilter.",
    ],
    [
      { displayName: 7 },
      'displayName must be a string or an object with equals, contains or notContains, not 7.',
    ],
    [
      { displayName: { startsWith: 'x' } },
      "displayName has no 'startsWith'; it has equals, contains and notContains.",
    ],
    [{ displayName: { contains: 7 } }, 'displayName.contains must be a string, not 7.'],
    [{ id: 'abc' }, "id must be a GUID such as {31B2F340-016D-11D2-945F-00C04FB984F9}, but is 'abc'."],
    [
      { computerExtensions: 7 },
      'computerExtensions must be a string or an object with contains or notContains, not 7.',
    ],
  ])('%j: %s', (search, message) => {
    expect(() => gpoCriteria(session, search as never)).toThrow(new TypeError(message));
  });

  const fields = ['displayName', 'id', 'computerExtensions', 'userExtensions'];
  const nothings = [
    undefined,
    null,
    '',
    /x/,
    {},
    [],
    new Map(),
    new Date(0),
    { contains: [] },
    { contains: '' },
  ];
  const halves = [{ equals: undefined }, { contains: undefined }, { notEquals: [''] }, { notContains: [] }];
  test.each(fields.flatMap((field) => [...nothings, ...halves].map((value) => [field, value] as const)))(
    '%s: %p is no criterion, and does not find everything',
    (field, value) => {
      expect(() => gpoCriteria(session, { [field]: value })).toThrow(TypeError);
    },
  );

  test.each([null, /x/, new Map([['displayName', 'x']]), new Date(0), 'Baseline', []])(
    '%p is no search',
    (search) => {
      expect(() => gpoCriteria(session, search as never)).toThrow(
        /^The search criteria must be an object, not /,
      );
    },
  );

  test('no criteria find everything', () => {
    expect([gpoCriteria(session, undefined), gpoCriteria(session, {})]).toEqual([[], []]);
  });

  test('what would find everything is named', () => {
    const refused = (search: object) => {
      try {
        gpoCriteria(session, search as never);
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };
    expect(refused({ displayName: undefined })).toBe(
      'displayName is undefined, which would find everything: leave it out if that is meant.',
    );
    expect(refused({ id: {} })).toBe(
      'id asks for nothing: give it equals or notEquals, or leave it out to find everything.',
    );
    expect(refused({ displayName: { contains: ['x', ''] } })).toBe(
      'displayName.contains is empty, which would find everything: leave it out if that is meant.',
    );
  });

  test.each(['mostRecent', 'gpoId', 'gpoDisplayName'])('of backups: an undefined %s is refused', (key) => {
    expect(() => backupCriteria({ [key]: undefined })).toThrow(TypeError);
  });
});

describe('RSoP', () => {
  test('in logging mode', () => {
    expect(loggingQuery({ computer: '.', user: 'CONTOSO\\ann', only: 'user' })).toEqual({
      mode: 'logging',
      texts: [
        ['LoggingComputer', '.'],
        ['LoggingUser', 'CONTOSO\\ann'],
      ],
      flags: 0x10000,
      user: {},
      computer: {},
    });
  });

  test('in planning mode', () => {
    const query = planningQuery({
      computerSom: 'OU=PCs',
      user: 'u',
      loopback: 'replace',
      slowLink: true,
      userGroups: [],
    });
    expect(query).toMatchObject({
      texts: [
        ['PlanningUser', 'u'],
        ['PlanningComputerSOM', 'OU=PCs'],
      ],
      flags: 5,
      user: { groups: [] },
    });
    const filters = { userWmiFilters: 'all', computerWmiFilters: 'all' } as const;
    expect(planningQuery({ user: 'u', computer: 'c', ...filters }).flags).toBe(24);
  });

  test('of one half ignores what is given for the other', () => {
    const both = { user: 'u', userGroups: ['g'], computer: 'c', computerGroups: ['h'] };
    expect(planningQuery({ ...both, only: 'user' })).toMatchObject({
      texts: [['PlanningUser', 'u']],
      flags: 0x10000,
      user: { groups: ['g'] },
      computer: {},
    });
    expect(planningQuery({ ...both, loopback: 'merge', only: 'computer' })).toMatchObject({
      texts: [['PlanningComputer', 'c']],
      flags: 0x20000,
      user: {},
      computer: { groups: ['h'] },
    });
    expect(loggingQuery({ user: 'u', computer: 'c', only: 'computer' }).texts).toEqual([
      ['LoggingComputer', 'c'],
    ]);
  });

  test('of a user with loopback takes the computer along: its user settings apply', () => {
    const query = planningQuery({ user: 'u', computer: 'c', loopback: 'merge', only: 'user' });
    expect(query).toMatchObject({
      texts: [
        ['PlanningUser', 'u'],
        ['PlanningComputer', 'c'],
      ],
      flags: 0x10002,
    });
  });

  test.each<[() => unknown, string]>([
    [
      () => loggingQuery({}),
      "needs a user, such as CONTOSO\\ann, or { only: 'computer' } for the computer's settings alone.",
    ],
    [() => loggingQuery({ only: 'both' as never }), "only must be 'computer' or 'user', not 'both'."],
    [() => loggingQuery({ loopback: 'merge' } as never), "has no 'loopback'"],
    [
      () => planningQuery({}),
      "needs a user or userSom and a computer or computerSom, or only: 'user' or 'computer' for one half.",
    ],
    [() => planningQuery({ user: 'u' }), 'needs a computer or computerSom, or only'],
    [() => planningQuery({ only: 'user' }), 'getRsop in planning mode needs a user or userSom.'],
    [
      () => planningQuery({ only: 'user', user: 'u', loopback: 'merge' }),
      'getRsop in planning mode needs a computer or computerSom.',
    ],
    [
      () => planningQuery({ user: 'u', loopback: 'both' as never }),
      "loopback must be 'merge' or 'replace', not 'both'.",
    ],
    [
      () => planningQuery({ user: 'u', computer: 'c', userGroups: 'g' as never }),
      "userGroups must be an array of names, not 'g'.",
    ],
    [
      () => planningQuery({ user: 'u', computer: 'c', userGroups: ['g', ''] }),
      'userGroups[1] must not be empty.',
    ],
    [() => planningQuery({ user: '' }), 'user must not be empty.'],
  ])('conflicts and wrong values: %#', (check, message) => {
    expect(check).toThrow(TypeError);
    expect(check).toThrow(message);
  });
});
