import type { RegistrySetting } from '../../lib/settings/registry-pol';

/** Writes a registry.pol file. */
export function formatRegistryPol(settings: readonly RegistrySetting[]): Uint8Array {
  const text = (value: string): Buffer => Buffer.from(value, 'utf16le');
  const dword = (value: number): Buffer => {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32LE(value >>> 0);
    return buffer;
  };
  const records = settings.flatMap(({ key, value, type, data }) => [
    text(`[${key}\0;${value}\0;`),
    dword(type),
    text(';'),
    dword(data.length),
    text(';'),
    data,
    text(']'),
  ]);
  return Buffer.concat([text('\u5250\u6765'), dword(1), ...records]);
}
