import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { Gpm } from '../../lib';
import { MockForest } from '../../lib/mock';

// What the console shows.

const description = {
  domains: [{ name: 'contoso.com', defaultPolicies: false, gpos: [{ displayName: 'A' }] }],
};
let directory: string;
beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-inspect-'));
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

test('of a Gpm and a forest says what they are, and what is in them', async () => {
  const forest = new MockForest(description);
  const gpm = await Gpm.open({ mock: forest });
  expect(inspect(gpm)).toBe("Gpm { backend: 'mock', closed: false }");
  expect(inspect(forest)).toBe("MockForest { 'contoso.com': [ 'A' ] }");
  await gpm.close();
  expect(inspect(gpm)).toBe("Gpm { backend: 'mock', closed: true }");
});

test('of an operation says what it does, and where it is', async () => {
  await using gpm = await Gpm.open({ mock: new MockForest(description) });
  const [gpo] = await (await gpm.getDomain()).searchGpos();
  const operation = gpo!.backup(directory);
  const shown = () => inspect(operation, { breakLength: Number.POSITIVE_INFINITY });
  const action = `back up the GPO "A" ${gpo?.id} of contoso.com to ${directory}`;
  expect(shown()).toBe(`GpmOperation { action: ${inspect(action)}, state: 'starting', last: undefined }`);
  await operation;
  expect(shown()).toContain("state: 'succeeded', last: { numerator: ");
  expect(inspect({ deep: { deeper: { deepest: operation } } })).toContain('[GpmOperation]');
});
