import type { ComObject } from '../../lib/bridge/com-object';
import { temporaryFolder, withForest } from './support';

const folder = temporaryFolder();
const description = {
  domains: [
    {
      name: 'contoso.com',
      gpos: [{ displayName: 'Baseline', files: { 'Machine\\Scripts\\scripts.ini': '[Startup]\r\n' } }],
    },
  ],
};

describe('an operation of the mock forest', () => {
  test('tells each step, then N of N with its result', () =>
    withForest(description, async ({ apartment, gpo, start }) => {
      const backup = start(await gpo('Baseline'), 'IGPMGPO::Backup', folder.path, 'nightly');
      await backup.released();
      expect(backup.hresult).toBe(0);
      expect(backup.cancellable).toBe(true);
      const last = backup.told.at(-1);
      expect(backup.told.map(({ numerator }) => numerator)).toEqual(backup.told.map((_, i) => i + 1));
      expect(backup.told.every(({ denominator }) => denominator === backup.told.length)).toBe(true);
      expect(backup.told.every(({ hresult }) => hresult === 0)).toBe(true);
      const value = last?.value as ComObject<'IGPMBackup'>;
      expect(await apartment.call(value, 'IGPMBackup::get_Comment')).toEqual(['nightly']);
      const result = await backup.read();
      expect(result.overall).toBe(0);
      expect(await apartment.call(result.value as ComObject, 'IGPMBackup::get_GPODisplayName')).toEqual([
        'Baseline',
      ]);
    }));
});
