import { spawnSync } from 'node:child_process';
import { projectRoot, requireBuilt } from '../support/built';

requireBuilt();

function obstacle(): string | undefined {
  if (process.platform === 'win32') return 'Windows has no such limit';
  if (process.env.LD_PRELOAD) return "a sanitizer's runtime needs some itself to look at memory";
  return undefined;
}

const reason = obstacle();
if (reason) process.stderr.write(`Skipped: no free file descriptor: ${reason}\n`);
const there = reason ? test.skip : test;

there('with no file descriptor free everything still settles, and says so', () => {
  const program = `
    const fs = require('node:fs');
    const { Gpm } = require('gpmc');
    const { MockForest } = require('gpmc/mock');
    (async () => {
      const gpm = await Gpm.open({ mock: new MockForest() });
      const domain = await gpm.getDomain();
      const [gpo] = await domain.searchGpos();
      await gpo.generateReport('xml'); // what is loaded at first use, but the words of errors, is loaded now
      const folder = fs.mkdtempSync(require('node:path').join(require('node:os').tmpdir(), 'gpmc-descriptors-'));
      const taken = [];
      try { for (;;) taken.push(fs.openSync('/dev/null')); } catch {}
      const backup = await gpo.backup(folder).catch((error) => error);
      const missing = await domain.getGpo('{00000000-0000-0000-0000-000000000001}').catch((error) => error);
      await gpm.close();
      for (const descriptor of taken) fs.closeSync(descriptor);
      fs.rmSync(folder, { recursive: true });
      console.log(JSON.stringify([backup.code, missing.code]));
    })();
  `;
  const { stdout, stderr, status } = spawnSync(
    'sh',
    ['-c', 'ulimit -n 128 && exec "$0" --eval "$1"', process.execPath, program],
    { cwd: projectRoot, encoding: 'utf8', timeout: 50_000 },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(JSON.parse(stdout)).toEqual(['ERROR_TOO_MANY_OPEN_FILES', 'ERROR_DS_NO_SUCH_OBJECT']);
});
