/**
 * `npm run dev`: compiles lib to dist, and the addon, again whenever their sources change, until it is interrupted.
 */
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');

function run(...args) {
  return spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
}

let building = false;
let changed = false;

/** Builds the addon; what changes meanwhile is built behind that. */
function buildAddon() {
  changed = building;
  if (building) return;
  building = true;
  run('tools/build-native.cjs', 'configure', 'build').once('exit', (code) => {
    console.log(code === 0 ? 'The addon is built.' : 'The addon is not built: see above.');
    building = false;
    if (changed) buildAddon();
  });
}

let pause;
fs.watch(path.join(root, 'native'), { recursive: true }, (_event, file) => {
  if (!/\.(cc|h|gyp)$/.test(file ?? '')) return;
  clearTimeout(pause);
  // An editor that saves all files changes several at once.
  pause = setTimeout(buildAddon, 100);
});

buildAddon();
run(require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput');
