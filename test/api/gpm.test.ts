import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Gpm, GpmGpo } from '../../lib';
import { MockForest } from '../../lib/mock';
import { BASELINE, eachTest, failure } from './support';

const world = eachTest();

describe('a domain', () => {
  test('has its name and domain controller', async () => {
    const domain = await world.gpm.getDomain('CONTOSO.COM');
    expect(domain.name).toBe('contoso.com');
    expect(domain.domainController.toLowerCase()).toContain('dc1');
  });

  test('is the first of the forest where none is named', async () => {
    expect((await world.gpm.getDomain()).name).toBe('contoso.com');
  });

  test('can be seen by another domain controller', async () => {
    const domain = await world.gpm.getDomain('contoso.com', { controller: 'DC2' });
    expect(domain.domainController.toLowerCase()).toContain('dc2');
    const any = await world.gpm.getDomain('contoso.com', { dc: 'any' });
    expect(any.name).toBe('contoso.com');
  });

  test('takes one way to choose a domain controller', async () => {
    const both = { controller: 'DC2', dc: 'any' } as never;
    await expect(world.gpm.getDomain('contoso.com', both)).rejects.toThrow(TypeError);
  });
});

describe('a GPO', () => {
  test('has all its properties', async () => {
    const gpo = await world.domain.getGpo(BASELINE.toLowerCase().slice(1, -1));
    expect(gpo).toBeInstanceOf(GpmGpo);
    expect({ ...gpo }).toEqual({
      id: BASELINE,
      displayName: 'Baseline',
      domainName: 'contoso.com',
      path: expect.stringMatching(/^cn=\{6AC1786C-.*dc=contoso,dc=com$/i),
      creationTime: expect.any(Date),
      modificationTime: expect.any(Date),
      computerVersion: { ds: 1, sysvol: 1 },
      userVersion: { ds: 0, sysvol: 0 },
      computerEnabled: true,
      userEnabled: false,
      description: 'for all computers',
      problems: [],
    });
    expect(Number.isNaN(gpo.creationTime.getTime())).toBe(false);
  });

  test('is created with its name, renamed, described, disabled and deleted', async () => {
    const gpo = await world.domain.createGpo({ displayName: 'Kiosk', description: 'new' });
    expect(gpo).toMatchObject({ displayName: 'Kiosk', description: 'new', computerEnabled: true });
    await gpo.setDisplayName('Kiosks');
    await gpo.setDescription('renamed');
    await gpo.setComputerEnabled(false);
    await gpo.setUserEnabled(false);
    const expected = {
      displayName: 'Kiosks',
      description: 'renamed',
      computerEnabled: false,
      userEnabled: false,
    };
    expect(gpo).toMatchObject(expected);
    expect(await world.domain.getGpo(gpo.id)).toMatchObject(expected);
    await gpo.delete();
    const error = await failure(world.domain.getGpo(gpo.id));
    expect(error.message).toContain(gpo.id);
  });

  test('shows changes made elsewhere after refresh()', async () => {
    const [mine, other] = [await world.domain.getGpo(BASELINE), await world.domain.getGpo(BASELINE)];
    await other.setDisplayName('Changed');
    expect(mine.displayName).toBe('Baseline');
    await expect(mine.refresh()).resolves.toBe(mine);
    expect(mine.displayName).toBe('Changed');
  });

  test('that is deleted fails in refresh() as in everything else', async () => {
    const gpo = await world.domain.getGpo(BASELINE);
    await (await world.domain.getGpo(BASELINE)).delete();
    for (const attempt of [() => gpo.refresh(), () => gpo.setDescription('x'), () => gpo.delete()]) {
      expect(await failure(attempt())).toMatchObject({
        code: 'ERROR_DS_NO_SUCH_OBJECT',
        message: expect.stringContaining(BASELINE),
      });
    }
    // What it was when it was read.
    expect(gpo.displayName).toBe('Baseline');
  });

  test('that cannot be given its name is deleted again', async () => {
    world.forest.inject('IGPMGPO::put_DisplayName', { fail: 'E_ACCESSDENIED' });
    const before = (await world.domain.searchGpos()).length;
    const error = await failure(world.domain.createGpo({ displayName: 'Kiosk' }));
    expect(error.message).toMatch(/^Could not create the GPO "Kiosk" in contoso\.com: access is denied/);
    expect(error.operation).toBe('IGPMGPO::put_DisplayName');
    expect(await world.domain.searchGpos()).toHaveLength(before);
  });

  test('that cannot be deleted again is named', async () => {
    world.forest.inject('IGPMGPO::put_DisplayName', { fail: 'E_ACCESSDENIED' });
    world.forest.inject('IGPMGPO::Delete', { fail: 'E_ACCESSDENIED' });
    const error = await failure(world.domain.createGpo({ displayName: 'Kiosk' }));
    const left = (await world.domain.searchGpos()).find(({ displayName }) => displayName.startsWith('New'));
    expect(error.message).toContain(`the new GPO ${left?.id} is left in contoso.com; delete it`);
  });
});

describe('a search for GPOs', () => {
  const names = async (search?: Parameters<typeof world.domain.searchGpos>[0]) =>
    (await world.domain.searchGpos(search)).map(({ displayName }) => displayName).sort();

  test('finds all of them', async () => {
    expect(await names()).toEqual([
      'Baseline',
      'Default Domain Controllers Policy',
      'Default Domain Policy',
      'Laptops',
    ]);
  });

  test('by display name, id and extensions', async () => {
    const security = '{827D319E-6EAC-11D2-A4EA-00C04F79F83A}';
    expect(await names({ displayName: 'Baseline' })).toEqual(['Baseline']);
    expect(await names({ displayName: { contains: ['Default', 'Controllers'] } })).toHaveLength(1);
    expect(await names({ displayName: { notContains: 'Default' } })).toEqual(['Baseline', 'Laptops']);
    expect(await names({ id: BASELINE })).toEqual(['Baseline']);
    expect(await names({ id: { notEquals: BASELINE }, displayName: { contains: 'a' } })).not.toContain(
      'Baseline',
    );
    expect(
      await names({ computerExtensions: { contains: security }, displayName: { notContains: 'Default' } }),
    ).toEqual(['Baseline']);
  });

  test('refuses a criterion with a spelling mistake', async () => {
    await expect(world.domain.searchGpos({ displayname: 'x' } as never)).rejects.toThrow(
      "has no 'displayname'",
    );
  });

  test('says which property could not be read', async () => {
    world.forest.inject('IGPMGPO::get_DisplayName', { fail: 'E_ACCESSDENIED' });
    const error = await failure(world.domain.searchGpos());
    expect(error.operation).toBe('IGPMGPO::get_DisplayName');
    expect(error.message).toMatch(/^Could not search the GPOs of contoso\.com: access is denied/);
  });

  test('does without the SYSVOL versions where SYSVOL cannot be reached', async () => {
    world.forest.inject('IGPMGPO::get_ComputerSysvolVersionNumber', { fail: 0x80070035 });
    const [gpo] = await world.domain.searchGpos({ id: BASELINE });
    expect(gpo?.computerVersion).toEqual({ ds: 1, sysvol: null });
  });
});

describe('RSoP', () => {
  test('in logging and planning mode gives a report', async () => {
    const logging = await world.gpm.getRsop('logging', { computer: 'CONTOSO\\PC1$', user: 'CONTOSO\\ann' });
    const { value: html } = await logging.generateReport('html');
    expect(html).toMatch(/<html/i);
    await logging.release();
    await logging.release();
    const planning = await world.gpm.getRsop('planning', {
      computer: 'CONTOSO\\PC1$',
      user: 'CONTOSO\\ann',
      userGroups: ['CONTOSO\\Admins'],
      loopback: 'merge',
      slowLink: true,
    });
    expect(planning.mode).toBe('planning');
    const { value: xml } = await planning.generateReport('xml');
    expect(xml).toContain('<');
    await planning.release();
  });

  test('says what is not known', async () => {
    const error = await failure(
      world.gpm.getRsop('logging', { computer: 'CONTOSO\\PC1$', user: 'CONTOSO\\nobody' }),
    );
    expect(error.message).toContain('nobody');
  });

  test('refuses a query that names neither both halves nor one before anything starts', async () => {
    await expect(world.gpm.getRsop('logging', { computer: '.' })).rejects.toThrow(TypeError);
    await expect(world.gpm.getRsop('planning', { user: 'CONTOSO\\ann' })).rejects.toThrow(TypeError);
    await expect(world.gpm.getRsop('unknown' as never)).rejects.toThrow("'logging' or 'planning'");
  });
});

describe('closing', () => {
  test('makes everything refuse', async () => {
    const gpo = await world.domain.getGpo(BASELINE);
    await world.gpm.close();
    await world.gpm.close();
    for (const attempt of [
      () => world.gpm.getDomain('contoso.com'),
      () => world.domain.searchGpos(),
      () => gpo.refresh(),
      async () => gpo.backup(world.directory),
    ]) {
      const error = await failure(attempt());
      expect(error.code).toBe('GPMC_E_CLOSED');
      expect(error.message).toContain('this Gpm is closed');
    }
  });

  test('cancels what runs', async () => {
    world.forest.inject('IGPMGPO::Backup', { misbehave: 'hold-sink' });
    world.forest.latency = 60_000;
    const gpo = await world.domain.getGpo(BASELINE);
    const operation = gpo.backup(world.directory);
    await world.gpm.close();
    expect(operation.state).toBe('cancelled');
    expect((await failure(operation)).code).toBe('ABORT_ERR');
  });

  test('can be left to `await using`', async () => {
    let gpm: Gpm;
    {
      await using inner = await Gpm.open({ mock: world.forest });
      gpm = inner;
    }
    await expect(gpm.getDomain()).rejects.toMatchObject({ code: 'GPMC_E_CLOSED' });
  });

  test('makes it harmless to release what was queried', async () => {
    const gpm = await Gpm.open({ mock: world.forest });
    const rsop = await gpm.getRsop('logging', { computer: 'CONTOSO\\PC1$', user: 'CONTOSO\\ann' });
    await gpm.close();
    await expect(rsop.release()).resolves.toBeUndefined();
    await rsop[Symbol.asyncDispose]();
  });

  test('objects of another Gpm are refused', async () => {
    await using other = await Gpm.open({ mock: world.forest });
    const foreign = await other.getDomain();
    const gpo = await world.domain.getGpo(BASELINE);
    expect(() => gpo.copyTo(foreign)).toThrow(
      new TypeError('The domain belongs to another Gpm: get it from the one that it is used with.'),
    );
  });
});

describe('Gpm.open', () => {
  test.each<[unknown, string]>([
    [{ backend: 'windows' }, "backend must be 'auto', 'com' or 'mock', not 'windows'."],
    [{ mock: {} }, 'mock must be a MockForest of gpmc/mock, not an object of class Object.'],
    [{ apartment: 'nta' }, "apartment must be 'sta' or 'mta', not 'nta'."],
    [{ cancelGrace: '5' }, "cancelGrace must be a number, not '5'."],
    [{ forest: 1 }, "The options of Gpm.open has no 'forest'"],
    [new MockForest(), 'Gpm.open takes options, not a forest: give it as Gpm.open({ mock: forest }).'],
    [new Map(), 'The options of Gpm.open must be an object, not an object of class Map.'],
  ])('%j: %s', async (options, message) => {
    const error = await failure(Gpm.open(options as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
  });

  test.each([-1, Number.NaN, 2 ** 31])('cancelGrace %d is out of range', async (cancelGrace) => {
    await expect(Gpm.open({ mock: world.forest, cancelGrace })).rejects.toThrow(RangeError);
  });

  test("'mock' without a forest is the default forest, a new one each time", async () => {
    await using gpm = await Gpm.open({ backend: 'mock' });
    const domain = await gpm.getDomain();
    expect([gpm.backend, domain.name]).toEqual(['mock', 'contoso.com']);
    await domain.createGpo({ displayName: 'Mine' });
    await using other = await Gpm.open({ backend: 'mock' });
    expect(await (await other.getDomain()).searchGpos({ displayName: 'Mine' })).toEqual([]);
  });

  test("'com' and a mock exclude each other", async () => {
    await expect(Gpm.open({ backend: 'com', mock: world.forest })).rejects.toThrow('does not use a mock');
  });

  const elsewhere = process.platform === 'win32' ? test.skip : test;
  if (process.platform === 'win32') process.stdout.write('skipped: opening off Windows: this is Windows\n');
  elsewhere.each(['com', 'auto'] as const)('%s off Windows says so, and names the mock', async (backend) => {
    const error = await failure(Gpm.open({ backend }));
    expect(error).toMatchObject({ name: 'GpmError', code: 'REGDB_E_CLASSNOTREG', hresult: 0x80040154 });
    expect(error.message).toContain(
      'Run it on Windows, or use a mock forest: Gpm.open({ mock: new MockForest() })',
    );
  });

  /** Runs a script in a process of its own, to see how it ends. */
  const inChild = (body: string) => {
    const script = `
      const { Gpm } = require('../../lib');
      const { MockForest } = require('../../lib/mock/forest');
      (async () => {
        const gpm = await Gpm.open({ mock: new MockForest() });
        ${body}
      })();`;
    const hook = path.join(__dirname, '../operation/typescript-hook.cjs');
    return spawnSync(process.execPath, ['--require', hook, '-e', script], {
      cwd: __dirname,
      encoding: 'utf8',
      timeout: 30_000,
    });
  };

  test('an idle Gpm does not keep the process alive', () => {
    const child = inChild('globalThis.kept = await gpm.getDomain(); console.log(kept.name);');
    expect(child).toMatchObject({ status: 0, signal: null, stdout: 'contoso.com\n' });
  });

  test('the process lives until close() has told that it is done', () => {
    const child = inChild(`
        const [gpo] = await (await gpm.getDomain()).searchGpos();
        await gpo.generateReport('xml');
        await gpm.close();
        console.log('closed');`);
    expect(child).toMatchObject({ status: 0, signal: null, stdout: 'closed\n' });
  });
});
