/** Set by tools/windows, which runs the suite under a Windows Node.js in Wine. */
const inWine = process.platform === 'win32' && process.env.GPMC_TEST_IN_WINE === '1';

/**
 * `describe` for tests that put a server of their own in the place of GPMC's in the registry. They run in Wine only:
 * on a real Windows they would take GPMC away from it.
 */
export function describeInWine(name: string, tests: () => void): void {
  if (inWine) {
    describe(name, tests);
  } else {
    const why = `runs with "npm run test:windows" in Wine only: it changes the registration of GPMC's class`;
    describe.skip(`${name} (${why})`, tests);
    process.stderr.write(`Skipped: ${name}: ${why}\n`);
  }
}
