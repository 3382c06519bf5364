import { directory, Gpm, MockForest } from './library';
import { passed } from './scenario';

// The process exits from a listener of a backup: while the mock waits for its next step, and holds the sink.
async function main(): Promise<void> {
  const gpm = await Gpm.open({ mock: new MockForest({}, { latency: (step) => (step === 1 ? 0 : 60_000) }) });
  const [gpo] = await (await gpm.getDomain()).searchGpos();
  gpo?.backup(directory).catch(() => {});
  gpo
    ?.generateReport('xml')
    .on('status', () => {
      passed();
      process.exit(7);
    })
    .catch(() => {});
}

void main();
