import type { Status } from './status';

/** Past this many waiting events, progress without messages is coalesced. */
export const LOOP_MARK = 1024;

/** How many taken places at the front of the array are tolerated before it is cut. */
const SLACK = 1024;

type Next = IteratorResult<Status, undefined>;

/**
 * The events between an operation and one `for await` loop. A loop that is slower than the server does not make the
 * buffer grow without end: past {@link LOOP_MARK} the newest event replaces the one before it where both carry
 * nothing but progress. Events with messages and the last event are never dropped.
 */
export class StatusBuffer implements AsyncIterableIterator<Status> {
  private queue: Status[] = [];
  private head = 0;
  private readonly waiting: ((next: Next | Promise<Next>) => void)[] = [];
  private ended = false;
  private failureTold = false;

  /**
   * @param outcome - the operation's promise: its rejection is thrown into the loop after the last event
   * @param detach - called when the loop is left
   */
  constructor(
    private readonly outcome: Promise<unknown>,
    private readonly detach: (buffer: StatusBuffer) => void,
  ) {
    // The loop takes charge of a failure, also of one that comes while its body is busy.
    outcome.catch(() => {});
  }

  /** Events that wait for the loop. */
  get length(): number {
    return this.queue.length - this.head;
  }

  /** Adds an event. */
  push(status: Status): void {
    const waiter = this.waiting.shift();
    if (waiter) {
      waiter({ done: false, value: status });
      return;
    }
    const last = this.queue.length - 1;
    if (this.length >= LOOP_MARK && coalescible(this.queue[last] as Status, status))
      this.queue[last] = status;
    else this.queue.push(status);
  }

  /** Nothing will be added any more. */
  end(): void {
    this.ended = true;
    for (const waiter of this.waiting.splice(0)) waiter(this.finish());
  }

  next(): Promise<Next> {
    if (this.length > 0) return Promise.resolve({ done: false, value: this.take() });
    if (this.ended) return this.finish();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Leaves the loop; the operation goes on. */
  return(): Promise<Next> {
    this.detach(this);
    this.queue = [];
    this.head = 0;
    this.failureTold = true;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private take(): Status {
    const status = this.queue[this.head++] as Status;
    if (this.head === this.queue.length || this.head > SLACK) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return status;
  }

  private finish(): Promise<Next> {
    const end: Next = { done: true, value: undefined };
    if (this.failureTold) return Promise.resolve(end);
    this.failureTold = true;
    return this.outcome.then(() => end);
  }
}

function coalescible(earlier: Status, later: Status): boolean {
  return !earlier.done && !later.done && earlier.messages.length === 0 && earlier.hresult === later.hresult;
}
