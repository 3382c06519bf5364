import fc from 'fast-check';
import { Hresult } from '../../lib/hresult/codes';
import { type SettleAction, type SettleEvent, Settlement } from '../../lib/operation/settle';

const E_ACCESSDENIED = 0x80070005;
const WARNING = 0x80230af5;

type Ending = Extract<SettleAction, { do: 'succeed' | 'fail' | 'cancelled' }>;

interface Answers {
  /** What the IGPMResult holds when it is read; `undefined`: it cannot be read. */
  result?: { hresult: number; value: boolean } | undefined;
  usable?: boolean;
  cancel?: number;
}

/** Drives a settlement as an operation does, with a server that answers at once. */
function drive(events: readonly SettleEvent[], answers: Answers = {}) {
  const settlement = new Settlement();
  const actions: SettleAction[] = [];
  const endings: Ending[] = [];
  const sources: string[] = [];
  const feed = (event: SettleEvent): void => {
    const action = settlement.on(event);
    if (action.do !== 'wait') actions.push(action);
    switch (action.do) {
      case 'read':
        feed(answers.result ? { type: 'read', ...answers.result } : { type: 'unreadable' });
        break;
      case 'convert':
        sources.push(action.from);
        feed({ type: answers.usable === false ? 'unusable' : 'converted' });
        break;
      case 'cancel':
        feed({ type: 'cancelAnswered', hresult: answers.cancel ?? 0 });
        break;
      case 'succeed':
      case 'fail':
      case 'cancelled':
        endings.push(action);
        break;
    }
  };
  for (const event of events) feed(event);
  return { settlement, actions, endings, sources, ending: endings[0] };
}

const returned = (hresult = 0, result = false, cancellable = true): SettleEvent => ({
  type: 'returned',
  hresult,
  cancellable,
  result,
});
const status = (complete: boolean, hresult = 0, value = false): SettleEvent => ({
  type: 'status',
  complete,
  hresult,
  value,
});
const released: SettleEvent = { type: 'released' };
const cancel: SettleEvent = { type: 'cancel' };
const grace: SettleEvent = { type: 'grace' };

describe('rule 1: the method returns a failure', () => {
  test('it rejects with it', () => {
    expect(drive([returned(E_ACCESSDENIED)]).ending).toEqual({
      do: 'fail',
      hresult: E_ACCESSDENIED,
      by: 'method',
    });
  });

  test('a later Status is ignored', () => {
    const { endings } = drive([returned(E_ACCESSDENIED), status(true, 0, true), released]);
    expect(endings).toEqual([{ do: 'fail', hresult: E_ACCESSDENIED, by: 'method' }]);
  });

  test('it wins over a completion that came before the method returned', () => {
    expect(drive([status(true, 0, true), returned(E_ACCESSDENIED)]).ending).toMatchObject({ by: 'method' });
  });

  test("a warning of GPMC is a failure where it is the method's own answer", () => {
    expect(drive([returned(0x802309c6)]).ending).toMatchObject({ do: 'fail', hresult: 0x802309c6 });
  });
});

describe('rule 2: numerator == denominator', () => {
  test('resolves with pResult', () => {
    const { ending, sources } = drive([returned(), status(true, 0, true)]);
    expect(ending).toEqual({ do: 'succeed' });
    expect(sources).toEqual(['status']);
  });

  test('waits for the method to return', () => {
    const { settlement, ending } = drive([status(true, 0, true), released]);
    expect(ending).toBeUndefined();
    expect(settlement.decided).toBe(true);
  });

  test('resolves with the result that an earlier Status brought', () => {
    expect(drive([returned(), status(false, 0, true), status(true)]).sources).toEqual(['status']);
  });

  test('rejects with an error, after reading the messages', () => {
    const { actions } = drive([returned(0, true), status(true, E_ACCESSDENIED)]);
    expect(actions).toEqual([{ do: 'read' }, { do: 'fail', hresult: E_ACCESSDENIED, by: 'status' }]);
  });

  test('resolves with IGPMResult.Result where pResult is empty', () => {
    const { ending, sources } = drive([returned(0, true), status(true)], {
      result: { hresult: 0, value: true },
    });
    expect(ending).toEqual({ do: 'succeed' });
    expect(sources).toEqual(['result']);
  });

  test('takes a failed OverallStatus for a failure where the result comes from there', () => {
    const { ending } = drive([returned(0, true), status(true)], {
      result: { hresult: E_ACCESSDENIED, value: true },
    });
    expect(ending).toEqual({ do: 'fail', hresult: E_ACCESSDENIED, by: 'result' });
  });

  test('waits for the release where neither is there', () => {
    const server = { result: { hresult: 0, value: false } };
    expect(drive([returned(0, true), status(true)], server).ending).toBeUndefined();
    expect(drive([returned(), status(true)]).ending).toBeUndefined();
    expect(drive([returned(), status(true), released]).ending).toMatchObject({ by: 'nothing' });
  });

  test('takes a result that comes with a second completion', () => {
    expect(drive([returned(), status(true), status(true, 0, true)]).ending).toEqual({ do: 'succeed' });
  });

  test('succeeds with a warning of GPMC', () => {
    const { actions } = drive([returned(), status(true, WARNING, true)]);
    expect(actions[0]).toEqual({ do: 'convert', from: 'status', hresult: WARNING });
  });

  test('an unreadable IGPMResult does not spoil a result', () => {
    expect(drive([returned(0, true), status(true, 0, true)]).ending).toEqual({ do: 'succeed' });
  });

  test('fails where the result is not what it should be', () => {
    expect(drive([returned(), status(true, 0, true)], { usable: false }).ending).toMatchObject({
      by: 'value',
    });
  });
});

describe('rule 3: an error before the end', () => {
  test('is not final', () => {
    expect(drive([returned(), status(false, E_ACCESSDENIED)]).ending).toBeUndefined();
    expect(drive([returned(), status(false, E_ACCESSDENIED), status(true, 0, true)]).ending).toEqual({
      do: 'succeed',
    });
  });
});

describe('rule 4: the server lets go', () => {
  test('of a call that was synchronous, with its IGPMResult', () => {
    const { ending, sources } = drive([released, returned(0, true)], { result: { hresult: 0, value: true } });
    expect(ending).toEqual({ do: 'succeed' });
    expect(sources).toEqual(['result']);
  });

  test('OverallStatus goes before a remembered error', () => {
    const events = [returned(0, true), status(false, E_ACCESSDENIED), released];
    expect(drive(events, { result: { hresult: 0, value: true } }).ending).toEqual({ do: 'succeed' });
    expect(drive(events, { result: { hresult: 0xc0230af1, value: false } }).ending).toMatchObject({
      hresult: 0xc0230af1,
      by: 'result',
    });
  });

  test('the first remembered error goes before no completion', () => {
    const { ending } = drive([
      returned(),
      status(false, E_ACCESSDENIED),
      status(false, 0x80004005),
      released,
    ]);
    expect(ending).toEqual({ do: 'fail', hresult: E_ACCESSDENIED, by: 'status' });
  });

  test('an error goes before a warning', () => {
    const { ending } = drive([returned(), status(false, WARNING), status(false, E_ACCESSDENIED), released]);
    expect(ending).toMatchObject({ hresult: E_ACCESSDENIED });
  });

  test('a result without completion is a result', () => {
    expect(drive([returned(), status(false, 0, true), released]).ending).toEqual({ do: 'succeed' });
  });

  test('nothing at all is a failure of its own', () => {
    expect(drive([returned(), released]).ending).toMatchObject({ do: 'fail', by: 'nothing' });
  });

  test('success without a result is one too', () => {
    const { ending } = drive([returned(0, true), released], { result: { hresult: 0, value: false } });
    expect(ending).toMatchObject({ do: 'fail', by: 'nothing' });
  });

  test('reads the IGPMResult again where it was read before the release', () => {
    const { actions } = drive([returned(0, true), status(true), released], {
      result: { hresult: 0, value: false },
    });
    expect(actions.filter((action) => action.do === 'read')).toHaveLength(2);
  });

  test('does not take a result at its word that has its value before its status', () => {
    const settlement = new Settlement();
    settlement.on(returned(0, true));
    expect(settlement.on(status(true))).toEqual({ do: 'read' });
    expect(settlement.on({ type: 'read', hresult: Hresult.E_PENDING, value: true })).toEqual({ do: 'wait' });
    expect(settlement.on(released)).toEqual({ do: 'read' });
    expect(settlement.on({ type: 'read', hresult: 0, value: true })).toMatchObject({ do: 'convert' });
  });
});

describe('rule 5: cancel', () => {
  test('is sent at once where the method has returned', () => {
    expect(drive([returned(), cancel]).actions).toEqual([{ do: 'cancel' }]);
  });

  test('is sent as soon as the method returns', () => {
    expect(drive([cancel]).actions).toEqual([]);
    expect(drive([cancel, returned()]).actions).toEqual([{ do: 'cancel' }]);
  });

  test('is sent once', () => {
    expect(drive([returned(), cancel, cancel, status(false, WARNING)]).actions).toEqual([{ do: 'cancel' }]);
  });

  test('is not sent where there is no cancel object', () => {
    expect(drive([returned(0, false, false), cancel]).actions).toEqual([]);
  });

  test('a result that arrives all the same wins', () => {
    expect(drive([returned(), cancel, status(true, 0, true)]).ending).toEqual({ do: 'succeed' });
  });

  test('an error after it is its consequence', () => {
    const { ending } = drive([returned(), cancel, status(true, 0x80004005)]);
    expect(ending).toEqual({ do: 'cancelled', hresult: 0x80004005, orphaned: false });
  });

  test('an error is a failure where the server was never told', () => {
    const { ending } = drive([returned(0, false, false), cancel, status(true, E_ACCESSDENIED)]);
    expect(ending).toMatchObject({ do: 'fail', hresult: E_ACCESSDENIED });
    const refused = drive([returned(), cancel, status(true, E_ACCESSDENIED)], { cancel: 0x80004001 });
    expect(refused.ending).toMatchObject({ do: 'fail', hresult: E_ACCESSDENIED });
  });

  test('an error that says "cancelled" is a cancellation whoever was told', () => {
    const { ending } = drive([returned(0, false, false), cancel, status(true, Hresult.E_ABORT)]);
    expect(ending).toMatchObject({ do: 'cancelled', hresult: Hresult.E_ABORT });
  });

  test('the release ends it', () => {
    expect(drive([returned(), cancel, released]).ending).toMatchObject({ do: 'cancelled', orphaned: false });
  });

  test('the grace period ends it where the server does not', () => {
    const expected = { do: 'cancelled', hresult: undefined, orphaned: true };
    expect(drive([returned(), cancel, grace]).ending).toEqual(expected);
    expect(drive([cancel, grace]).ending).toEqual(expected);
  });

  test('the grace period is extended once while a result is fetched', () => {
    const settlement = new Settlement();
    settlement.on(returned());
    settlement.on(cancel);
    expect(settlement.on(status(true, 0, true))).toMatchObject({ do: 'convert' });
    expect(settlement.on(grace)).toEqual({ do: 'extend' });
    expect(settlement.on(grace)).toMatchObject({ do: 'cancelled', orphaned: true });
    expect(settlement.on({ type: 'converted' })).toEqual({ do: 'wait' });
  });

  test('without a cancellation the grace period means nothing', () => {
    expect(drive([returned(), grace]).ending).toBeUndefined();
  });
});

describe('any order of events', () => {
  const hresult = fc.constantFrom(0, 1, WARNING, E_ACCESSDENIED, 0xc0230b03, Hresult.E_ABORT);
  const event: fc.Arbitrary<SettleEvent> = fc.oneof(
    fc.record({
      type: fc.constant('returned' as const),
      hresult,
      cancellable: fc.boolean(),
      result: fc.boolean(),
    }),
    fc.record({ type: fc.constant('status' as const), complete: fc.boolean(), hresult, value: fc.boolean() }),
    fc.constant(released),
    fc.constant(cancel),
    fc.constant(grace),
    fc.record({ type: fc.constant('read' as const), hresult, value: fc.boolean() }),
    fc.constantFrom<SettleEvent>({ type: 'unreadable' }, { type: 'converted' }, { type: 'unusable' }),
  );
  const answers: fc.Arbitrary<Answers> = fc.record({
    result: fc.option(fc.record({ hresult, value: fc.boolean() }), { nil: undefined }),
    usable: fc.boolean(),
    cancel: hresult,
  });

  test('settles at most once', () => {
    fc.assert(
      fc.property(fc.array(event), answers, (events, server) => {
        expect(drive(events, server).endings.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('settles once the method has returned and the server has let go', () => {
    fc.assert(
      fc.property(fc.array(event), answers, fc.boolean(), (events, server, releasedFirst) => {
        const last = [returned(), released];
        const { settlement, endings } = drive(
          [...events, ...(releasedFirst ? last.reverse() : last)],
          server,
        );
        expect(settlement.settled).toBe(true);
        expect(endings).toHaveLength(1);
      }),
    );
  });

  test('settles within two grace periods of a cancellation, whatever the server does', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const settlement = new Settlement();
        for (const item of [...events, cancel, grace, grace]) settlement.on(item);
        expect(settlement.settled).toBe(true);
      }),
    );
  });

  test('a result that arrives before the end of the grace period wins', () => {
    const before = fc.array(
      fc.oneof(
        fc.constant(cancel),
        fc.record({
          type: fc.constant('status' as const),
          complete: fc.constant(false),
          hresult,
          value: fc.boolean(),
        }),
      ),
    );
    fc.assert(
      fc.property(before, fc.nat(), fc.boolean(), (events, at, result) => {
        const course: SettleEvent[] = [...events];
        course.splice(at % (course.length + 1), 0, returned(0, result));
        const { ending } = drive([...course, status(true, 0, true), grace, grace]);
        expect(ending).toEqual({ do: 'succeed' });
      }),
    );
  });

  test('never succeeds after the method has failed, or without a result', () => {
    fc.assert(
      fc.property(fc.array(event), fc.boolean(), answers, (events, fails, server) => {
        const harmless = events.map((item) => (item.type === 'status' ? { ...item, value: fails } : item));
        const nothing = { ...server, result: undefined };
        const others = harmless.filter((item) => item.type !== 'returned' && item.type !== 'read');
        const { ending } = drive([returned(fails ? E_ACCESSDENIED : 0, true), ...others], nothing);
        expect(ending?.do).not.toBe('succeed');
      }),
    );
  });
});
