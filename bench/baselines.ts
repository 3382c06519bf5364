import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { addonPath, loadBaselineAddon, type Report, type Transport } from './addon';
import { backupDirectory, processorTime } from './backup-directory';
import { receive } from './receive';
import { LATENCY_GAP, microseconds, type StatusEvent, type Subject } from './subject';

const NO_MESSAGES: readonly unknown[] = Object.freeze([]);
const INTEGERS_PER_CALL = 3;
const CALLS_PER_BATCH = 1024;

/** Makes the event and emits it: the same code behind every transport, so that only the transport differs. */
function reporter(source: EventEmitter): Report {
  return (numerator, denominator, hresult) => {
    const status: StatusEvent = {
      numerator,
      denominator,
      fraction: numerator / denominator,
      hresult,
      messages: NO_MESSAGES,
      done: numerator === denominator,
    };
    source.emit('status', status);
  };
}

function viaTransport(transport: Transport): Partial<Subject> {
  return {
    async flood(count) {
      const source = new EventEmitter();
      const received = receive(source);
      const sent = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
      transport(count, 0, sent, reporter(source));
      const { delivered, ended } = await received;
      return { delivered, seconds: (ended - sent[0]!) / 1e6 };
    },
    async latency(count) {
      const source = new EventEmitter();
      const arrivals = new Float64Array(count);
      const received = receive(source, arrivals);
      const sent = new Float64Array(new SharedArrayBuffer(count * Float64Array.BYTES_PER_ELEMENT));
      transport(count, LATENCY_GAP, sent, reporter(source));
      await received;
      return Array.from(arrivals, (arrival, index) => arrival - sent[index]!);
    },
  };
}

function threadSafeFunction(): Partial<Subject> {
  return viaTransport(loadBaselineAddon().threadSafeFunctionFlood);
}

function rawThreadSafeFunction(): Partial<Subject> {
  return viaTransport(loadBaselineAddon().rawThreadSafeFunctionFlood);
}

function progressWorker(): Partial<Subject> {
  return viaTransport(loadBaselineAddon().progressWorkerFlood);
}

function integerBatch(): Partial<Subject> {
  const addon = loadBaselineAddon();
  return viaTransport((count, gap, sent, report) => {
    const batch = new Int32Array(CALLS_PER_BATCH * INTEGERS_PER_CALL);
    addon.batchFlood(count, gap, sent, batch, (events) => {
      const end = events * INTEGERS_PER_CALL;
      for (let at = 0; at < end; at += INTEGERS_PER_CALL) {
        report(batch[at]!, batch[at + 1]!, batch[at + 2]! >>> 0);
      }
    });
  });
}

async function koffiCallback(): Promise<Partial<Subject>> {
  const { default: koffi } = await import('koffi');
  const library = koffi.load(addonPath('bench_baseline'));
  const type = koffi.proto('void BenchStatus(int32_t numerator, int32_t denominator, uint32_t hresult)');
  const start = library.func('void *bench_start(int32_t count, BenchStatus *status)');
  const join = library.func('void bench_join(void *run)');
  return {
    async flood(count) {
      const source = new EventEmitter();
      const received = receive(source);
      const callback = koffi.register(reporter(source), koffi.pointer(type));
      const began = microseconds();
      const run: unknown = start(count, callback);
      const { delivered, ended } = await received;
      // The thread is let go after the last callback has returned; to join it inside that would wait for ever.
      await setImmediate();
      join(run);
      koffi.unregister(callback);
      return { delivered, seconds: (ended - began) / 1e6 };
    },
  };
}

function poolHop(): Partial<Subject> {
  const addon = loadBaselineAddon();
  return {
    async roundTrip(count) {
      const samples = new Array<number>(count).fill(0);
      for (let index = 0; index < count; index += 1) {
        const began = microseconds();
        await addon.poolHop();
        samples[index] = microseconds() - began;
      }
      return samples;
    },
  };
}

function emptyAddon(): Partial<Subject> {
  return { entry: addonPath('bench_empty') };
}

/** How many files are read at a time. */
const FILES_AT_ONCE = 16;

function readFiles(): Partial<Subject> {
  return {
    async searchBackups(present) {
      const { path: directory, ids } = backupDirectory(present);
      const rest = ids.values();
      const read = async (): Promise<void> => {
        for (const id of rest) await readFile(path.join(directory, id, 'bkupInfo.xml'));
      };
      return processorTime(() => Promise.all(Array.from({ length: FILES_AT_ONCE }, read)));
    },
  };
}

/** Everything that gpmc is held against. */
export const baselines = {
  threadSafeFunction,
  rawThreadSafeFunction,
  progressWorker,
  integerBatch,
  koffiCallback,
  poolHop,
  emptyAddon,
  readFiles,
} satisfies Record<string, () => Partial<Subject> | Promise<Partial<Subject>>>;

export type BaselineName = keyof typeof baselines;
