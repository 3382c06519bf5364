import { type ForeignObject, releaseTransient, Served } from '../../addon/objects';
import type { AsyncAnswer, VariantValue } from '../../addon/values';
import type { AsyncMethodName } from '../../generated/gpmgmt';
import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { StatusMessageFields } from '../../hresult/status-message';
import { failureOf } from '../../server/failure-of';
import type { InjectionTarget } from '../injection/behaviour';
import { type Injected, type Injections, injectedError } from '../injection/injections';
import { type Latency, waitForLatency } from '../injection/latency';
import { toHresult } from '../injection/to-hresult';
import type { OperationContext, OperationResult } from '../operations/steps';
import { deferred } from './deferred';
import { failureMessages } from './failure';
import { type Outcome, publishResult, ResultObject } from './result';
import { type ReporterHost, StatusReporter } from './status-reporter';

/** What an operation needs of the connection it runs for. */
export interface OperationHost extends ReporterHost {
  readonly injections: Injections;
  readonly latency: Latency;
  /** The HRESULT of an operation that was cancelled. */
  readonly cancelHresult: number;
  /** Told of every operation when it starts, so that closing can end it. */
  track(operation: { abort(): void; readonly finished: Promise<void> }): void;
  /** Takes over a sink that is to be held until the connection closes. */
  holdSink(sink: ForeignObject): void;
}

/** One call of an asynchronous method. */
export interface OperationRequest<T> {
  readonly method: AsyncMethodName;
  readonly args: readonly unknown[];
  readonly target: InjectionTarget;
  /** `pvarGPMProgress`; without it the method returns when the operation is over. */
  readonly sink: ForeignObject | null;
  run(context: OperationContext): Promise<OperationResult<T>>;
  /** What `pResult` and `IGPMResult::Result` become; a transient object or plain data. */
  publish(value: T): VariantValue;
}

export type OperationAnswer = AsyncAnswer<Served<'IGPMResult'> | null>;

/** Runs an asynchronous method of the server; gives what the method returns. */
export async function startOperation<T>(
  host: OperationHost,
  request: OperationRequest<T>,
): Promise<OperationAnswer> {
  const injected = host.injections.take(request.method, request.args, request.target);
  if (injected.fail && !injected.fail.at) throw injectedError(request.method, injected.fail);
  const operation = request.sink
    ? new AsynchronousOperation(host, request, injected, request.sink)
    : new SynchronousOperation(host, request, injected);
  host.track(operation);
  return operation.answer();
}

/** An asynchronous method that the mock forest has nothing behind: it fails, in whichever way was injected. */
export function refuseOperation(
  host: OperationHost,
  call: Pick<OperationRequest<never>, 'method' | 'args' | 'target'>,
  error: Error,
): Promise<OperationAnswer> {
  const run = () => Promise.reject(error);
  const publish = (value: never) => value;
  return startOperation(host, { ...call, sink: null, run, publish });
}

/** The work itself, its latency and injected failure: what both forms of the call have in common. */
abstract class Operation<T> {
  protected readonly controller = new AbortController();
  /** Whether a step was done: a failure before that is one of the method itself. */
  protected begun = false;

  constructor(
    protected readonly host: OperationHost,
    protected readonly request: OperationRequest<T>,
    protected readonly injected: Injected,
  ) {}

  abstract answer(): Promise<OperationAnswer>;
  abstract readonly finished: Promise<void>;
  protected abstract step(
    step: number,
    total: number,
    messages: readonly StatusMessageFields[],
  ): Promise<void>;

  abort(): void {
    this.controller.abort();
  }

  /** Does the work. A failure before the first step is thrown, a later one is an outcome. */
  protected async work(): Promise<Outcome> {
    const { signal } = this.controller;
    let steps = 1;
    const progress = async (step: number, total: number, messages: readonly StatusMessageFields[]) => {
      steps = total;
      await this.step(step, total, messages);
    };
    try {
      const { value, messages, steps: total } = await this.request.run({ progress, signal });
      return { hresult: Hresult.S_OK, value: this.request.publish(value), messages, steps: total };
    } catch (error) {
      if (!this.begun) throw error;
      const failure = failureOf(error);
      const hresult =
        signal.aborted && failure.hresult === Hresult.ERROR_CANCELLED
          ? this.host.cancelHresult
          : failure.hresult;
      return {
        hresult,
        value: undefined,
        messages: failureMessages(this.request.method, error, hresult),
        steps,
      };
    }
  }

  /** Waits as long as the server is told to be slow, and fails where it is told to fail. */
  protected async delay(step: number, total: number): Promise<void> {
    await waitForLatency(this.host.latency, step, total, this.controller.signal);
    const { fail } = this.injected;
    if (fail?.at && step === Math.min(fail.at, total - 1)) throw injectedError(this.request.method, fail);
  }
}

/** A call without `IGPMAsyncProgress`. */
class SynchronousOperation<T> extends Operation<T> {
  private readonly over = deferred();
  readonly finished = this.over.promise;

  async answer(): Promise<OperationAnswer> {
    try {
      return { result: publishResult(this.host.server, await this.work()) };
    } finally {
      this.over.resolve();
    }
  }

  protected async step(step: number, total: number): Promise<void> {
    this.begun = true;
    await this.delay(step, total);
  }
}

/** A call with `IGPMAsyncProgress`: the method returns at the first step, the rest is told to the sink. */
class AsynchronousOperation<T> extends Operation<T> {
  readonly finished: Promise<void>;
  private readonly reporter: StatusReporter;
  private readonly result: ResultObject | undefined;
  /** Resolved when the method may return. */
  private readonly returns = deferred();
  /** Resolved when it has. */
  private readonly returned = deferred();
  /** What the method fails with although the operation goes on. */
  private failure: HresultError | undefined;
  private told = 0;

  constructor(
    host: OperationHost,
    request: OperationRequest<T>,
    injected: Injected,
    private readonly sink: ForeignObject,
  ) {
    super(host, request, injected);
    this.reporter = new StatusReporter(host, sink, injected);
    const none =
      injected.get('release-only')?.result === 'none' || injected.get('early-error')?.release === true;
    this.result = none ? undefined : new ResultObject(host.server);
    sink.keep();
    this.finished = this.run();
  }

  async answer(): Promise<OperationAnswer> {
    await this.returns.promise;
    const afterAnswer = () => this.returned.resolve();
    if (this.failure) return { error: this.failure, afterAnswer };
    const withoutCancel = this.injected.get('no-cancel') ?? this.injected.get('synchronous');
    return {
      cancel: withoutCancel
        ? undefined
        : this.host.server.transient('IGPMAsyncCancel', { Cancel: () => this.cancel() }),
      cancelAsUnknown: this.injected.get('cancel-as-unknown') !== undefined,
      result: this.result?.served ?? null,
      afterAnswer,
    };
  }

  private cancel(): void {
    if (this.injected.get('silent-after-cancel')) this.reporter.silent = true;
    this.abort();
  }

  /** The whole life of the operation; ends when nothing of it is left. */
  private async run(): Promise<void> {
    let held = false;
    let outcome: Outcome | undefined;
    try {
      outcome = await this.work();
      if (!this.begun && !this.injected.get('status-before-return')) await this.letMethodReturn();
      held = await this.end(outcome);
      this.returns.resolve();
    } catch (error) {
      this.returns.reject(error);
    }
    if (outcome) releaseTransient([outcome.value]);
    if (held) this.host.holdSink(this.sink);
    else this.sink.release();
    // The answer needs the object until the method has returned; where it failed, nothing waits for it.
    await this.returns.promise.then(
      () => this.returned.promise,
      () => {},
    );
    this.result?.withdraw();
  }

  /** Waits until the method has returned, so that its caller has the cancel object before the news. */
  private async letMethodReturn(): Promise<void> {
    if (this.injected.get('synchronous')) return;
    const fail = this.injected.get('fail-then-status');
    if (fail) {
      this.failure = new HresultError(
        toHresult(fail.hresult ?? Hresult.E_FAIL, 'hresult'),
        `${this.request.method} failed.`,
      );
    }
    this.returns.resolve();
    await this.returned.promise;
  }

  protected async step(step: number, total: number, messages: readonly StatusMessageFields[]): Promise<void> {
    const first = !this.begun;
    const early = first && this.injected.get('status-before-return') !== undefined;
    if (first && !early) await this.letMethodReturn();
    this.begun = true;
    await this.delay(step, total);
    if (this.controller.signal.aborted) return; // the work looks at its signal next, and says what it undoes
    if (first && this.injected.get('odd-numbers')) await this.tellOddNumbers(total);
    const error = first ? this.injected.get('early-error') : undefined;
    const hresult = error ? toHresult(error.hresult ?? Hresult.E_FAIL, 'hresult') : Hresult.S_OK;
    await this.reporter.status(step, total, hresult, undefined, messages);
    this.told += messages.length;
    if (error?.release) this.reporter.silent = true;
    const flood = first ? this.injected.get('flood') : undefined;
    if (flood) await this.reporter.flood(flood.calls);
    if (early) await this.letMethodReturn();
  }

  private async tellOddNumbers(total: number): Promise<void> {
    await this.reporter.status(-1, total, Hresult.S_OK, undefined, []);
    await this.reporter.status(total + 1, total, Hresult.S_OK, undefined, []);
    await this.reporter.status(1, -total, Hresult.S_OK, undefined, []);
  }

  /** The last news and the result. Returns whether the sink is to be held. */
  private async end(whole: Outcome): Promise<boolean> {
    const { injected, reporter, result } = this;
    const outcome = { ...whole, value: borrowed(whole.value) };
    const { steps, hresult, value } = outcome;
    const news = outcome.messages.slice(this.told);
    const silent = this.controller.signal.aborted ? injected.get('silent-after-cancel') : undefined;
    if (silent && !silent.release) return true;

    const resultless = injected.get('end-without-result');
    if (resultless?.result !== 'after') result?.complete(outcome, resultless?.result !== 'never');
    if (injected.get('result-without-end')) {
      await reporter.status(steps - 1, steps, hresult, value, news);
    } else {
      await reporter.status(steps, steps, hresult, resultless ? undefined : value, news);
    }
    if (resultless?.result === 'after') result?.complete(outcome);

    const late = injected.get('status-after-end');
    for (let call = 0; late && call < (late.calls ?? 3); call++) {
      if (call % 3 === 0) await reporter.status(steps, steps, hresult, value, news);
      else if (call % 3 === 1) await reporter.status(1, steps, Hresult.S_OK, undefined, []);
      else await reporter.status(steps, steps, Hresult.E_FAIL, undefined, []);
    }
    return injected.get('hold-sink') !== undefined;
  }
}

/** The value with a handle that holds no reference, so that handing it on takes away none of the operation's own. */
function borrowed(value: VariantValue): VariantValue {
  return value instanceof Served ? new Served(value.served, false) : value;
}
