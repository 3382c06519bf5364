import { type Misbehave, type Misbehaviour, MockForest, misbehaviours } from '../../lib/mock';
import { temporaryFolder, withForest } from './support';

const folder = temporaryFolder();
const description = {
  domains: [{ name: 'contoso.com', gpos: [{ displayName: 'Baseline' }, { displayName: 'Other' }] }],
};

describe('a method made to fail', () => {
  test('gives the HRESULT and the text, as often as asked', () =>
    withForest(description, async ({ forest, apartment, domain }) => {
      const injection = forest.inject('IGPMDomain.CreateGPO', {
        fail: 'E_ACCESSDENIED',
        times: 2,
        message: 'Ask Ann.',
      });
      expect(injection.method).toBe('IGPMDomain::CreateGPO');
      for (let i = 1; i <= 2; i++) {
        await expect(apartment.call(domain, 'IGPMDomain::CreateGPO')).rejects.toMatchObject({
          hresult: 0x80070005,
          message: expect.stringContaining('Ask Ann.'),
        });
        expect(injection.hits).toBe(i);
      }
      await apartment.call(domain, 'IGPMDomain::CreateGPO');
      expect(injection.hits).toBe(2);
    }));

  test('works again when the behaviour is removed', () =>
    withForest(description, async ({ forest, apartment, domain }) => {
      const injection = forest.inject('IGPMDomain3::CreateGPO', { fail: 0x8007200f });
      await expect(apartment.call(domain, 'IGPMDomain::CreateGPO')).rejects.toMatchObject({
        hresult: 0x8007200f,
      });
      injection.remove();
      injection.remove();
      await apartment.call(domain, 'IGPMDomain::CreateGPO');
    }));

  test('fails where a condition on arguments and target holds', () =>
    withForest(description, async ({ forest, apartment, gpo, start }) => {
      const seen: unknown[] = [];
      forest.inject('IGPMGPO::Backup', {
        fail: 'E_ACCESSDENIED',
        when: (args, target) => {
          seen.push([args[1], target.name]);
          return target.name === 'Other';
        },
      });
      const [one, two] = [await gpo('Baseline'), await gpo('Other')];
      const [good, bad] = [
        start(one, 'IGPMGPO::Backup', folder.path, 'a'),
        start(two, 'IGPMGPO::Backup', folder.path, 'b'),
      ];
      await Promise.all([good.released(), bad.released()]);
      expect([good.hresult, bad.hresult]).toEqual([0, 0x80070005]);
      expect(bad.told).toEqual([]);
      expect(seen).toEqual([
        ['a', 'Baseline'],
        ['b', 'Other'],
      ]);
      await apartment.call(one, 'IGPMGPO::get_DisplayName');
    }));

  test('at a step tells the steps before it, then N of N with the HRESULT', () =>
    withForest(description, async ({ forest, gpo, start }) => {
      forest.inject('IGPMGPO::Backup', { fail: 'ERROR_NETNAME_DELETED', at: 2 });
      const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, '');
      await backup.released();
      expect(backup.hresult).toBe(0);
      expect(backup.told.map(({ numerator, hresult }) => [numerator, hresult])).toEqual([
        [1, 0],
        [backup.told[0]?.denominator, 0x80070040],
      ]);
      expect(backup.told[1]?.messages[0]).toMatchObject({
        operationCode: 0xc00007d4,
        errorCode: 0x80070040,
        message: expect.stringContaining('IGPMGPO::Backup failed with 0x80070040'),
      });
      expect((await backup.read()).overall).toBe(0x80070040);
    }));

  test('at a step past the last fails at the last', () =>
    withForest(description, async ({ forest, gpo, start }) => {
      forest.inject('IGPMGPO::GenerateReport', { fail: 'E_FAIL', at: 1000 });
      const report = start(await gpo('Baseline'), 'IGPMGPO::GenerateReport', 1);
      await report.released();
      expect(report.told.length).toBe((report.told[0]?.denominator ?? 0) - 1);
      expect(report.told.at(-1)?.hresult).toBe(0x80004005);
    }));

  test('can be a property that the addon answers by itself', () =>
    withForest(description, async ({ forest, apartment, gpo }) => {
      const held = await gpo('Baseline');
      const injection = forest.inject('IGPMGPO::get_ModificationTime', { fail: 'E_ACCESSDENIED' });
      await apartment.call(held, 'IGPMGPO::get_ModificationTime');
      await apartment.call(held, 'IGPMGPO2::put_Description', 'Seen by both');
      const fresh = await gpo('Baseline');
      expect(await apartment.call(held, 'IGPMGPO2::get_Description')).toEqual(['Seen by both']);
      await expect(apartment.call(fresh, 'IGPMGPO::get_ModificationTime')).rejects.toMatchObject({
        hresult: 0x80070005,
      });
      expect(await apartment.call(fresh, 'IGPMGPO::get_DisplayName')).toEqual(['Baseline']);
      injection.remove();
      await apartment.call(fresh, 'IGPMGPO::get_ModificationTime');
    }));

  test('is well again after a reset', () =>
    withForest(description, async ({ forest, apartment, root }) => {
      forest.inject('IGPM::GetConstants', { fail: 'E_FAIL' });
      await expect(apartment.call(root, 'IGPM::GetConstants')).rejects.toMatchObject({ hresult: 0x80004005 });
      await forest.reset();
      await apartment.call(root, 'IGPM::GetConstants');
    }));
});

describe('a misbehaviour', () => {
  const own: {
    readonly [K in Misbehaviour['misbehave']]: Omit<Extract<Misbehaviour, { misbehave: K }>, 'misbehave'>;
  } = {
    'status-before-return': {},
    'three-threads': {},
    'late-bound': {},
    'status-after-end': { calls: 2 },
    'silent-after-cancel': { release: true },
    'end-without-result': { result: 'never' },
    'result-without-end': {},
    'release-only': { result: 'none' },
    'fail-then-status': { hresult: 'E_FAIL' },
    synchronous: { silent: true },
    'cancel-as-unknown': {},
    'no-cancel': {},
    'null-messages': {},
    'broken-messages': { count: 2 },
    'hold-sink': {},
    flood: { calls: 2 },
    'early-error': { hresult: 'E_FAIL', release: true },
    'odd-numbers': {},
  };

  test.each(misbehaviours)('%s takes what is its own, and nothing else', (misbehave) => {
    const forest = new MockForest();
    const inject = (behaviour: object) =>
      forest.inject('IGPMGPO::Backup', { misbehave, ...own[misbehave], ...behaviour } as Misbehave);
    inject({}).remove();
    inject({ times: 1, when: () => false }).remove();
    const keys = ['calls', 'count', 'hresult', 'release', 'result', 'silent', 'at', 'message', 'fail'];
    for (const key of keys.filter((each) => !(each in own[misbehave]))) {
      expect(() => inject({ [key]: undefined })).toThrow(TypeError);
    }
    for (const key in own[misbehave]) {
      expect(() => inject({ [key]: {} })).toThrow(`inject: "${key}"`);
    }
  });
});

describe('inject refuses', () => {
  const forest = new MockForest();
  const wrong = (method: string, behaviour: unknown) => () => forest.inject(method, behaviour as never);

  test.each([
    ['an unknown method', wrong('IGPMGPO::Bakup', { fail: 'E_FAIL' }), TypeError, 'is not a method'],
    [
      'a method of another interface, and names the right one',
      wrong('IGPM::Backup', { fail: 'E_FAIL' }),
      TypeError,
      'Did you mean IGPMGPO::Backup',
    ],
    ['what is no name', wrong(7 as never, { fail: 'E_FAIL' }), TypeError, 'Write it as IGPMGPO::Backup'],
    ['no behaviour', wrong('IGPMGPO::Backup', undefined), TypeError, 'either "fail" or "misbehave"'],
    [
      'both kinds',
      wrong('IGPMGPO::Backup', { fail: 'E_FAIL', misbehave: 'flood' }),
      TypeError,
      'either "fail" or "misbehave"',
    ],
    ['an unknown HRESULT', wrong('IGPMGPO::Backup', { fail: 'E_NO' }), TypeError, '"fail" is "E_NO"'],
    ['an HRESULT that says success', wrong('IGPMGPO::Backup', { fail: 1 }), RangeError, 'says failure'],
    [
      'a misbehaviour it does not know',
      wrong('IGPMGPO::Backup', { misbehave: 'sulk' }),
      TypeError,
      'it is one of status-before-return',
    ],
    [
      'a misbehaviour of a method without progress',
      wrong('IGPMDomain::CreateGPO', { misbehave: 'no-cancel' }),
      TypeError,
      'takes no IGPMAsyncProgress',
    ],
    [
      'a step of a method without steps',
      wrong('IGPMDomain::CreateGPO', { fail: 'E_FAIL', at: 1 }),
      TypeError,
      'has no steps',
    ],
    ['a flood of unknown size', wrong('IGPMGPO::Backup', { misbehave: 'flood' }), TypeError, 'needs "calls"'],
    [
      'a number of times that is none',
      wrong('IGPMGPO::Backup', { fail: 'E_FAIL', times: 0 }),
      RangeError,
      '"times" is 0',
    ],
    [
      'a step that is no integer',
      wrong('IGPMGPO::Backup', { fail: 'E_FAIL', at: 1.5 }),
      RangeError,
      '"at" is 1.5',
    ],
    [
      'a condition that is no function',
      wrong('IGPMGPO::Backup', { fail: 'E_FAIL', when: 'never' }),
      TypeError,
      '"when" is a function',
    ],
    [
      'an error that is no failure',
      wrong('IGPMGPO::Backup', { misbehave: 'early-error', hresult: 0 }),
      RangeError,
      '"hresult" is 0',
    ],
    [
      'a key that no failure has',
      wrong('IGPMGPO::Backup', { fail: 'E_FAIL', mesage: 'x' }),
      TypeError,
      "the behaviour of IGPMGPO::Backup has no 'mesage': did you mean 'message'?",
    ],
    [
      'a message that is no text',
      wrong('IGPMGPO::Backup', { fail: 'E_FAIL', message: 7 }),
      TypeError,
      '"message" must be a string',
    ],
    [
      'a misspelt HRESULT, and names the right one',
      wrong('IGPMGPO::Backup', { fail: 'E_ACESSDENIED' }),
      TypeError,
      '"fail" is "E_ACESSDENIED"; did you mean E_ACCESSDENIED?',
    ],
    [
      'an HRESULT of another type',
      wrong('IGPMGPO::Backup', { fail: 1n }),
      TypeError,
      '"fail" is 1n; give a number',
    ],
    [
      'a misspelt method, and names the right one',
      wrong('IGPMDomain::RestorGPO', { fail: 'E_FAIL' }),
      TypeError,
      'Did you mean IGPMDomain::RestoreGPO?',
    ],
    [
      'an instance of a class',
      wrong('IGPMGPO::Backup', Object.create({}, { fail: { value: 'E_FAIL', enumerable: true } })),
      TypeError,
      'must be an object, not an object of class Object',
    ],
  ])('%s', (_, attempt, type, text) => {
    expect(attempt).toThrow(type);
    expect(attempt).toThrow(text);
  });
});
