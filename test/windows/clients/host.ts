// The process of a client whose executable has another name than node.exe.
import fs from 'node:fs';
import path from 'node:path';

const { addon } = require(
  path.join(process.env.GPMC_TEST_ROOT as string, 'dist/addon/loader'),
) as typeof import('../../../lib/addon/loader');

/** Under which name the addon was loaded, and what it answers. */
export interface HostReport {
  readonly host: string;
  readonly counters: { objects: number; references: number; apartments: number };
}

const result: HostReport = { host: path.basename(process.execPath), counters: addon().counters() };
fs.writeFileSync(process.argv[2] as string, JSON.stringify(result));
