import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fetchPackage } from '../npm-package';
import { projectRoot } from '../programs';

/** A Node.js executable to run tests with. */
export interface TestedNode {
  /** `v22.23.3` */
  readonly version: string;
  readonly executable: string;
}

/** The release lines that the library supports besides the one that runs. */
export const supportedMajors = [20, 22, 24, 26] as const;

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
  const directory = path.join(projectRoot, 'build/nodes', String(major));
  fetchPackage(`node-${process.platform}-${process.arch}@${major}`, directory, ['package/bin/node']);
  const executable = path.join(directory, 'package/bin/node');
  // A sanitizer's runtime in this process is not for that one.
  const env = { ...process.env, LD_PRELOAD: '' };
  const version = execFileSync(executable, ['--version'], { env, encoding: 'utf8' }).trim();
  return { version, executable };
}
