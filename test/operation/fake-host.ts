import { ComObject } from '../../lib/addon/com-object';
import type { ResultData, StatusMessageData } from '../../lib/addon/contract';
import type { OperationHandle, OperationListener } from '../../lib/client/apartment';
import type { OperationHost, OperationPlan } from '../../lib/operation/host';
import { GpmOperation } from '../../lib/operation/operation';

/** A host whose apartment is played by the test: it says what the server reports, and sees what it is asked. */
export class FakeHost implements OperationHost {
  readonly running = new Set<{ cancel(): Promise<void> }>();
  readonly released: ComObject[] = [];
  listener!: OperationListener;
  started = 0;
  forgotten = 0;
  cancels = 0;
  cancelAnswer = 0;
  /** What the IGPMResult holds; it cannot be read where this is left out. */
  resultData: ResultData | undefined;

  constructor(readonly cancelGrace = 60_000) {}

  readonly apartment = {
    startOperation: (_target: unknown, _method: unknown, _args: unknown, listener: OperationListener) => {
      this.started++;
      this.listener = listener;
      const handle: OperationHandle = {
        cancel: async () => {
          this.cancels++;
          return this.cancelAnswer;
        },
        forget: () => {
          this.forgotten++;
        },
      };
      return handle;
    },
    readResult: async () => {
      if (!this.resultData) throw new Error('RPC_E_DISCONNECTED');
      return this.resultData;
    },
    release: (object: ComObject) => {
      this.released.push(object);
    },
  } as unknown as OperationHost['apartment'];

  /** Starts an operation whose result is a text. */
  start(plan: Partial<OperationPlan<string>> = {}): GpmOperation<string> {
    return GpmOperation.start<string>(this, {
      target: this.object(1),
      method: 'IGPMGPO::Backup',
      args: [],
      action: 'back up the GPO "Baseline"',
      convert: (value) => {
        if (typeof value !== 'string') throw new Error('not a text');
        return value;
      },
      ...plan,
    });
  }

  object(number: number): ComObject<'IGPMResult'> {
    return new ComObject(this.apartment as never, number);
  }

  /** The method returns. */
  returns(
    hresult = 0,
    options: { cancellable?: boolean; result?: ComObject<'IGPMResult'>; text?: string } = {},
  ): void {
    this.listener.returned(hresult, options.cancellable ?? true, options.result, options.text);
  }

  status(
    numerator: number,
    denominator: number,
    hresult = 0,
    payload?: { messages?: StatusMessageData[]; value?: unknown },
  ): void {
    this.listener.status(
      numerator,
      denominator,
      hresult,
      payload && { messages: payload.messages ?? [], value: payload.value },
    );
  }
}

/** A message as the addon reads it. */
export function messageData(message: string, errorCode = 0, operationCode = 0): StatusMessageData {
  return { objectPath: '', extensionName: '', settingsName: '', message, errorCode, operationCode };
}
