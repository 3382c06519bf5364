import fs from 'node:fs';
import path from 'node:path';

/** The project's root, where `require` finds the library as its users do. */
export const projectRoot = path.resolve(__dirname, '../..');

/**
 * Throws where `dist` is not what `lib` says now: tests in child processes load the built library, and would prove
 * something about yesterday's.
 */
export function requireBuilt(): void {
  const lib = path.join(projectRoot, 'lib');
  for (const entry of fs.readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.ts')) continue;
    const built = path.join(projectRoot, 'dist', entry.replace(/\.ts$/, '.js'));
    if (modified(built) < modified(path.join(lib, entry))) {
      throw new Error(`dist is older than ${path.join('lib', entry)}: run "npm run build:lib" first.`);
    }
  }
}

/** Milliseconds; before all others where the file does not exist. */
function modified(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
}
