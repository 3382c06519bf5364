import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { HostReport } from './clients/host';
import { runClient } from './support/client';

const onWindows = process.platform === 'win32' ? test : test.skip;
if (process.platform !== 'win32') {
  process.stderr.write(
    'Skipped: a renamed host: elsewhere than on Windows an addon does not name its host\n',
  );
}

onWindows(
  'the addon does not mind the name of its host',
  async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-host-'));
    try {
      const renamed = path.join(folder, 'electron-like.exe');
      fs.copyFileSync(process.execPath, renamed);
      const { report } = await runClient<HostReport>('host', [], renamed);
      expect(report).toEqual({
        host: 'electron-like.exe',
        counters: { objects: 0, references: 0, apartments: 0 },
      });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
  120_000,
);
