import type { SysvolFile } from '../backups/types';
import { decodeFile } from '../files/file-kinds';
import type { XmlElement } from '../files/xml/tree';
import { parseScripts } from '../settings/scripts-ini';
import { ExtensionBuilder } from './xml-builder';

/** scripts.ini and psscripts.ini: commands in the order they run. */
export function scriptsSection(files: readonly SysvolFile[], number: number): XmlElement | undefined {
  const builder = new ExtensionBuilder('Scripts', 'Scripts', 'Scripts', number);
  for (const { type, order, command, parameters } of files.flatMap((file) =>
    parseScripts(decodeFile(file).text),
  )) {
    builder.add(
      'Script',
      builder.make('Command', command),
      builder.make('Parameters', parameters || undefined),
      builder.make('Type', type),
      builder.make('Order', order),
      builder.make('RunOrder', 'PSNotConfigured'),
    );
  }
  return builder.finish();
}
