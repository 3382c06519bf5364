import { Hresult } from '../hresult/codes';
import { GpmError, wordFailure } from '../hresult/gpm-error';
import type { StatusMessage } from '../hresult/status-message';
import type { SettleAction } from './settle';

/** What is told of an operation that gave no result. */
export interface OperationFacts {
  /** What could not be done, as it follows "Could not". */
  readonly action: string;
  readonly method: string;
  readonly messages: readonly StatusMessage[];
  /** The error information of a method that failed. */
  readonly text: string | undefined;
  /** Whether a `Status` had reported completion. */
  readonly completed: boolean;
  /** How long a cancelled operation was waited for, in milliseconds. */
  readonly grace: number;
  /** The stack where it was started. */
  readonly caller: string;
}

/** Gives an error the stack frames of who started the operation, in place of those of an event's delivery. */
function startedBy(error: GpmError, caller: string): GpmError {
  const frames = caller.indexOf('\n    at ');
  if (frames >= 0) error.stack = `${error.name}: ${error.message}${caller.slice(frames)}`;
  return error;
}

/** The error of an operation that failed. */
export function failure(end: Extract<SettleAction, { do: 'fail' }>, facts: OperationFacts): GpmError {
  return startedBy(describeFailure(end, facts), facts.caller);
}

function describeFailure(end: Extract<SettleAction, { do: 'fail' }>, facts: OperationFacts): GpmError {
  const { action, method, messages, text, completed } = facts;
  if (end.by !== 'nothing') return wordFailure({ action, method, hresult: end.hresult, text, messages });
  const how = completed
    ? 'after reporting its completion, but gave no result'
    : 'without reporting how it ended';
  return new GpmError(
    `Could not ${action}, or it is not known whether it was done: the server let go of the operation ${how} ` +
      '(GPMC_E_NO_COMPLETION). Check its outcome before repeating it.',
    { code: 'GPMC_E_NO_COMPLETION', hresult: end.hresult, operation: method, messages },
  );
}

/** The error of an operation that was cancelled by `cancel()`; its cause is the error that the server ended it with. */
export function cancellation(
  end: Extract<SettleAction, { do: 'cancelled' }>,
  facts: OperationFacts,
): GpmError {
  const { action, method, messages, text, grace } = facts;
  const what = end.orphaned
    ? `The server had not ended it ${grace} ms later and may still be at work: check before repeating it.`
    : 'What had been done by then may remain.';
  const error = new GpmError(`Could not ${action}: it was cancelled. ${what}`, {
    name: 'AbortError',
    code: 'ABORT_ERR',
    hresult: end.hresult ?? Hresult.E_ABORT,
    operation: method,
    messages,
    cause:
      end.hresult === undefined
        ? undefined
        : wordFailure({ action, method, hresult: end.hresult, text, messages }),
  });
  return startedBy(error, facts.caller);
}
