import path from 'node:path';
import { backupDirectory, processorTime } from './backup-directory';
import type { Subject } from './subject';

const library = path.resolve(__dirname, '../../dist');
const { Gpm } = require(library);
const { MockForest } = require(path.join(library, 'mock'));

/** What the library does with directories of backups, on a forest of its own that is opened when it is needed. */
export function backups(): Pick<Subject, 'backUp' | 'getBackup' | 'searchBackups'> & {
  close(): Promise<void>;
} {
  let opened: ReturnType<typeof Gpm.open> | undefined;
  const gpm = () => {
    opened ??= Gpm.open({ mock: new MockForest() });
    return opened;
  };
  return {
    async backUp(present, count) {
      const directory = backupDirectory(present);
      const domain = await (await gpm()).getDomain();
      const [gpo] = await domain.searchGpos();
      const times: number[] = [];
      for (let index = 0; index < count; index += 1) {
        times.push(await processorTime(() => gpo.backup(directory.path)));
      }
      return times;
    },
    async getBackup(present, count) {
      const directory = backupDirectory(present);
      const backupDir = await (await gpm()).getBackupDir(directory.path);
      const { ids } = directory;
      const time = await processorTime(async () => {
        for (let index = 0; index < count; index += 1) await backupDir.getBackup(ids[index % ids.length]);
      });
      return time / count;
    },
    async searchBackups(present) {
      const directory = backupDirectory(present);
      const backupDir = await (await gpm()).getBackupDir(directory.path);
      return processorTime(async () => {
        const found = await backupDir.searchBackups();
        if (found.length !== present) throw new Error(`${found.length} of ${present} backups were found`);
      });
    },
    async close() {
      await (await opened)?.close();
    },
  };
}
