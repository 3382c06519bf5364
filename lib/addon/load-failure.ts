import fs from 'node:fs';
import path from 'node:path';
import { UnfitBinary } from './binary-file';

/** A binary that is there and could not be loaded. @internal */
export interface LoadFailure {
  readonly file: string;
  readonly error: Error & { code?: string };
}

const system = `${process.platform}-${process.arch}`;

const BUILD =
  'Build it: "npx node-gyp rebuild -C native" in the folder of the package needs Python and a C++20 compiler';
const ANEW = 'Install the package anew';
const NAME =
  'name the file: Gpm.open({ addon: "…" }), or the variable GPMC_ADDON (docs/packaging.md of the package)';

/** What the loaders of Windows, glibc, musl and Node.js say, and what it comes down to. */
const CAUSES: readonly [pattern: RegExp, cause: string, cure: string][] = [
  [
    /ERR_DLOPEN_DISABLED/,
    'this Node.js loads no addons: it runs with --no-addons, or with --permission and without --allow-addons',
    'Run it with --allow-addons, or without --no-addons (also in the variable NODE_OPTIONS).',
  ],
  [
    /ERR_ACCESS_DENIED/,
    'this Node.js runs with --permission and may not read it',
    'Run it with --allow-fs-read for the folder of the package, and with --allow-addons.',
  ],
  [
    /blocked by group policy|application control|device guard|policy has blocked|digital signature/i,
    'a policy of this computer (AppLocker, Application Control, Device Guard) blocks it',
    'Ask whoever administers the policy to allow this file, by its hash or its folder: it is not signed.',
  ],
  [
    /contains a virus|potentially unwanted/i,
    'the virus scanner of this computer holds it back',
    'Ask whoever administers it to allow this file, by its hash or its folder.',
  ],
  [
    /access is denied|permission denied|operation not permitted|failed to map segment|EACCES|EPERM/i,
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

/** What Windows says in its own language, and what nobody has met yet. */
const LIKELY =
  process.platform === 'win32'
    ? [
        'Windows does not load it; its own words are in brackets. Likely are: a policy (AppLocker, Application Control, Device Guard) or a virus scanner blocks it, this account may not load code from there, or the file is damaged',
        `Ask whoever administers the computer to allow the file, by its hash or its folder. ${ANEW} where the file is damaged.`,
      ]
    : [
        'the system does not load it; its own words are in brackets. Likely are: its volume is mounted with "noexec", a policy (SELinux, AppArmor) keeps this process from it, or the file is damaged',
        `Check those. ${ANEW} where the file is damaged. ${BUILD}, if that does not help.`,
      ];

/** The message for a package whose addon cannot be loaded. @internal */
export function ofPackage(root: string, failures: readonly LoadFailure[]): string {
  if (failures.length > 0) return listed(failures);
  const shipped = shippedSystems(root);
  if (shipped.length > 0 && !shipped.includes(system)) {
    return `gpmc has no native addon for ${system}: it is shipped for ${shipped.join(', ')}. ${BUILD} (${root}).`;
  }
  return (
    `gpmc has no native addon in ${root}: neither prebuilds/${system}/gpmc.node nor build/Release/gpmc.node is there. ` +
    `${ANEW}, without leaving files out; a virus scanner may have taken it away. ` +
    'In a checkout of its sources, run "npm run build:native".'
  );
}

/** That for a program which a bundler has made into one file, or which is a single executable. @internal */
export function ofBundle(folder: string, failures: readonly LoadFailure[]): string {
  if (failures.length > 0) return listed(failures);
  return (
    `gpmc has no native addon in ${folder}, where the program is that a bundler has put it into. ` +
    `Copy prebuilds/${system}/gpmc.node of the package there, or ${NAME}.`
  );
}

/** That for a file which the user has named, by the option or the variable. @internal */
export function ofNamed(file: string, by: string, failures: readonly LoadFailure[]): string {
  if (failures.length > 0) return listed(failures);
  return `gpmc has no native addon at ${file}, which ${by} names: there is no such file.`;
}

function listed(failures: readonly LoadFailure[]): string {
  return ['gpmc could not load its native addon.', ...failures.map(describe)].join('\n');
}

function describe({ file, error }: LoadFailure): string {
  if (error instanceof UnfitBinary) return `${file}: ${unfit(error)}`;
  const [, cause, cure] = CAUSES.find(([pattern]) => pattern.test(`${error.code} ${error.message}`)) ?? [
    undefined,
    ...(LIKELY as [string, string]),
  ];
  return `${file}: ${cause}. ${cure} (${error.message.trim()})`;
}

function unfit({ binary }: UnfitBinary): string {
  if (!binary) return `it is no binary. ${ANEW}.`;
  if (binary.system === undefined) return `it is built for a processor that gpmc does not know. ${ANEW}.`;
  if (binary.system === system)
    return `it has ${binary.size} bytes of ${binary.needed}: the file was cut off. ${ANEW}.`;
  const [platform, processor] = system.split('-');
  const cure = binary.system.startsWith(`${platform}-`)
    ? `Run a ${binary.system.split('-')[1]} Node.js, or install the package with this ${processor} one.`
    : 'Install the package on the system that it shall run on; node_modules cannot be shared between systems.';
  return `it is built for ${binary.system}, and this Node.js is ${system}. ${cure}`;
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
