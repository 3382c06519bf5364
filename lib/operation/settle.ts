import { failed, Hresult, hresultSeverity, isCancellation } from '../hresult/codes';

/** What happens to an operation, in the order in which it is known. */
export type SettleEvent =
  /** The method returned; `result`: it gave an `IGPMResult`. */
  | { type: 'returned'; hresult: number; cancellable: boolean; result: boolean }
  /** A `Status` that matters; `complete`: numerator == denominator, `value`: `pResult` held something. */
  | { type: 'status'; complete: boolean; hresult: number; value: boolean }
  /** The server let go of the sink. */
  | { type: 'released' }
  /** The `IGPMResult` was read; `value`: its `Result` held something. */
  | { type: 'read'; hresult: number; value: boolean }
  /** The `IGPMResult` could not be read. */
  | { type: 'unreadable' }
  /** The result was made into what the caller gets. */
  | { type: 'converted' }
  /** The result is not what it should be. */
  | { type: 'unusable' }
  /** The caller wants it to end. */
  | { type: 'cancel' }
  /** `IGPMAsyncCancel::Cancel` answered. */
  | { type: 'cancelAnswered'; hresult: number }
  /** The time after a cancellation is over. */
  | { type: 'grace' };

/** Where the result is to be taken from. */
export type ResultSource = 'status' | 'result';

/** What the operation does next. */
export type SettleAction =
  | { do: 'wait' }
  /** Call `IGPMAsyncCancel::Cancel`. */
  | { do: 'cancel' }
  /** Read the `IGPMResult`; `read` or `unreadable` has to follow. */
  | { do: 'read' }
  /** Make the result into what the caller gets; `converted` or `unusable` has to follow. */
  | { do: 'convert'; from: ResultSource; hresult: number }
  /** Wait one more grace period: the operation has ended, and its result is being fetched. */
  | { do: 'extend' }
  | { do: 'succeed' }
  /** `by`: what the HRESULT was taken from; `nothing` where the server never said how it ended. */
  | { do: 'fail'; hresult: number; by: 'method' | 'status' | 'result' | 'value' | 'nothing' }
  /** `hresult`: the error it ended with, if it ended; `orphaned`: it may still be running in the server. */
  | { do: 'cancelled'; hresult: number | undefined; orphaned: boolean };

const WAIT: SettleAction = { do: 'wait' };

interface Read {
  /** `undefined`: it could not be read. */
  readonly hresult: number | undefined;
  readonly value: boolean;
  /** Whether the server had let go, and whether it had reported completion, when the reading began. */
  readonly afterRelease: boolean;
  readonly afterCompletion: boolean;
}

/**
 * Decides when and how an operation ends, from events in any order: the documentation leaves open which of them the
 * server sends and when, so no single one is relied on. Has no side effects; it settles exactly once, and answers
 * `wait` to everything after that.
 *
 * The rules, in order of precedence: a failure of the method itself; a `Status` with numerator == denominator; the
 * release of the sink. None is applied before the method has returned. A cancellation is only a wish: a result that
 * arrives all the same is delivered.
 */
export class Settlement {
  private phase: 'open' | 'reading' | 'converting' | 'settled' = 'open';
  private returned: { hresult: number; cancellable: boolean; result: boolean } | undefined;
  private completion: { hresult: number } | undefined;
  /** The first error HRESULT of a `Status`, and the first that was a warning of GPMC. */
  private error: number | undefined;
  private warning: number | undefined;
  /** Whether a `Status` has brought a result. */
  private value = false;
  private released = false;
  private read: Read | undefined;
  private reading: Pick<Read, 'afterRelease' | 'afterCompletion'> | undefined;
  private cancelWanted = false;
  private cancelSent = false;
  private extended = false;

  /** Whether the operation has ended. */
  get settled(): boolean {
    return this.phase === 'settled';
  }

  /** Whether later `Status` calls can make no difference any more, so that they need not be looked at. */
  get decided(): boolean {
    if (this.phase === 'settled' || this.phase === 'converting') return true;
    return (
      this.completion !== undefined && (this.value || hresultSeverity(this.completion.hresult) === 'error')
    );
  }

  /** Takes in an event and tells what to do. */
  on(event: SettleEvent): SettleAction {
    if (this.phase === 'settled') return WAIT;
    switch (event.type) {
      case 'returned':
        this.returned ??= event;
        break;
      case 'status':
        this.noteStatus(event.complete, event.hresult, event.value);
        break;
      case 'released':
        this.released = true;
        break;
      case 'read':
      case 'unreadable':
        if (this.phase !== 'reading' || !this.reading) return WAIT;
        this.phase = 'open';
        this.read =
          event.type === 'read'
            ? { hresult: event.hresult, value: event.value, ...this.reading }
            : { hresult: undefined, value: false, ...this.reading };
        break;
      case 'converted':
        return this.phase === 'converting' ? this.settle({ do: 'succeed' }) : WAIT;
      case 'unusable':
        return this.phase === 'converting' ? this.fail(Hresult.E_UNEXPECTED, 'value') : WAIT;
      case 'cancel':
        this.cancelWanted = true;
        break;
      case 'cancelAnswered':
        if (failed(event.hresult)) this.cancelSent = false;
        return WAIT;
      case 'grace':
        return this.endGrace();
    }
    return this.advance();
  }

  private noteStatus(complete: boolean, hresult: number, value: boolean): void {
    if (this.decided) return;
    const severity = hresultSeverity(hresult);
    if (severity === 'error') this.error ??= hresult;
    else if (severity === 'warning') this.warning ??= hresult;
    if (value) this.value = true;
    // A completion that brought neither an error nor a result may be followed by one that does.
    if (complete) this.completion = { hresult };
  }

  private advance(): SettleAction {
    if (this.phase !== 'open' || !this.returned) return WAIT;
    if (failed(this.returned.hresult)) return this.fail(this.returned.hresult, 'method');
    const ending = this.completion ? this.complete(this.completion.hresult) : WAIT;
    if (ending !== WAIT) return ending;
    if (this.released) return this.conclude();
    if (this.cancelWanted && !this.cancelSent && this.returned.cancellable) {
      this.cancelSent = true;
      return { do: 'cancel' };
    }
    return WAIT;
  }

  /** Numerator == denominator was reported. */
  private complete(hresult: number): SettleAction {
    if (this.returned?.result && !this.read?.afterCompletion) return this.startReading();
    if (hresultSeverity(hresult) === 'error') return this.fail(hresult, 'status');
    if (this.value) return this.convert('status', hresult);
    // A result that is being completed may have its value before its status: what is pending is read again at the release.
    const { hresult: overall, value } = this.read ?? {};
    if (overall === undefined || overall === Hresult.E_PENDING || !value) return WAIT;
    return this.judge(overall);
  }

  /** The server has let go: nothing more will come. */
  private conclude(): SettleAction {
    if (this.returned?.result && !this.read?.afterRelease) return this.startReading();
    if (this.read?.hresult !== undefined) return this.judge(this.read.hresult);
    if (this.error !== undefined) return this.fail(this.error, 'status');
    if (this.value) return this.convert('status', this.warning ?? 0);
    return this.warning !== undefined
      ? this.fail(this.warning, 'status')
      : this.fail(Hresult.E_UNEXPECTED, 'nothing');
  }

  /** `OverallStatus` decides. */
  private judge(overall: number): SettleAction {
    if (hresultSeverity(overall) === 'error') return this.fail(overall, 'result');
    if (this.value) return this.convert('status', overall);
    if (this.read?.value) return this.convert('result', overall);
    const known = this.error ?? (hresultSeverity(overall) === 'warning' ? overall : this.warning);
    return known !== undefined ? this.fail(known, 'status') : this.fail(Hresult.E_UNEXPECTED, 'nothing');
  }

  private startReading(): SettleAction {
    this.phase = 'reading';
    this.reading = { afterRelease: this.released, afterCompletion: this.completion !== undefined };
    return { do: 'read' };
  }

  private convert(from: ResultSource, hresult: number): SettleAction {
    this.phase = 'converting';
    return { do: 'convert', from, hresult };
  }

  private fail(hresult: number, by: Extract<SettleAction, { do: 'fail' }>['by']): SettleAction {
    // An error after a cancellation is taken for its consequence where the server was told, or says so itself.
    const cancelled =
      this.cancelWanted && by !== 'value' && (this.cancelSent || by === 'nothing' || isCancellation(hresult));
    if (!cancelled) return this.settle({ do: 'fail', hresult, by });
    return this.settle({ do: 'cancelled', hresult: by === 'nothing' ? undefined : hresult, orphaned: false });
  }

  private endGrace(): SettleAction {
    if (!this.cancelWanted) return WAIT;
    if (this.phase !== 'open' && !this.extended) {
      this.extended = true;
      return { do: 'extend' };
    }
    return this.settle({ do: 'cancelled', hresult: undefined, orphaned: true });
  }

  private settle(action: SettleAction): SettleAction {
    this.phase = 'settled';
    return action;
  }
}
