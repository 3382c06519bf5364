import { Gpm, type GpmGpo } from '../../lib';
import { MockForest } from '../../lib/mock/forest';
import { newGuid, snapshot } from '../backups/support';
import { eachTest, failure } from './support';

const world = eachTest();

describe('a GPO cannot be backed up out of its folder', () => {
  test.each([
    '..\\..\\..\\evil.txt',
    'C:\\evil.txt',
    '/evil.txt',
    'Machine\\..\\..\\..\\..\\evil.txt',
    'NUL',
  ])('by a file named %s', async (file) => {
    const disk = snapshot(world.directory);
    const backUp = async (): Promise<unknown> => {
      const forest = new MockForest({
        domains: [
          { name: 'contoso.com', gpos: [{ id: newGuid(), displayName: 'Evil', files: { [file]: 'x' } }] },
        ],
      });
      const gpm = await Gpm.open({ mock: forest });
      try {
        const [evil] = await (await gpm.getDomain()).searchGpos({ displayName: 'Evil' });
        return await (evil as GpmGpo).backup(world.directory);
      } finally {
        await gpm.close();
      }
    };
    expect((await failure(backUp())).message).toContain(file);
    expect(snapshot(world.directory)).toEqual(disk);
  });
});
