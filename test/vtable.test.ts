import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Description, InterfaceDescription, MethodDescription } from '../tools/generate/description';
import { readDescription } from '../tools/generate/files';
import { CPP_FOLDER, generate } from '../tools/generate/generate';
import { modelOf } from '../tools/generate/model';
import { compile, findToolchain, ROOT, readSlots, type Toolchain } from './vtable/compiler';
import {
  MINGW_SECTION,
  mingwProbe,
  OWN_SECTION,
  ownProbe,
  sharedInterfaces,
  slotDifferences,
} from './vtable/probe';

const description = readDescription(ROOT);
const model = modelOf(description);
const shared = sharedInterfaces(model);
const sharedMethods = shared.flatMap((item) => item.methods);

const native = findToolchain(
  [
    { compiler: 'g++', objcopy: 'objcopy' },
    { compiler: 'clang++', objcopy: 'objcopy' },
  ],
  'cstdint',
);
const mingw = findToolchain(
  [
    { compiler: 'x86_64-w64-mingw32-g++-posix', objcopy: 'x86_64-w64-mingw32-objcopy' },
    { compiler: 'x86_64-w64-mingw32-g++', objcopy: 'x86_64-w64-mingw32-objcopy' },
  ],
  'gpmgmt.h',
);

const folder = mkdtempSync(join(tmpdir(), 'gpmc-vtable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with a `gpmgmt.h` that is generated from a changed description. */
function variant(name: string, change: (interfaces: Map<string, InterfaceDescription>) => void): string {
  const changed = structuredClone(description) as Description;
  change(new Map(changed.interfaces.map((item) => [item.name, item])));
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, 'gpmgmt.h'), generate(changed).get(`${CPP_FOLDER}/gpmgmt.h`) as string);
  return place;
}

/** IGPMGPO's get_DisplayName and get_Path, alike but for their slots, change places. */
function swapped(name: string): string {
  return variant(name, (interfaces) => {
    const methods = interfaces.get('IGPMGPO')?.methods as MethodDescription[];
    const a = methods.findIndex((method) => method.cppName === 'get_DisplayName');
    const b = methods.findIndex((method) => method.cppName === 'get_Path');
    const [first, second] = [methods[a]!, methods[b]!];
    [methods[a], methods[b]] = [
      { ...second, slot: first.slot },
      { ...first, slot: second.slot },
    ];
  });
}

const SWAPPED = ['IGPMGPO::get_DisplayName is in slot 9 of', 'IGPMGPO::get_Path is in slot 7 of'];

function objectOf(tools: Toolchain, place: string, source: string): string {
  const result = compile(tools, place, 'probe', source);
  if ('errors' in result) throw new Error(result.errors);
  return result.object;
}

/** The suite for a toolchain; where it is missing, a skipped one whose name says so. */
function suite(
  name: string,
  tools: Toolchain | undefined,
  missing: string,
  tests: (tools: Toolchain) => void,
): void {
  if (tools) describe(`${name} (${tools.compiler})`, () => tests(tools));
  else {
    console.warn(`Skipped: ${name}: ${missing}`);
    describe.skip(`${name}: ${missing}`, () => tests({ compiler: '', objcopy: '' }));
  }
}

suite('our declarations', native, 'g++ or clang++, and objcopy, are not installed', (tools) => {
  test('each of the 333 methods is in the described slot', () => {
    const slots = readSlots(tools, objectOf(tools, folder, ownProbe(model)), OWN_SECTION);
    expect(slots).toHaveLength(333);
    expect(slotDifferences(model.methods, slots, 'our header')).toEqual([]);
  });

  test('two methods that changed places are found', () => {
    const slots = readSlots(tools, objectOf(tools, swapped('own-swapped'), ownProbe(model)), OWN_SECTION);
    expect(slotDifferences(model.methods, slots, 'our header')).toEqual(SWAPPED.map(expect.stringContaining));
  });
});

suite(
  "beside mingw-w64's gpmgmt.h",
  mingw,
  'x86_64-w64-mingw32-g++ with its gpmgmt.h is not installed',
  (tools) => {
    test('the 30 shared interfaces have the same signatures and slots in both', () => {
      expect(shared).toHaveLength(30);
      const object = objectOf(tools, folder, mingwProbe(model));
      const own = readSlots(tools, object, OWN_SECTION);
      const theirs = readSlots(tools, object, MINGW_SECTION);
      expect(slotDifferences(sharedMethods, own, 'our header')).toEqual([]);
      expect(slotDifferences(sharedMethods, theirs, "mingw-w64's header")).toEqual([]);
      expect(own).toEqual(theirs);
    });

    test('two methods that changed places are found', () => {
      const object = objectOf(tools, swapped('mingw-swapped'), mingwProbe(model));
      const own = readSlots(tools, object, OWN_SECTION);
      expect(slotDifferences(sharedMethods, own, 'our header')).toEqual(SWAPPED.map(expect.stringContaining));
      expect(own).not.toEqual(readSlots(tools, object, MINGW_SECTION));
    });

    test('a parameter of another type is found', () => {
      const place = variant('mingw-signature', (interfaces) => {
        const methods = interfaces.get('IGPMDomain')?.methods ?? [];
        const flags = methods.flatMap(({ params }) => params).find(({ name }) => name === 'lDCFlags');
        (flags as { type: string }).type = 'VARIANT_BOOL';
      });
      const result = compile(tools, place, 'probe', mingwProbe(model));
      const errors = 'errors' in result ? result.errors : '';
      const failures = [...errors.matchAll(/static assertion failed: (.*)/g)].map(([, what]) => what);
      expect(failures).toEqual(['IGPMDomain::RestoreGPO differs']);
    });
  },
);
