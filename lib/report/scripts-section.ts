import type { SysvolFile } from '../backups/types';
import type { XmlElement } from '../files/xml/tree';
import { decodeSettingsText } from '../settings/gpo-files';
import { iniSection } from '../settings/template-text';
import { ExtensionBuilder } from './xml-builder';

const kinds = ['Startup', 'Shutdown', 'Logon', 'Logoff'];

/** scripts.ini and psscripts.ini: commands in the order they run. */
export function scriptsSection(files: readonly SysvolFile[], number: number): XmlElement | undefined {
  const builder = new ExtensionBuilder('Scripts', 'Scripts', 'Scripts', number);
  for (const file of files) {
    const { text } = decodeSettingsText(file.data);
    for (const kind of kinds) {
      const commands = new Map<number, { command: string; parameters: string }>();
      for (const line of iniSection(text, kind)) {
        const match = /^(\d{1,6})(CmdLine|Parameters)\s*=\s*(.*)$/is.exec(line);
        if (!match) continue;
        const entry = commands.get(Number(match[1])) ?? { command: '', parameters: '' };
        entry[match[2]!.toLowerCase() === 'cmdline' ? 'command' : 'parameters'] = match[3]!;
        commands.set(Number(match[1]), entry);
      }
      for (const [order, { command, parameters }] of [...commands].sort(([a], [b]) => a - b)) {
        builder.add(
          'Script',
          builder.make('Command', command),
          builder.make('Parameters', parameters || undefined),
          builder.make('Type', kind),
          builder.make('Order', order),
          builder.make('RunOrder', 'PSNotConfigured'),
        );
      }
    }
  }
  return builder.finish();
}
