/**
 * `npm run build:lib`: compiles what has changed in lib to dist, and leaves nothing there that lib no longer has.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const [lib, dist] = [path.join(root, 'lib'), path.join(root, 'dist')];

const compiler = require.resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

if (status === 0) {
  const now = new Date();
  const entries = fs.readdirSync(dist, { recursive: true, encoding: 'utf8' });
  for (const entry of entries) {
    const [, name, , m] = /^(.*?)(\.d)?\.(m?)(js|ts)$/.exec(entry) ?? [];
    if (name === undefined) continue;
    const file = path.join(dist, entry);
    // The compiler does not write again what would stay as it is; younger than its source it tells that it was looked at.
    if (fs.existsSync(path.join(lib, `${name}.${m}ts`))) fs.utimesSync(file, now, now);
    else fs.rmSync(file);
  }
  // What is in a folder comes behind it.
  for (const entry of entries.reverse()) {
    const folder = path.join(dist, entry);
    if (isEmptyFolder(folder)) fs.rmdirSync(folder);
  }
}

function isEmptyFolder(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() && fs.readdirSync(file).length === 0;
}
