/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.m?ts$': 'ts-jest' },
  // No test is timed: this only ends one that waits for what never comes, on a machine that may be busy.
  testTimeout: 60_000,
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
};
