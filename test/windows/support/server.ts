import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../support/built';

const dll = path.join(projectRoot, 'build/windows/server/gpmc_test_server.dll');

export type ThreadingModel = 'Apartment' | 'Both' | 'Free' | 'none';
export type ApartmentName = 'sta' | 'mta' | 'none';

/** What the test server wrote: see native/windows/test_server/journal.h. */
export interface JournalLine {
  readonly thread: number;
  readonly apartment: ApartmentName;
  /** Whether that was the thread on which JavaScript runs. */
  readonly javascript: boolean;
  readonly event: 'call' | 'made' | 'sink' | 'handover' | 'mark';
  readonly method?: string;
  readonly atHome?: boolean;
  readonly hresult?: string;
  readonly proxy?: boolean;
  readonly freeThreaded?: boolean;
  readonly samePointer?: boolean;
  readonly mark?: string;
}

/** Makes the test server the class GPM of this Windows, with the type library that COM makes proxies by or without. */
export function registerServer(model: ThreadingModel, library = true): void {
  regsvr32(['/s', dll], {
    ...(model !== 'none' && { GPMC_TEST_THREADING_MODEL: model }),
    ...(!library && { GPMC_TEST_TYPE_LIBRARY: 'none' }),
  });
}

/** Leaves this Windows without a class GPM. */
export function unregisterServer(): void {
  regsvr32(['/s', '/u', dll], {});
}

function regsvr32(args: readonly string[], env: Readonly<Record<string, string>>): void {
  if (!fs.existsSync(dll)) throw new Error(`${dll} is not built: run "npm run build:windows" on Linux.`);
  const { status, error } = spawnSync('regsvr32', args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  if (status !== 0)
    throw new Error(`regsvr32 ${args.join(' ')} ended with ${status}: ${error?.message ?? ''}`);
}

export function readJournal(file: string): JournalLine[] {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalLine);
}
