import { directory, Gpm, MockForest } from './library';
import { passed } from './scenario';

// A Gpm that is not closed, with its threads and a table of COM objects, keeps no process alive.
async function main(): Promise<unknown[]> {
  const gpm = await Gpm.open({ mock: new MockForest() });
  const domain = await gpm.getDomain();
  const gpos = await domain.searchGpos();
  const { value: backup } = await gpos[0]!.backup(directory);
  return [gpm, domain, gpos, backup];
}

void main().then((held) => {
  process.once('exit', () => {
    if (held.length === 4) passed();
  });
});
