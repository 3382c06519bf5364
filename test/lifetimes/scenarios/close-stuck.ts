import assert from 'node:assert/strict';
import { ComServer, Gpm } from './library';
import { scenario } from './scenario';

// A server that never returns from a call: closing gives it up, tells who waits, and the process can end.
scenario(async () => {
  const server = new ComServer();
  const root = server.publish('IGPM2', { GetDomain: () => new Promise<never>(() => {}) });
  const forest = { connect: () => ({ root, close: async () => server.close() }) };
  const gpm = await Gpm.open({ mock: forest as never, cancelGrace: 50 });
  const told = assert.rejects(gpm.getDomain('contoso.com'), {
    code: 'GPMC_E_CLOSED',
    operation: 'IGPM::GetDomain',
    message: /IGPM::GetDomain had not returned when the Gpm was closed/,
  });
  // It waits behind that one.
  const behind = assert.rejects(gpm.createMigrationTable(), { code: 'GPMC_E_CLOSED' });
  await gpm.close();
  await Promise.all([told, behind]);
});
