/** One binary of the package, and what a user may want to know of it. */
export interface Account {
  /** `platform-arch`, as Node.js names them. */
  readonly system: string;
  /** Bytes. */
  readonly size: number;
  /** Of the file, in hexadecimal digits. */
  readonly sha256: string;
  /** The compiler, with its version. */
  readonly compiler: string;
  /** What the system has to have. */
  readonly needs: string;
  /** Where this very file was loaded when the package was made; empty where that could not be tried. */
  readonly loadedBy: readonly string[];
}

/** The README of the folder `prebuilds`. */
export function describeBinaries(accounts: readonly Account[]): string {
  return `${[
    '# Prebuilt binaries',
    '',
    'The native addon, built from the sources in `native/` by `npm run binaries`. `binaries.json` has the same facts for programs.',
    ...accounts.flatMap(section),
  ].join('\n')}\n`;
}

function section(account: Account): string[] {
  const loaded =
    account.loadedBy.length > 0
      ? `Loaded by ${account.loadedBy.join(', ')} when the package was made.`
      : 'Not run: the machine that made the package could not.';
  return [
    '',
    `## ${account.system}/gpmc.node`,
    '',
    `* Built with ${account.compiler}.`,
    `* Needs ${account.needs}.`,
    `* ${loaded}`,
    `* ${account.size} bytes, SHA-256 \`${account.sha256}\`.`,
  ];
}
