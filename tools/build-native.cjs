/**
 * Runs node-gyp, which builds the addon:
 *
 *     node tools/build-native.cjs configure build
 *
 * The headers are those that are installed beside the Node.js that runs; only where there are none does node-gyp
 * download them. Compiles with all processors. Plain JavaScript, because it runs before anything is built.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const prefix = path.resolve(process.execPath, '../..');
const settings = ['--loglevel=warn'];
if (!process.env.JOBS) settings.push('--jobs=max');
if (!process.env.npm_config_nodedir && fs.existsSync(path.join(prefix, 'include/node/node_api.h')))
  settings.push(`--nodedir=${prefix}`);

// Before the words: what follows "--" is for gyp.
const args = [require.resolve('node-gyp/bin/node-gyp.js'), ...settings, ...process.argv.slice(2)];
const { status, error } = spawnSync(process.execPath, args, { stdio: 'inherit' });
if (error) throw error;
process.exitCode = status ?? 1;
