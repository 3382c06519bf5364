import { eachTest, failure } from './support';

const world = eachTest();

const ANN = { user: 'CONTOSO\\ann', computer: 'CONTOSO\\PC1$' };

test('a query in logging mode has what it was made with', async () => {
  const rsop = await world.gpm.getRsop('logging', ANN);
  expect(rsop).toMatchObject({
    mode: 'logging',
    ...ANN,
    userSom: '',
    userGroups: null,
    userWmiFilters: null,
  });
  expect(rsop.namespace).toMatch(/rsop/i);
  await rsop.release();
});

test('a query in planning mode has groups as trustees, and filters as they were given', async () => {
  const filters = await world.domain.searchWmiFilters();
  expect(filters).toEqual([]);
  const admins = await world.gpm.createTrustee('CONTOSO\\Admins');
  const rsop = await world.gpm.getRsop('planning', {
    ...ANN,
    userGroups: [admins, 'S-1-5-11'],
    computerGroups: [],
    userWmiFilters: 'all',
    computerWmiFilters: [],
    site: 'Default-First-Site-Name',
  });
  expect(rsop).toMatchObject({
    mode: 'planning',
    ...ANN,
    site: 'Default-First-Site-Name',
    userGroups: [admins, expect.objectContaining({ sid: 'S-1-5-11' })],
    computerGroups: [],
    userWmiFilters: 'all',
    computerWmiFilters: [],
  });
  await rsop.release();
});

test('what is wrong with a plan is said before a query begins', async () => {
  const plan = (more: object) => world.gpm.getRsop('planning', { ...ANN, ...more } as never);
  await expect(plan({ userWmiFilters: 'some' })).rejects.toThrow("userWmiFilters must be 'all' or an array");
  await expect(plan({ userWmiFilters: ['x'] })).rejects.toThrow('The WMI filter 1 must be a GpmWmiFilter');
  await expect(plan({ userGroups: [{ sid: '' }] })).rejects.toThrow('userGroups[0].sid must not be empty.');
  await expect(plan({ userGroups: [7] })).rejects.toThrow('userGroups[0] must be a string, not 7.');
});

test('results that another program holds are opened by their namespace, and left to it', async () => {
  const theirs = await world.gpm.getRsop('planning', { only: 'computer', computerSom: 'DC=contoso,DC=com' });
  const opened = await world.gpm.openRsop(theirs.namespace);
  expect(opened).toMatchObject({ mode: 'unknown', namespace: theirs.namespace, userGroups: null });
  await opened.release();
  const { value } = await opened.generateReport('xml');
  expect(value).toBe((await theirs.generateReport('xml')).value);
  const { namespace } = theirs;
  await theirs.release();
  expect((await failure(world.gpm.openRsop(namespace))).message).toContain(
    `Could not open the Resultant Set of Policy in ${namespace}`,
  );
});

test('the users of whom a computer has logged policy are trustees', async () => {
  const users = await world.gpm.loggingEnumerateUsers('CONTOSO\\PC1$');
  expect(users).toContainEqual(expect.objectContaining({ name: 'ann', domain: 'CONTOSO', type: 'user' }));
  expect((await failure(world.gpm.loggingEnumerateUsers('CONTOSO\\PC9$'))).message).toContain('PC9$');
});
