const { leftOut } = require('./test/support/addon-free.cjs');

// Set where the suites are run once more to test an addon.
const skipped = leftOut(process.env.GPMC_TEST_ADDON_FREE);
if (skipped.length > 0) process.stderr.write(`skipped, as they never load the addon: ${skipped.join(' ')}\n`);

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...skipped.map((part) => `/${part}`)],
  setupFilesAfterEnv: ['<rootDir>/test/support/refuse-addon.cjs'],
  transform: { '^.+\\.m?ts$': 'ts-jest' },
  // No test is timed: this only ends one that waits for what never comes, on a machine that may be busy.
  testTimeout: 60_000,
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
};
