import type { SysvolFile } from '../backups/types';
import { equalIgnoringCase } from '../files/text';
import type { XmlElement } from '../files/xml/tree';
import { parseIni, sectionEntries } from '../settings/ini';
import { parseScripts, type Script } from '../settings/scripts-ini';
import { ExtensionBuilder } from './xml-builder';

/** scripts.ini and psscripts.ini: commands in the order they run. */
export function scriptsSection(
  files: readonly SysvolFile[],
  read: (file: SysvolFile) => string,
  number: number,
): XmlElement {
  const builder = new ExtensionBuilder('Scripts', 'Scripts', 'Scripts', number);
  const sorted = [...files].sort((a, b) => a.path.length - b.path.length); // psscripts.ini is the longer name
  const scripts = sorted.flatMap((file) => {
    const text = read(file);
    const runOrder = runOrders(text);
    return parseScripts(text).map((script) => ({ ...script, runOrder: runOrder(script.type) }));
  });
  for (const { type, order, command, parameters, runOrder } of scripts) {
    builder.add(
      'Script',
      builder.make('Command', command),
      builder.make('Parameters', parameters || undefined),
      builder.make('Type', type),
      builder.make('Order', order),
      builder.make('RunOrder', runOrder),
    );
  }
  return builder.finish();
}

/** Whether PowerShell scripts run before or after the others, which a psscripts.ini can say for start and end. */
function runOrders(text: string): (type: Script['type']) => string {
  const config = sectionEntries(parseIni(text), 'ScriptsConfig');
  return (type) => {
    const name = type === 'Startup' || type === 'Logon' ? 'StartExecutePSFirst' : 'EndExecutePSFirst';
    const value = config.find((entry) => equalIgnoringCase(entry.name, name))?.value;
    if (value === undefined) return 'PSNotConfigured';
    return equalIgnoringCase(value, 'true') ? 'RunPSFirst' : 'RunPSSecond';
  };
}
