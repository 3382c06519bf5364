import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Gpm, type GpmDomain, type GpmError, type OpenOptions } from '../../lib';
import { addon } from '../../lib/addon/loader';
import { MockForest } from '../../lib/mock/forest';
import { allGivenBack } from '../server/support';

/** The id of a GPO of the forest below. */
export const BASELINE = '{6AC1786C-016F-11D2-945F-00C04FB984AA}';

/** Two domains: contoso.com with settings that refer to its principals and paths, and fabrikam.com. */
const description = {
  domains: [
    {
      name: 'contoso.com',
      controllers: ['DC1', 'DC2'],
      principals: [
        { name: 'ann', type: 'User' as const },
        { name: 'PC1$', type: 'Computer' as const },
        { name: 'Admins', type: 'GlobalGroup' as const },
      ],
      gpos: [
        {
          displayName: 'Baseline',
          id: BASELINE,
          description: 'for all computers',
          userEnabled: false,
          permissions: [{ trustee: 'CONTOSO\\Admins', permission: 'edit' as const }],
          files: {
            'Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf':
              '[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n[Privilege Rights]\r\nSeShutdownPrivilege = CONTOSO\\Admins\r\n',
          },
        },
        { displayName: 'Laptops' },
      ],
    },
    { name: 'fabrikam.com' },
  ],
};

/** What a test works with. */
export interface World {
  forest: MockForest;
  gpm: Gpm;
  domain: GpmDomain;
  /** An empty directory. */
  directory: string;
}

/** Opens a forest for each test, and proves after each that every COM reference was given back. */
export function eachTest(options: Omit<OpenOptions, 'mock'> = {}): World {
  const world = {} as World;
  let before = addon().counters();
  beforeEach(async () => {
    before = addon().counters();
    world.directory = await mkdtemp(path.join(tmpdir(), 'gpmc-api-'));
    world.forest = new MockForest(description as never);
    world.gpm = await Gpm.open({ mock: world.forest, ...options });
    world.domain = await world.gpm.getDomain('contoso.com');
  });
  afterEach(async () => {
    await world.gpm.close();
    await rm(world.directory, { recursive: true, force: true });
    await allGivenBack(before);
  });
  return world;
}

/** The error that something rejects with. */
export async function failure(promise: PromiseLike<unknown>): Promise<GpmError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error as GpmError;
  }
  throw new Error(`It did not fail, but gave ${String(value)}.`);
}
