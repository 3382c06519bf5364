// The main job, as a user of the installed package would write it: back up with progress, search, restore. Writes what
// happened, and which binary was loaded, to the file that is its argument.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Gpm } = require('gpmc');
const { MockForest } = require('gpmc/mock');

async function main() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-job-'));
  try {
    const forest = new MockForest({
      domains: [{ name: 'contoso.com', gpos: [{ displayName: 'Baseline' }] }],
    });
    const gpm = await Gpm.open({ mock: forest });
    const domain = await gpm.getDomain('contoso.com');
    const [gpo] = await domain.searchGpos({ displayName: { contains: 'Baseline' } });
    const operation = gpo.backup(directory, { comment: 'nightly' });
    const fractions = [];
    operation.on('status', ({ fraction }) => fractions.push(fraction));
    await operation;
    const [backup] = await (await gpm.getBackupDir(directory)).searchBackups({ mostRecent: true });
    const { value: restored } = await domain.restoreGpo(backup);
    await gpm.close();
    return { comment: backup.comment, restored: restored.displayName, fractions };
  } finally {
    fs.rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

const loadedAddons = () =>
  process.report.getReport().sharedObjects.filter((file) => file.endsWith('gpmc.node'));

main().then((result) => {
  const system = `${process.platform}-${process.arch}`;
  const answer = { ...result, system, addons: loadedAddons() };
  fs.writeFileSync(process.argv[2], JSON.stringify(answer));
});
