/**
 * The suites that never load the addon: where what is tested is an addon (with a sanitizer, or under another Node.js in
 * Wine) they would only prove again what `npm test` has. Folders and files, from the project's root.
 *
 * refuse-addon.cjs sees to it that they do not: a suite that loads it fails until it is taken from this list.
 */
const READING = ['test/backups/', 'test/files/', 'test/settings/', 'test/security/', 'test/validate/'];
const OTHERS = [
  'test/api/arguments.test.ts',
  'test/api/hresult.test.ts',
  'test/forest/',
  'test/generate.test.ts',
  'test/layers.test.ts',
  'test/native/',
  'test/operation/settle.test.ts',
  'test/package/binaries.test.ts',
  'test/package/bundle.test.ts',
  'test/readme/limits.test.ts',
  'test/readme/links.test.ts',
  'test/report/',
  'test/types/',
  'test/vtable.test.ts',
];
const ADDON_FREE = [...READING, ...OTHERS];

/**
 * Those that are left out by `GPMC_TEST_ADDON_FREE`: all of them (`none`), or those that are not among the ones it names
 * (`reading`, `others`), where two runs beside each other share them.
 */
function leftOut(wanted) {
  const parts = { none: ADDON_FREE, reading: OTHERS, others: READING, '': [] }[wanted ?? ''];
  if (!parts) throw new Error(`GPMC_TEST_ADDON_FREE is ${wanted}; it can be none, reading or others.`);
  return parts;
}

/** Whether a test file, named by its path, is one of them. */
function isAddonFree(file) {
  const name = file.replaceAll('\\', '/');
  return ADDON_FREE.some((part) => name.includes(`/${part}`));
}

module.exports = { isAddonFree, leftOut };
