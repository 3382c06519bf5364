// The process of a client on a Windows without GPMC.
import fs from 'node:fs';
import path from 'node:path';

const { Gpm } = require(
  path.join(process.env.GPMC_TEST_ROOT as string, 'dist'),
) as typeof import('../../../lib');

/** How opening failed, by backend. */
export type AbsentReport = Record<
  'auto' | 'com',
  { name: string; code: string; hresult: number; message: string }
>;

async function attempt(backend: 'auto' | 'com') {
  try {
    await (await Gpm.open({ backend })).close();
  } catch (error) {
    const { name, code, hresult, message } = error as Error & { code: string; hresult: number };
    return { name, code, hresult, message };
  }
  throw new Error('Gpm.open() succeeded.');
}

async function main(): Promise<AbsentReport> {
  return { auto: await attempt('auto'), com: await attempt('com') };
}

void main().then((result) => fs.writeFileSync(process.argv[2] as string, JSON.stringify(result)));
