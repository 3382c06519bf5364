import assert from 'node:assert/strict';
import { addon } from './library';
import { passed } from './scenario';

/** What is there without a start, or has nothing to do then. */
const EXCEPT = ['start', 'trace', 'counters', 'release', 'forgetOperation'];

// What needs the mailbox, the server half or an apartment throws where none has been started.
const functions = addon() as unknown as Record<string, (...args: unknown[]) => unknown>;
const others = Object.getOwnPropertyNames(functions).filter((name) => !EXCEPT.includes(name));
assert.ok(others.includes('serve'));
for (const name of others) {
  const args = ['callForeign', 'call'].includes(name) ? [0, 0, 0, 0, ['x'], null] : [0, 0, [], 0, 0, 0];
  assert.throws(() => functions[name]?.(...args), Error, name);
}
passed();
