import { CodedSuccess } from '../addon/coded-success';
import { addonEvents, type QuestionHandler } from '../addon/events';
import { addon } from '../addon/loader';
import { ForeignObject, releaseTransient, Served } from '../addon/objects';
import type { AsyncAnswer } from '../addon/values';
import {
  asyncMethods,
  datumMethods,
  type InterfaceName,
  type MethodName,
  methodNames,
} from '../generated/gpmgmt';
import { Hresult } from '../hresult/codes';
import { HresultError } from '../hresult/hresult-error';
import { failureOf } from './failure-of';

/** A COM object that TypeScript answers, and what answers for it. */
export interface Publication {
  readonly name: InterfaceName;
  readonly handle: Served;
  readonly object: object;
  readonly before: BeforeMethod | undefined;
}

/** Called before an object's method. The method is not called when it throws or rejects, but fails with that error. */
export type BeforeMethod = (
  method: MethodName,
  args: readonly unknown[],
  object: object,
) => void | Promise<void>;

const asynchronous: ReadonlySet<string> = new Set(asyncMethods);
const datum: ReadonlySet<string> = new Set(datumMethods);

/**
 * The objects that this JavaScript thread answers for, by their numbers. Questions reach it on the JavaScript thread, in the order
 * in which the addon's mailbox received them; the thread of the COM caller waits until the answer.
 *
 * @internal
 */
class Registry implements QuestionHandler {
  private readonly publications = new Map<number, Publication>();
  /** Made first: the addon serves nothing before it knows whom to ask. */
  private readonly events = addonEvents();

  add(number: number, publication: Publication): void {
    this.publications.set(number, publication);
    this.events.answerFor(number, this);
  }

  find(number: number): Publication | undefined {
    return this.publications.get(number);
  }

  destroyed(number: number): void {
    this.publications.delete(number);
  }

  question(question: number, number: number, method: number, args: unknown[]): void {
    const name = methodNames[method] as MethodName;
    const received: (ForeignObject | Served)[] = [];
    const settle = (answer: () => void, afterAnswer?: () => void) => {
      answer();
      for (const object of received) giveBack(object);
      afterAnswer?.();
    };
    const fail = (error: unknown) => settle(() => answerFailure(question, error));
    const succeed = (given: unknown) => {
      const { hresult, value } =
        given instanceof CodedSuccess ? given : { hresult: Hresult.S_OK, value: given };
      if (!asynchronous.has(name)) return settle(() => answerValue(question, name, hresult, value));
      const answer = value as AsyncAnswer<unknown>;
      settle(() => answerAsync(question, hresult, answer), answer.afterAnswer);
    };
    let value: unknown;
    try {
      value = this.invoke(number, name, this.receive(args, received) as unknown[]);
    } catch (error) {
      fail(error);
      return;
    }
    if (isThenable(value)) value.then(succeed, fail);
    else succeed(value);
  }

  private invoke(number: number, name: MethodName, args: unknown[]): unknown {
    const publication = this.publications.get(number);
    if (!publication)
      throw new HresultError(Hresult.RPC_E_DISCONNECTED, `${name}: nothing answers for the object any more.`);
    const method = (publication.object as Record<string, unknown>)[name.slice(name.indexOf('::') + 2)];
    if (typeof method !== 'function') {
      throw new HresultError(Hresult.E_NOTIMPL, `${name} is not implemented by this ${publication.name}.`);
    }
    const ready = publication.before?.(name, args, publication.object);
    if (ready) return ready.then(() => method.apply(publication.object, args));
    return method.apply(publication.object, args);
  }

  /** Makes handles of what stands for interface pointers, and notes them. */
  private receive(value: unknown, received: (ForeignObject | Served)[]): unknown {
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (Array.isArray(value)) return value.map((item) => this.receive(item, received));
    let handle: ForeignObject | Served | undefined;
    if ('served' in value) handle = this.publications.get(value.served as number)?.handle;
    else if ('foreign' in value) handle = new ForeignObject(value.foreign as number);
    else return value;
    if (handle) received.push(handle);
    return handle ?? null;
  }
}

/** Ends what the addon holds for the time of a call: a foreign object, or one of ours that only the client held. */
function giveBack(object: ForeignObject | Served): void {
  if (object instanceof Served) {
    if (!object.isHeld) addon().releaseServed(object.served);
  } else if (!object.kept) {
    object.release();
  }
}

function answerValue(question: number, name: MethodName, hresult: number, value: unknown): void {
  if (datum.has(name)) {
    // These methods' HRESULT is what they are called for; one that returns nothing says S_OK.
    addon().answer(question, typeof value === 'number' ? value | 0 : 0, [], null);
    return;
  }
  answerOuts(question, hresult, [value]);
  releaseTransient([value]);
}

function answerAsync(question: number, hresult: number, answer: AsyncAnswer<unknown>): void {
  if ('error' in answer) {
    answerFailure(question, answer.error);
    return;
  }
  const { cancel, cancelAsUnknown, result } = answer;
  // The cancel object comes before the result in every asynchronous method's parameter list.
  answerOuts(question, hresult, [
    cancel && cancelAsUnknown ? { served: cancel.served, unknown: true } : cancel,
    result,
  ]);
  releaseTransient([cancel, result]);
}

function answerOuts(question: number, hresult: number, outs: readonly unknown[]): void {
  try {
    addon().answer(question, hresult, outs, null);
  } catch (error) {
    // The value cannot become what the method returns. The caller waits all the same, and not for ever.
    answerFailure(question, error);
  }
}

function answerFailure(question: number, error: unknown): void {
  const { hresult, text } = failureOf(error);
  addon().answer(question, hresult | 0, [], text);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

let instance: Registry | undefined;

/** What answers for a served object; `undefined` for anything else, and when the object is gone. */
export function implementationOf(value: unknown): object | undefined {
  return value instanceof Served ? registry().find(value.served)?.object : undefined;
}

/** The registry of this copy of the module on this JavaScript thread; made at first use. */
export function registry(): Registry {
  instance ??= new Registry();
  return instance;
}
