import fs from 'node:fs';
import path from 'node:path';

/** A binary that is there and could not be loaded. @internal */
export interface LoadFailure {
  readonly file: string;
  readonly error: Error;
}

/** A processor by the number that stands for it in an executable file. */
const PE_MACHINES: Readonly<Record<number, string>> = { 332: 'ia32', 34404: 'x64', 43620: 'arm64' };
const ELF_MACHINES: Readonly<Record<number, string>> = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64' };

const BUILD =
  'Build it: "npx node-gyp rebuild -C native" in the folder of the package needs Python and a C++20 compiler';

/** What the loaders of Windows, glibc and musl say, and what it comes down to. */
const CAUSES: readonly [pattern: RegExp, cause: string, cure: string][] = [
  [
    /blocked by group policy|application control|device guard|policy has blocked|digital signature/i,
    'a policy of this computer (AppLocker, Application Control, Device Guard) blocks it',
    'Ask whoever administers the policy to allow this file, by its hash or its folder: it is not signed.',
  ],
  [
    /access is denied|permission denied|operation not permitted|failed to map segment/i,
    'this account may not load code from there',
    'Check the permissions of the file, whether its volume is mounted without "noexec", and whether a virus scanner or a policy holds it back.',
  ],
  [
    /version [`'"]?(GLIBC|GLIBCXX|CXXABI)_[\d.]+/,
    'it needs a newer C library than this Linux has',
    `Use a newer distribution. ${BUILD}.`,
  ],
  [
    /ld-linux|error relocating|ld-musl/i,
    'it was built for the GNU C library, and this Linux has another one (musl, as in Alpine)',
    `${BUILD}.`,
  ],
  [
    /initialization routine failed|procedure could not be found|undefined symbol: napi_/i,
    'the program that loads it does not offer Node-API version 8',
    'Use Node.js 20 or newer, or an Electron that is built on it.',
  ],
  [
    /specified module could not be found|cannot open shared object/i,
    'a library that it needs is missing on this system',
    'Repair the system; the binary needs nothing that does not come with it.',
  ],
];

/**
 * The message for a package whose addon cannot be loaded.
 *
 * @internal
 */
export function describeFailures(root: string, failures: readonly LoadFailure[]): string {
  const system = `${process.platform}-${process.arch}`;
  if (failures.length > 0) {
    return [
      'gpmc could not load its native addon.',
      ...failures.map((failure) => describe(failure, system)),
    ].join('\n');
  }
  const shipped = shippedSystems(root);
  if (shipped.length > 0 && !shipped.includes(system)) {
    return `gpmc has no native addon for ${system}: it is shipped for ${shipped.join(', ')}. ${BUILD} (${root}).`;
  }
  return `gpmc has no native addon in ${root}: neither prebuilds/${system}/gpmc.node nor build/Release/gpmc.node is there. Install the package anew, without leaving files out. In a checkout of its sources, run "npm run build:native".`;
}

function describe({ file, error }: LoadFailure, system: string): string {
  const target = binaryTarget(file);
  if (target && target !== system) {
    const [platform, processor] = system.split('-');
    const cure = target.startsWith(`${platform}-`)
      ? `Run a ${target.split('-')[1]} Node.js, or install the package with this ${processor} one.`
      : 'Install the package on the system that it shall run on; node_modules cannot be shared between systems.';
    return `${file}: it is built for ${target}, and this Node.js is ${system}. ${cure}`;
  }
  const [, cause, cure] = CAUSES.find(([pattern]) => pattern.test(error.message)) ?? [
    undefined,
    'the system gave no known reason',
    `Install the package anew. If that does not help: ${BUILD.toLowerCase()}.`,
  ];
  return `${file}: ${cause}. ${cure} (${error.message.trim()})`;
}

/** The systems that binaries are shipped for. */
function shippedSystems(root: string): string[] {
  try {
    return fs
      .readdirSync(path.join(root, 'prebuilds'))
      .filter((name) => fs.existsSync(path.join(root, 'prebuilds', name, 'gpmc.node')));
  } catch {
    return [];
  }
}

/**
 * For which system a binary is built, as `platform-arch`, from its header: the loaders' own messages are vague, and in
 * the language of the system. `undefined` for what is none, or cannot be read.
 */
function binaryTarget(file: string): string | undefined {
  const head = readHead(file, 4096);
  if (!head || head.length < 64) return undefined;
  if (head.readUInt32BE(0) === 0x7f454c46) return target('linux', ELF_MACHINES[head.readUInt16LE(18)]);
  if (head.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const offset = head.readUInt32LE(60);
  if (offset + 6 > head.length || head.toString('latin1', offset, offset + 2) !== 'PE') return undefined;
  return target('win32', PE_MACHINES[head.readUInt16LE(offset + 4)]);
}

function target(platform: string, arch: string | undefined): string | undefined {
  return arch && `${platform}-${arch}`;
}

function readHead(file: string, size: number): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(file, 'r');
    const head = Buffer.alloc(size);
    return head.subarray(0, fs.readSync(descriptor, head, 0, size, 0));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}
