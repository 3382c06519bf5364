/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.m?ts$': 'ts-jest' },
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
};
