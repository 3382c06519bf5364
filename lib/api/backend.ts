import type { ComObject } from '../addon/com-object';
import { useAddon } from '../addon/loader';
import { Served } from '../addon/objects';
import { Apartment } from '../client/apartment';
import { Hresult } from '../hresult/codes';
import { GpmError, loadTexts } from '../hresult/gpm-error';
import type { MockForest } from '../mock/forest';
import { options } from '../validate/plain-object';
import { absolutePath, oneOf, show } from '../validate/values';
import { inWords, Session } from './session';

/** Options of {@link Gpm.open}. */
export interface OpenOptions {
  /**
   * `com`: the Group Policy Management Console's own server, on Windows. `mock`: the forest given as `mock`. `auto`,
   * the default: the mock where one is given, else `com`.
   */
  readonly backend?: 'auto' | 'com' | 'mock' | undefined;
  /** The forest of a mock, from `gpmc/mock`; with `backend: 'mock'` a new `MockForest()` where it is left out. */
  readonly mock?: MockForest | undefined;
  /** The apartment in which COM calls are made on Windows; `sta`, as in the console, unless told otherwise. */
  readonly apartment?: 'sta' | 'mta' | undefined;
  /**
   * How many milliseconds a cancelled operation may take to end before it is given up: 0 to 2147483647, 5000 unless
   * told otherwise. `close()` waits as long.
   */
  readonly cancelGrace?: number | undefined;
  /**
   * The file of the native addon, `gpmc.node`, where it cannot be found: in bundled programs and single executables. The
   * variable `GPMC_ADDON` names it as well. A process has one addon: the first that is loaded.
   */
  readonly addon?: string | undefined;
}

let makeDefaultForest = (): MockForest => {
  throw new TypeError("backend 'mock' needs a forest: { mock: new MockForest() }.");
};

/** Says how the forest of `backend: 'mock'` is made where none is given. The mock itself is loaded by then only. */
export function useDefaultForest(make: () => MockForest): void {
  makeDefaultForest = make;
}

const OPTIONS = ['backend', 'mock', 'apartment', 'cancelGrace', 'addon'] as const;
/** The longest time that a timer of Node.js takes. */
const LONGEST = 2 ** 31 - 1;

/** Makes the session of a new `Gpm`. */
export async function openSession(given: OpenOptions | undefined): Promise<Session> {
  loadTexts();
  if (typeof (given as { connect?: unknown } | undefined)?.connect === 'function') {
    throw new TypeError('Gpm.open takes options, not a forest: give it as Gpm.open({ mock: forest }).');
  }
  const {
    backend = 'auto',
    mock,
    apartment = 'sta',
    cancelGrace = 5000,
    addon,
  } = options(given, 'The options of Gpm.open', OPTIONS);
  oneOf(backend, 'backend', ['auto', 'com', 'mock']);
  oneOf(apartment, 'apartment', ['sta', 'mta']);
  if (typeof cancelGrace !== 'number')
    throw new TypeError(`cancelGrace must be a number, not ${show(cancelGrace)}.`);
  if (!(cancelGrace >= 0 && cancelGrace <= LONGEST)) {
    throw new RangeError(`cancelGrace must be from 0 to ${LONGEST} milliseconds, but is ${cancelGrace}.`);
  }
  if (mock !== undefined && typeof mock?.connect !== 'function') {
    throw new TypeError(`mock must be a MockForest of gpmc/mock, not ${show(mock)}.`);
  }
  if (backend === 'com' && mock) throw new TypeError("backend 'com' does not use a mock: give one of them.");
  if (addon !== undefined) useAddon(absolutePath(addon, 'addon'));
  const forest = mock ?? (backend === 'mock' ? makeDefaultForest() : undefined);
  return forest ? openMock(forest, apartment, cancelGrace) : openCom(backend, apartment, cancelGrace);
}

async function openMock(mock: MockForest, model: 'sta' | 'mta', cancelGrace: number): Promise<Session> {
  const connection = mock.connect();
  if (!(connection.root instanceof Served)) {
    await (connection as { close(): Promise<void> }).close();
    throw new TypeError(
      'mock is a MockForest of another copy of gpmc than this Gpm: several are installed, or a test runner has loaded ' +
        'the modules anew in between. Take Gpm and MockForest from the same one.',
    );
  }
  const apartment = new Apartment(model);
  return new Session(apartment, apartment.adopt(connection.root), 'mock', cancelGrace, connection);
}

async function openCom(backend: string, model: 'sta' | 'mta', cancelGrace: number): Promise<Session> {
  if (process.platform !== 'win32') throw notWindows(backend);
  const apartment = new Apartment(model);
  let root: ComObject;
  try {
    root = await apartment.activate();
  } catch (error) {
    await apartment.close();
    throw inWords('start Group Policy Management', error);
  }
  return new Session(apartment, root, 'com', cancelGrace, undefined);
}

function notWindows(backend: string): GpmError {
  const why =
    backend === 'com'
      ? "backend 'com' is the Group Policy Management Console of Windows"
      : 'the Group Policy Management Console exists on Windows only, and no mock was given';
  return new GpmError(
    `Could not open Group Policy Management: ${why}, and this is ${process.platform}. ` +
      "Run it on Windows, or use a mock forest: Gpm.open({ mock: new MockForest() }) with MockForest from 'gpmc/mock'.",
    {
      code: 'REGDB_E_CLASSNOTREG',
      hresult: Hresult.REGDB_E_CLASSNOTREG,
      operation: 'CoCreateInstance(CLSID_GPM)',
    },
  );
}
