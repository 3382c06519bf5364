import type { Served } from '../../addon/objects';
import type { VariantValue } from '../../addon/values';
import { Hresult } from '../../hresult/codes';
import type { StatusMessageFields } from '../../hresult/status-message';
import type { ComServer } from '../../server/com-server';
import { publishMessages } from './status-messages';

/** What an operation came to. */
export interface Outcome {
  /** `S_OK`, or why it failed. */
  readonly hresult: number;
  /** Its result; `undefined` after a failure. */
  readonly value: VariantValue;
  readonly messages: readonly StatusMessageFields[];
  /** The denominator of its `Status` calls. */
  readonly steps: number;
}

/**
 * An `IGPMResult`. It is made of constants: while the operation runs, `OverallStatus` is `Hresult.E_PENDING`, `Result` empty
 * and `Status` without messages.
 * @see https://learn.microsoft.com/windows/win32/api/gpmgmt/nn-gpmgmt-igpmresult
 */
export class ResultObject {
  readonly served: Served<'IGPMResult'>;

  constructor(private readonly server: ComServer) {
    this.served = server.publish(
      'IGPMResult',
      {},
      {
        'IGPMResult::get_Status': publishMessages(server, []),
        'IGPMResult::get_Result': undefined,
        'IGPMResult::OverallStatus': Hresult.E_PENDING | 0,
      },
    );
  }

  complete(outcome: Outcome, withValue = true): void {
    this.server.update(this.served, 'IGPMResult::get_Status', publishMessages(this.server, outcome.messages));
    if (withValue) this.server.update(this.served, 'IGPMResult::get_Result', outcome.value);
    this.server.update(this.served, 'IGPMResult::OverallStatus', outcome.hresult | 0);
  }

  /** Gives back the server's reference; the client's keeps the object alive. */
  withdraw(): void {
    this.server.withdraw(this.served);
  }
}

/** The `IGPMResult` of an operation that is over. Its reference passes to the caller. */
export function publishResult(server: ComServer, outcome: Outcome): Served<'IGPMResult'> {
  return server.transient(
    'IGPMResult',
    {},
    {
      'IGPMResult::get_Status': publishMessages(server, outcome.messages),
      'IGPMResult::get_Result': outcome.value,
      'IGPMResult::OverallStatus': outcome.hresult | 0,
    },
  );
}
