import type { ComObject } from '../../../lib/addon/com-object';
import type { ForeignObject } from '../../../lib/addon/values';
import type { Apartment as ApartmentType } from '../../../lib/client/apartment';
import type { GpmOperation as OperationType } from '../../../lib/operation/operation';
import type { ServerThread as ServerThreadType } from '../../../lib/server/server-thread';
import { Apartment, ComServer, GpmOperation, ServerThread } from './library';

/** More calls than any test waits for. */
export const ENDLESS = 2 ** 31 - 2;

/**
 * A client and a server of one operation, `IGPMDomain::RestoreGPO`, below the public API: the mock forest is well
 * behaved, and these tests need a server that floods without an end and lets go of nothing by itself.
 */
export class Rig {
  /** The client's thread. */
  readonly apartment: ApartmentType = new Apartment('sta');
  readonly running = new Set<{ cancel(): Promise<void> }>();
  readonly cancelGrace = 100;
  /** How often `IGPMAsyncCancel::Cancel` was called. */
  cancels = 0;
  private readonly server = new ComServer();
  private readonly thread: ServerThreadType = new ServerThread();
  private readonly domain: ComObject<'IGPMDomain3'>;
  private readonly sinks: ForeignObject[] = [];

  /** @param perform - what the server does with the sink of each operation when the method has returned */
  constructor(perform: (sink: ForeignObject, thread: ServerThreadType) => void) {
    const served = this.server.publish('IGPMDomain3', {
      RestoreGPO: (_backup, _flags, progress) => {
        const sink = (progress as ForeignObject).keep();
        this.sinks.push(sink);
        perform(sink, this.thread);
        return { cancel: this.makeCancel(), result: this.makeResult() };
      },
    });
    this.domain = this.apartment.adopt(served);
  }

  /** Starts an operation. */
  start(): OperationType<unknown> {
    return GpmOperation.start<unknown>(this, {
      target: this.domain,
      method: 'IGPMDomain::RestoreGPO',
      args: [null, 0],
      action: 'restore',
      convert: (value) => value,
    });
  }

  /** The server lets go of the sinks: an operation that is still running ends with what is known. */
  releaseSinks(): void {
    for (const sink of this.sinks.splice(0)) sink.release();
  }

  /** Ends the client's thread; the server goes on. */
  closeClient(): Promise<void> {
    return whileAlive(this.apartment.close());
  }

  /** Gives everything back; resolves when both threads have ended. */
  async close(): Promise<void> {
    this.releaseSinks();
    this.server.close();
    await whileAlive(Promise.all([this.apartment.close(), this.thread.close()]));
  }

  private makeCancel() {
    return this.server.transient('IGPMAsyncCancel', {
      Cancel: () => {
        this.cancels++;
      },
    });
  }

  private makeResult() {
    const messages = this.server.publishCollection('IGPMStatusMsgCollection', []);
    return this.server.transient(
      'IGPMResult',
      {},
      {
        'IGPMResult::get_Status': messages,
        'IGPMResult::get_Result': 'restored',
        'IGPMResult::OverallStatus': 0,
      },
    );
  }
}

/** Threads that end keep no process alive; this does. */
async function whileAlive(ending: Promise<unknown>): Promise<void> {
  const timer = setInterval(() => {}, 1000);
  await ending;
  clearInterval(timer);
}
