import path from 'node:path';
import { processorTime } from './backup-directory';

const library = path.resolve(__dirname, '../../dist');
const { Gpm } = require(library);
const { MockForest } = require(path.join(library, 'mock'));

/** What one report cost. */
export interface ReportCost {
  /** Milliseconds of processor time. */
  cpu: number;
  /** Mebibytes: the most that the process had resident until its end. */
  peak: number;
}

/** Makes the HTML report of a GPO whose registry.pol has so many bytes, of values of usual lengths. */
export async function htmlReport(bytes: number): Promise<ReportCost> {
  const files = { 'Machine\\registry.pol': registryPol(bytes) };
  const forest = new MockForest({
    domains: [{ name: 'contoso.com', defaultPolicies: false, gpos: [{ displayName: 'Large', files }] }],
  });
  const gpm = await Gpm.open({ mock: forest });
  const [gpo] = await (await gpm.getDomain()).searchGpos();
  const cpu = await processorTime(() => gpo.generateReport('html'));
  await gpm.close();
  return { cpu, peak: process.resourceUsage().maxRSS / 1024 };
}

/** `[key;value;type;size;data]` of REG_DWORD, as long as the file may become. */
function registryPol(bytes: number): Buffer {
  const settings = [Buffer.from('PReg\x01\0\0\0', 'latin1')];
  for (let size = 8, index = 0; ; index += 1) {
    const names = `[Software\\Policies\\Contoso\\Area${index % 100}\0;Value${index}\0;`;
    const setting = Buffer.concat([
      Buffer.from(names, 'utf16le'),
      Buffer.from([4, 0, 0, 0, 0x3b, 0, 4, 0, 0, 0, 0x3b, 0, 1, 0, 0, 0, 0x5d, 0]),
    ]);
    size += setting.length;
    if (size > bytes) return Buffer.concat(settings);
    settings.push(setting);
  }
}
