import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readDescription, readGenerated, staleFiles } from './files';
import { generate } from './generate';

// Compiled to build/tools/generate.
const root = resolve(__dirname, '../../..');
const wanted = generate(readDescription(root));
const found = readGenerated(root);

for (const path of found.keys()) {
  if (!wanted.has(path)) rmSync(join(root, path));
}
for (const [path, text] of wanted) {
  if (found.get(path) === text) continue;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
console.log(staleFiles(wanted, found).join('\n') || 'All generated files are current.');
