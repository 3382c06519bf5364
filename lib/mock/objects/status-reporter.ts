import type { ForeignObject } from '../../addon/objects';
import type { VariantValue } from '../../addon/values';
import type { StatusMessageFields } from '../../hresult/status-message';
import type { ComServer } from '../../server/com-server';
import type { ServerThread } from '../../server/server-thread';
import type { Injected } from '../injection/injections';
import { publishBrokenMessages, publishMessages } from './status-messages';

/** What {@link StatusReporter} needs of the connection. */
export interface ReporterHost {
  readonly server: ComServer;
  /** Threads of the server, started when they are first asked for. */
  threads(count: number): readonly ServerThread[];
}

/** Calls a sink's `Status` from threads of the server, in the way that was injected. */
export class StatusReporter {
  /** Set when nothing more is to be said. */
  silent: boolean;
  private readonly threads: readonly ServerThread[];

  constructor(
    private readonly host: ReporterHost,
    private readonly sink: ForeignObject,
    private readonly injected: Injected,
  ) {
    this.threads = host.threads(injected.get('three-threads') ? 3 : 1);
    this.silent = injected.get('release-only') !== undefined || injected.get('synchronous')?.silent === true;
  }

  /** One `Status` call (or three, from three threads); resolves when it has returned. What it returns changes nothing. */
  async status(
    numerator: number,
    denominator: number,
    hresult: number,
    value: VariantValue,
    messages: readonly StatusMessageFields[],
  ): Promise<void> {
    if (this.silent) return;
    const late = this.injected.get('late-bound') !== undefined;
    await Promise.all(
      this.threads.map((thread) =>
        thread.status(this.sink, numerator, denominator, hresult, value, this.collection(messages), { late }),
      ),
    );
  }

  /** `Status` in a loop of the addon. */
  async flood(calls: number): Promise<void> {
    if (this.silent) return;
    await this.threads[0]?.flood(this.sink, calls, Math.min(calls + 1, 0x7fffffff));
  }

  /** A collection for each call: its reference passes to the call. */
  private collection(messages: readonly StatusMessageFields[]) {
    if (this.injected.get('null-messages')) return null;
    const broken = this.injected.get('broken-messages');
    if (broken) return publishBrokenMessages(this.host.server, broken.count ?? 3);
    return messages.length > 0 ? publishMessages(this.host.server, messages) : null;
  }
}
