import type { SysvolFile } from '../backups/types';
import type { XmlElement } from '../files/xml/tree';
import { parseRegistryPol, type RegistrySetting } from '../settings/registry-pol';
import { ExtensionBuilder } from './xml-builder';

/** registry.pol without administrative templates at hand: each value under its key. */
export function registrySection(files: readonly SysvolFile[], number: number): XmlElement {
  const builder = new ExtensionBuilder('Registry', 'RegistrySettings', 'Registry', number);
  for (const setting of files.flatMap(({ data, path }) => parseRegistryPol(data, path))) {
    builder.add(
      'RegistrySetting',
      builder.make('KeyPath', setting.key),
      builder.make('AdmSetting', false),
      builder.make(
        'Value',
        builder.make('Name', setting.value),
        values(setting).map(([kind, text]) => builder.make(kind, text)),
      ),
    );
  }
  return builder.finish();
}

function values({ type, data }: RegistrySetting): (readonly [string, string])[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const text = (): string => bytes.toString('utf16le').replace(/\0+$/, '');
  if (type === 1 || type === 2) return [[type === 1 ? 'String' : 'ExpandString', text()]];
  if (type === 4 && bytes.length === 4) return [['Number', String(bytes.readUInt32LE())]];
  if (type === 11 && bytes.length === 8) return [['Number', String(bytes.readBigUInt64LE())]];
  if (type === 7)
    return text()
      .split('\0')
      .map((part) => ['String', part] as const);
  return [['Binary', bytes.toString('hex')]];
}
