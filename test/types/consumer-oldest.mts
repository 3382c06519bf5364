// What the oldest compiler has to understand: all entry points, and everything an operation is. Compiled, never run.
import { type BackupOptions, Gpm, type GpmBackup, GpmError, type GpmOperation } from 'gpmc';
import { listBackups } from 'gpmc/backups';
import { type ForestDescription, MockForest } from 'gpmc/mock';

export async function example(description: ForestDescription, options: BackupOptions): Promise<GpmBackup> {
  const gpm = await Gpm.open({ mock: new MockForest(description) });
  try {
    const domain = await gpm.getDomain();
    const [gpo] = await domain.searchGpos({ displayName: { contains: 'Baseline' } });
    if (!gpo) throw new Error('There is no GPO.');
    const operation: GpmOperation<GpmBackup> = gpo.backup('backups', options);
    operation.on('status', ({ numerator, denominator }) => console.log(numerator / denominator));
    for await (const status of operation) console.log(status.fraction);
    const { problems } = await listBackups('backups');
    for (const { path, error } of problems) console.log(path, error.message);
    return (await operation).value;
  } catch (error) {
    if (error instanceof GpmError) console.log(error.code, error.messages.length);
    throw error;
  } finally {
    await gpm.close();
  }
}
