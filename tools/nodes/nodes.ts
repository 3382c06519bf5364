import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** A Node.js executable to run tests with. */
export interface TestedNode {
  /** `v22.23.3` */
  readonly version: string;
  readonly executable: string;
}

/** The release lines that the library supports besides the one that runs. */
export const supportedMajors = [20, 22, 24, 26] as const;

const root = path.resolve(__dirname, '../..');

/**
 * The Node.js that runs, and the newest of each other supported release line, from npm's packages of Node.js
 * binaries, kept in `build/nodes`.
 *
 * Where they cannot be had (no registry, no such package for this system, a Windows Node.js, whose newer versions
 * Wine does not start) the reason is printed and they are left out; in CI that is an error, because a matrix that
 * shrinks by itself proves nothing.
 */
export function testedNodes(): TestedNode[] {
  const running: TestedNode = { version: process.version, executable: process.execPath };
  const others = supportedMajors.filter((major) => !process.version.startsWith(`v${major}.`));
  if (process.platform === 'win32') {
    process.stdout.write(`skipped: Node ${others.join(', ')}: on Windows only the running Node is tested\n`);
    return [running];
  }
  const found = [running];
  for (const major of others) {
    try {
      found.push(findNode(major));
    } catch (error) {
      const reason = `Node ${major} could not be fetched from the npm registry: ${(error as Error).message}`;
      if (process.env.CI) throw new Error(reason, { cause: error });
      process.stdout.write(`skipped: ${reason}\n`);
      // The next one would only wait for the same registry.
      break;
    }
  }
  return found;
}

/** The executable of a release line: from the cache, else from npm. */
export function findNode(major: number): TestedNode {
  const directory = path.join(root, 'build', 'nodes', String(major));
  const executable = path.join(directory, 'package', 'bin', 'node');
  if (!fs.existsSync(executable)) fetchNode(major, directory);
  const version = run(executable, ['--version']).trim();
  return { version, executable };
}

/** Unpacks beside the place and moves it there, so that an interrupted download is not taken for a Node.js. */
function fetchNode(major: number, directory: string): void {
  const parent = path.dirname(directory);
  fs.mkdirSync(parent, { recursive: true });
  const unpacked = fs.mkdtempSync(`${directory}-`);
  try {
    const name = `node-${process.platform}-${process.arch}@${major}`;
    const options = ['--silent', '--json', '--fetch-retries=1', `--pack-destination=${unpacked}`];
    const [packed] = JSON.parse(run('npm', ['pack', name, ...options])) as { filename: string }[];
    if (!packed) throw new Error(`npm pack ${name} made no file`);
    const tarball = path.join(unpacked, packed.filename);
    run('tar', ['-xzf', tarball, '-C', unpacked, 'package/bin/node']);
    fs.rmSync(tarball);
    // Another process may have been faster: then its copy stays.
    if (!fs.existsSync(directory)) fs.renameSync(unpacked, directory);
  } finally {
    fs.rmSync(unpacked, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): string {
  // A sanitizer's runtime in this process is for the addon, not for npm and tar.
  const env = { ...process.env, LD_PRELOAD: '' };
  return execFileSync(command, args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
