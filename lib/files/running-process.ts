import { readFileSync, readlinkSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import { errorCode } from './disk';

/** A process of some machine, so that another process can tell whether it still runs. */
export interface RunningProcess {
  /** The machine. Containers that share its name have process numbers of their own, which Linux gives a name. */
  host: string;
  pid: number;
  /** When it was started, in a unit of its system's own: numbers of processes are given again. */
  started: string;
}

/** This process. */
export function thisProcess(): RunningProcess {
  self ??= { host: thisHost(), pid: process.pid, started: ownStart() };
  return self;
}

let self: RunningProcess | undefined;

/** Whether a process runs; `unknown` where this machine cannot tell: of another machine, or without a start time. */
export async function isRunning({ host, pid, started }: RunningProcess): Promise<boolean | 'unknown'> {
  if (host !== thisProcess().host) return 'unknown';
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  const status = await fs.readFile(`/proc/${pid}/stat`, 'latin1').then(parseStatus, () => undefined);
  return status ? status.started === started && !status.ended : 'unknown';
}

function thisHost(): string {
  try {
    return `${os.hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return os.hostname();
  }
}

/** Elsewhere than on Linux nothing but another program tells when a process was started. */
function ownStart(): string {
  try {
    return parseStatus(readFileSync('/proc/self/stat', 'latin1')).started;
  } catch {
    return new Date(performance.timeOrigin).toISOString();
  }
}

/** `/proc/<pid>/stat`: after the name, which can hold anything, come the state and, as field 22, the start time. */
function parseStatus(text: string): { started: string; ended: boolean } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { started: fields[19]!, ended: fields[0] === 'Z' || fields[0] === 'X' };
}
