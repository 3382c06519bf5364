import assert from 'node:assert/strict';
import path from 'node:path';
import { directory, Gpm, MockForest } from './library';
import { scenario } from './scenario';
import { until, untilAllCollected } from './wait';

const collect = globalThis.gc as () => void;

/** With somebody to ask the resultant set of policy for. */
const FOREST = {
  domains: [
    {
      name: 'contoso.com',
      principals: [
        { name: 'ann', type: 'User' as const },
        { name: 'PC1$', type: 'Computer' as const },
      ],
    },
  ],
};

interface Running {
  /** What the operations were started with, to see it go. */
  readonly wrappers: Record<string, WeakRef<object>>;
  readonly outcomes: Promise<unknown[]>;
}

// Every wrapper is dropped while operations run that were started with it. They end well, nothing that they need is
// collected early, and then everything goes, the threads of the Gpm that nobody closed included.
async function start(forest: InstanceType<typeof MockForest>): Promise<Running> {
  const gpm = await Gpm.open({ mock: forest });
  const domain = await gpm.getDomain('contoso.com');
  const [gpo, other] = await domain.searchGpos();
  if (!gpo || !other) throw new Error('The forest has two GPOs.');
  const { value: made } = await gpo.backup(directory);
  const backupDir = await gpm.getBackupDir(directory);
  const backup = await backupDir.getBackup(made.id);
  const migrationTable = await gpm.createMigrationTable();
  await migrationTable.add(backup);
  await migrationTable.save(path.join(directory, 'all.migtable'));
  const rsop = await gpm.getRsop('logging', { computer: 'CONTOSO\\PC1$', user: 'CONTOSO\\ann' });
  forest.latency = 20;
  const operations = [
    gpo.backup(directory),
    domain.restoreGpo(backup),
    other.import(backup, { migrationTable }),
    gpo.copyTo(domain, { displayName: 'Copy' }),
    backup.generateReport('html'),
    rsop.generateReport('xml'),
  ];
  const wrappers = { gpm, domain, gpo, other, made, backupDir, backup, migrationTable, rsop, ...operations };
  return {
    wrappers: Object.fromEntries(
      Object.entries(wrappers).map(([name, wrapper]) => [name, new WeakRef(wrapper as object)]),
    ),
    outcomes: Promise.all(operations.map((operation) => operation.then(({ value }) => typeof value))),
  };
}

scenario(async () => {
  const { wrappers, outcomes } = await start(new MockForest(FOREST));
  let ended: unknown[] | undefined;
  void outcomes.then((values) => {
    ended = values;
  });
  await until(
    () => {
      collect();
      return ended !== undefined;
    },
    () => 'the operations did not end',
  );
  assert.deepEqual(ended, ['object', 'object', 'object', 'object', 'string', 'string']);
  const held = () => Object.keys(wrappers).filter((name) => wrappers[name]?.deref());
  await until(
    () => {
      collect();
      return held().length === 0;
    },
    () => `held when it is over: ${held()}`,
  );
  await untilAllCollected();
});
