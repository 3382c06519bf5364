import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { makePrebuilds } from '../../tools/prebuild/prebuild';
import { projectRoot } from '../support/built';

/** A packed package. */
export interface Tarball {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** The paths in it. */
  readonly files: readonly string[];
}

/** The parts of the project that the package is made of, or that `npm pack` needs to choose them. */
const PARTS = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'native', 'dist', 'docs', 'examples'];

/**
 * Packs the package in a folder beside the project: packed in place, the binaries made for it would be taken for the
 * project's own by everything that runs there meanwhile.
 */
export async function packStaged(folder: string): Promise<Tarball> {
  const stage = path.join(folder, 'stage');
  for (const part of PARTS) {
    const source = path.join(projectRoot, part);
    if (fs.existsSync(source)) fs.cpSync(source, path.join(stage, part), { recursive: true });
  }
  await makePrebuilds(path.join(stage, 'prebuilds'));
  const listing = npm(stage, 'pack', '--ignore-scripts', '--json', `--pack-destination=${folder}`);
  const [packed] = JSON.parse(listing) as { filename: string; size: number; files: { path: string }[] }[];
  if (!packed) throw new Error('npm pack made no file.');
  return {
    file: path.join(folder, packed.filename),
    size: packed.size,
    files: packed.files.map((entry) => entry.path).sort(),
  };
}

/** Installs a tarball into an otherwise empty project; the folder of that. */
export function installTarball(folder: string, tarball: string): string {
  const consumer = path.join(folder, 'consumer');
  fs.mkdirSync(consumer);
  fs.writeFileSync(path.join(consumer, 'package.json'), '{ "private": true }');
  npm(consumer, 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball);
  return consumer;
}

/** Installs anew what the lock file of a project says, as a deployment does. */
export function installLocked(consumer: string): void {
  npm(consumer, 'ci', '--prefer-offline', '--no-audit', '--no-fund');
}

/** Runs npm; what it wrote to its standard output. */
function npm(folder: string, ...args: string[]): string {
  return execFileSync('npm', ['--silent', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
