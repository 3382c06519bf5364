import { asyncMethods, type MethodName } from '../../generated/gpmgmt';
import { type Check, type Checks, integer, object, optional, string, word } from '../../validate/checks';
import { flag } from '../../validate/values';
import type { Behaviour, Fail, Misbehave, Misbehaviour } from './behaviour';
import { toHresult } from './to-hresult';

type Kind = Misbehaviour['misbehave'];
type OfKind<K extends Kind> = Extract<Misbehaviour, { readonly misbehave: K }>;

const count = integer(1, 0x7fffffff);

const floodCalls: Check = (value, at) => {
  if (value === undefined) throw new TypeError('inject: "flood" needs "calls", the number of Status calls.');
  count(value, at);
};

/** What each kind of misbehaviour can be told, besides what every behaviour has. */
const kinds: { readonly [K in Kind]: Checks<Omit<OfKind<K>, 'misbehave'>> } = {
  'status-before-return': {},
  'three-threads': {},
  'late-bound': {},
  'status-after-end': { calls: optional(count) },
  'silent-after-cancel': { release: flag },
  'end-without-result': { result: optional(word('before', 'after', 'never')) },
  'result-without-end': {},
  'release-only': { result: optional(word('complete', 'none')) },
  'fail-then-status': { hresult: optional(toHresult) },
  synchronous: { silent: flag },
  'cancel-as-unknown': {},
  'no-cancel': {},
  'null-messages': {},
  'broken-messages': { count: optional(count) },
  'hold-sink': {},
  flood: { calls: floodCalls },
  'early-error': { hresult: optional(toHresult), release: flag },
  'odd-numbers': {},
};

/** The names of all misbehaviours, for checks and for tests over all of them. */
export const misbehaviours = Object.keys(kinds) as readonly Kind[];

/** What every behaviour has. */
const common = {
  times: optional(count),
  when: (value: unknown) => {
    if (value !== undefined && typeof value !== 'function')
      throw new TypeError('inject: "when" is a function of the arguments and the target.');
  },
};

const named = (key: string) => `inject: "${key}"`;

const fail = object<Fail>(
  { fail: toHresult, at: optional(integer(0, 0x7fffffff)), message: optional(string), ...common },
  named,
);

const asynchronous: ReadonlySet<string> = new Set(asyncMethods);

/**
 * Throws where a behaviour is none, or none of the method.
 *
 * @throws TypeError or RangeError that names what is wrong
 */
export function checkBehaviour(method: MethodName, behaviour: Behaviour): void {
  const given = behaviour as Partial<Fail & Misbehave> | null;
  if (typeof given !== 'object' || given === null || 'fail' in given === 'misbehave' in given) {
    throw new TypeError(`inject: the behaviour of ${method} is an object with either "fail" or "misbehave".`);
  }
  const place = `inject: the behaviour of ${method}`;
  if ('fail' in given) {
    fail(given, place);
    if (given.at && !asynchronous.has(method)) {
      throw new TypeError(`inject: ${method} has no steps; leave "at" out.`);
    }
    return;
  }
  const { misbehave } = given;
  if (!(misbehaviours as readonly unknown[]).includes(misbehave)) {
    throw new TypeError(
      `inject: "misbehave" is ${JSON.stringify(misbehave)}; it is one of ${misbehaviours.join(', ')}.`,
    );
  }
  object<Misbehave>({ misbehave: () => {}, ...kinds[misbehave as Kind], ...common }, named)(given, place);
  if (!asynchronous.has(method)) {
    throw new TypeError(`inject: ${method} takes no IGPMAsyncProgress and can only be made to fail.`);
  }
}
