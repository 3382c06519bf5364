// Prints how many tests passed, failed and were skipped, from jest's JSON. A file that could not be run counts as one.
const { readFileSync } = require('node:fs');

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(
  report.numPassedTests,
  report.numFailedTests + report.numRuntimeErrorTestSuites,
  report.numPendingTests + report.numTodoTests,
);
