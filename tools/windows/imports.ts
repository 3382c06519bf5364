import { output } from './programs';

/**
 * The libraries that the binary may be linked with: all are part of every Windows that Node.js runs on. `msvcrt.dll`
 * is the C library that Windows itself uses.
 */
const SYSTEM_LIBRARIES: ReadonlySet<string> = new Set([
  'advapi32.dll',
  'kernel32.dll',
  'msvcrt.dll',
  'ole32.dll',
  'oleaut32.dll',
  'user32.dll',
]);

/** The two functions that a Node.js looks for. */
const ADDON_EXPORTS = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];

/** What a Windows binary wants from others and gives to them. */
export interface BinaryInterface {
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

/** Reads the import and export tables of a PE file. */
export function readInterface(file: string): BinaryInterface {
  const dump = output('x86_64-w64-mingw32-objdump', ['-p', file]);
  const exported = /\[Ordinal\/Name Pointer\] Table\n((?:\s*\[.*\n)*)/.exec(dump)?.[1] ?? '';
  return {
    imports: [...dump.matchAll(/^\s*DLL Name: (\S+)$/gm)].map(([, name]) => name!.toLowerCase()),
    exports: [...exported.matchAll(/\]\s+(?:\+base\[.*\]\s+\w+\s+)?(\S+)$/gm)].map(([, name]) => name!),
  };
}

/**
 * Throws where the addon needs a library that a Windows may lack, such as a compiler's run-time library, names its
 * host in the import table, or gives away more than its entry points.
 */
export function checkAddon(file: string): void {
  const found = readInterface(file);
  const foreign = found.imports.filter((name) => !SYSTEM_LIBRARIES.has(name));
  if (foreign.length > 0)
    throw new Error(`${file} imports ${foreign.join(', ')}, which is no part of Windows.`);
  if (found.exports.join() !== ADDON_EXPORTS.join()) {
    throw new Error(
      `${file} exports ${found.exports.join(', ') || 'nothing'}, not ${ADDON_EXPORTS.join(', ')}.`,
    );
  }
}
