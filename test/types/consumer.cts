// The same for CommonJS: `require` gives the types that `import` gives. Compiled, never run, by consumers.test.ts.
import { expectTypeOf } from 'expect-type';

import gpmc = require('gpmc');
import backups = require('gpmc/backups');
import mock = require('gpmc/mock');

import type * as esm from 'gpmc' with { 'resolution-mode': 'import' };
import type * as esmBackups from 'gpmc/backups' with { 'resolution-mode': 'import' };
import type * as esmMock from 'gpmc/mock' with { 'resolution-mode': 'import' };

expectTypeOf<keyof typeof gpmc>().toEqualTypeOf<keyof typeof esm>();
expectTypeOf(gpmc.Gpm).toEqualTypeOf<typeof esm.Gpm>();
expectTypeOf(gpmc.GpmError).toEqualTypeOf<typeof esm.GpmError>();
expectTypeOf<gpmc.GpmOperation<gpmc.GpmBackup>>().toEqualTypeOf<esm.GpmOperation<esm.GpmBackup>>();
expectTypeOf<gpmc.GpmDomain>().toEqualTypeOf<esm.GpmDomain>();
expectTypeOf<gpmc.GpmGpo>().toEqualTypeOf<esm.GpmGpo>();
expectTypeOf<gpmc.GpmBackupDir>().toEqualTypeOf<esm.GpmBackupDir>();
expectTypeOf<gpmc.GpmRsop>().toEqualTypeOf<esm.GpmRsop>();
expectTypeOf<gpmc.GpmMigrationTable>().toEqualTypeOf<esm.GpmMigrationTable>();
expectTypeOf<gpmc.OpenOptions>().toEqualTypeOf<esm.OpenOptions>();
expectTypeOf<keyof typeof backups>().toEqualTypeOf<keyof typeof esmBackups>();
expectTypeOf(backups.listBackups).toEqualTypeOf<typeof esmBackups.listBackups>();
expectTypeOf(backups.GpmError).toEqualTypeOf<typeof gpmc.GpmError>();
expectTypeOf<keyof typeof mock>().toEqualTypeOf<keyof typeof esmMock>();
expectTypeOf(mock.MockForest).toEqualTypeOf<typeof esmMock.MockForest>();
expectTypeOf(mock.misbehaviours).toEqualTypeOf<typeof esmMock.misbehaviours>();

export async function example(): Promise<string> {
  const forest = new mock.MockForest({ domains: [{ name: 'contoso.com' }] });
  await using gpm = await gpmc.Gpm.open({ mock: forest });
  const [gpo] = await (await gpm.getDomain()).searchGpos();
  if (!gpo) throw new Error('There is no GPO.');
  const { value } = await gpo.generateReport('xml');
  return value;
}

export function refused(gpm: gpmc.Gpm): void {
  // @ts-expect-error: a misspelt option
  void gpm.getDomain('contoso.com', { controler: 'DC1' });
}
