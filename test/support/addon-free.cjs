/**
 * The suites that never load the addon: where what is tested is an addon (with a sanitizer, or under another Node.js in
 * Wine) they would only prove again what `npm test` has. Folders and files, from the project's root.
 *
 * refuse-addon.cjs sees to it that they do not: a suite that loads it fails until it is taken from this list.
 */
const ADDON_FREE = [
  'test/api/arguments.test.ts',
  'test/api/hresult.test.ts',
  'test/api/unusable.test.ts',
  'test/backups/',
  'test/files/',
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
  'test/security/',
  'test/settings/',
  'test/types/',
  'test/validate/',
  'test/vtable.test.ts',
];

/** Whether a test file, named by its path, is one of them. */
function isAddonFree(file) {
  const name = file.replaceAll('\\', '/');
  return ADDON_FREE.some((part) => name.includes(`/${part}`));
}

module.exports = { ADDON_FREE, isAddonFree };
