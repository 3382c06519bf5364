import { GpmError } from '../../lib';
import type { ComObject } from '../../lib/addon/com-object';
import { GpmBackup } from '../../lib/api/gpm-backup';
import { GpmGpo } from '../../lib/api/gpm-gpo';
import { Session } from '../../lib/api/session';
import type { Apartment } from '../../lib/client/apartment';
import type { ReadProperties } from '../../lib/client/read';
import type { MethodName } from '../../lib/generated/gpmgmt';
import { failure } from './support';

const GOOD: Partial<Record<MethodName, unknown>> = {
  'IGPMGPO::get_ID': '{31B2F340-016D-11D2-945F-00C04FB984F9}',
  'IGPMGPO::get_DisplayName': 'Baseline',
};
// What VT_DATE becomes that is no Date of JavaScript.
const DATELESS = { ...GOOD, 'IGPMGPO::get_CreationTime': new Date(Number.NaN) };
// What a null BSTR becomes.
const NAMELESS = { ...GOOD, 'IGPMGPO::get_ID': '', 'IGPMGPO::get_DisplayName': 'Nameless' };

const released: unknown[] = [];
const root = {} as ComObject;

function gpo(properties: Partial<Record<MethodName, unknown>>): ReadProperties {
  const object = { release: () => void released.push(properties) } as unknown as ComObject;
  return { object, values: GpmGpo.kind.reads.map((method) => properties[method as MethodName] ?? 0) };
}

/** A session of which every call gives these GPOs, or the first. */
function session(...gpos: ReadProperties[]): Session {
  const apartment = {
    callAndReadEach: async () => gpos,
    callAndRead: async () => gpos[0],
    close: async () => {},
  } as unknown as Apartment;
  return new Session(apartment, root, 'com', 1000, undefined);
}

test('an object with a value that is unusable is left out of a list, with a warning', async () => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const all = session(gpo(NAMELESS), gpo(GOOD), gpo(DATELESS));
  const found = await all.list('search', GpmGpo.kind, root, 'IGPMDomain::SearchGPOs', root as never);
  expect(found.map(({ displayName }) => displayName)).toEqual(['Baseline']);
  expect(released).toEqual([NAMELESS, DATELESS]);
  expect(warned.mock.calls).toEqual([
    [
      "An object was left out (search): IGPMGPO::get_ID of the IGPMGPO 'Nameless' succeeded, but gave no id.",
      { type: 'GpmWarning', code: 'E_POINTER' },
    ],
    [
      `An object was left out (search): IGPMGPO::get_CreationTime of the IGPMGPO '${GOOD['IGPMGPO::get_ID']}' succeeded, but gave a date that is out of range.`,
      { type: 'GpmWarning', code: 'DISP_E_OVERFLOW' },
    ],
  ]);
  warned.mockRestore();
});

test.each([
  ['DISP_E_OVERFLOW', 'IGPMGPO::get_CreationTime', 'a date that is out of range', DATELESS],
  ['E_POINTER', 'IGPMGPO::get_ID', 'no id', NAMELESS],
])('alone it is an error: %s', async (code, operation, what, properties) => {
  const only = session(gpo(properties));
  const error = await failure(only.get('find it', GpmGpo.kind, root, 'IGPMDomain::GetGPO', 'x'));
  expect(error).toBeInstanceOf(GpmError);
  expect(error).toMatchObject({ code, operation });
  expect(error.message).toContain(
    `Could not find it: ${operation} succeeded, but gave ${what} (${code}, 0x8`,
  );
});

test('the ids of others are ids, too', () => {
  const values = GpmBackup.kind.reads.map((method) => (String(method).endsWith('GPOID') ? '' : 'x'));
  expect(() => GpmBackup.kind.values({} as Session, { object: root, values })).toThrow(
    expect.objectContaining({ method: 'IGPMBackup::get_GPOID', what: 'no id' }),
  );
});
