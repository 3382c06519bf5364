import { succeededWith } from '../../lib/addon/coded-success';
import { addon } from '../../lib/addon/loader';
import type { Served } from '../../lib/addon/objects';
import type { VariantValue } from '../../lib/addon/values';
import { ComFailure } from '../../lib/client/com-failure';
import type { Read, ReadProperties } from '../../lib/client/read';
import { Hresult } from '../../lib/hresult/codes';
import { HresultError } from '../../lib/hresult/hresult-error';
import { ComServer } from '../../lib/server/com-server';
import { hand, until, withApartment } from './support';

const server = new ComServer();

const trustee: Read = { method: 'IGPMPermission::get_Trustee', read: ['IGPMTrustee::get_TrusteeName'] };
const permissions: Read = {
  method: 'IGPMGPO::GetSecurityInfo',
  each: true,
  read: ['IGPMPermission::get_Denied', trustee],
};
const filter: Read = { method: 'IGPMGPO::GetWMIFilter', read: ['IGPMWMIFilter::get_Name'] };

function makeTrustee(name: string) {
  return server.transient('IGPMTrustee', {}, { 'IGPMTrustee::get_TrusteeName': name });
}

function makeSecurity(names: readonly string[]) {
  const items = names.map((name) =>
    server.transient(
      'IGPMPermission',
      {},
      { 'IGPMPermission::get_Denied': name === 'bob', 'IGPMPermission::get_Trustee': makeTrustee(name) },
    ),
  );
  return server.publishCollection('IGPMSecurityInfo', items);
}

function makeGpo(name: string, names: readonly string[]) {
  return server.transient(
    'IGPMGPO3',
    {},
    {
      'IGPMGPO::get_DisplayName': name,
      'IGPMGPO::GetSecurityInfo': makeSecurity(names),
      'IGPMGPO::GetWMIFilter': succeededWith<VariantValue>(Hresult.S_FALSE, null),
    },
  );
}

/** What was read without the objects, and the objects. */
function told(values: readonly unknown[], objects: ReadProperties['object'][]): unknown[] {
  const tell = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(tell);
    if (value instanceof ComFailure) return [value.method, value.hresult];
    if (typeof value !== 'object' || value === null) return value;
    const read = value as ReadProperties;
    objects.push(read.object);
    return read.values.map(tell);
  };
  return values.map(tell);
}

describe('what is read further', () => {
  test('comes in one hop, whole, and can be released', () =>
    withApartment(async (apartment) => {
      const served = [makeGpo('A', ['ann', 'bob']), makeGpo('B', []), makeGpo('C', ['eve'])];
      const domain = hand(
        apartment,
        server.publish('IGPMDomain3', {
          SearchGPOs: () => server.publishCollection('IGPMGPOCollection', served),
        }),
      );
      const before = addon().counters();
      const rows = await apartment.callAndReadEach(
        domain,
        'IGPMDomain::SearchGPOs',
        [null],
        ['IGPMGPO::get_DisplayName', permissions, filter],
      );
      const objects: ReadProperties['object'][] = [];
      expect(told(rows, objects)).toEqual([
        [
          'A',
          [
            [false, ['ann']],
            [true, ['bob']],
          ],
          null,
        ],
        ['B', [], null],
        ['C', [[false, ['eve']]], null],
      ]);
      expect(objects).toHaveLength(9);
      expect(new Set(objects).size).toBe(9);
      const last = objects.at(-1);
      expect(await apartment.call(last as never, 'IGPMTrustee::get_TrusteeName')).toEqual(['eve']);
      for (const object of objects) object.release();
      await until('all are given back', () => addon().counters().objects <= before.objects - 9);
    }));

  test('may be a failure or null beside what could be read', () =>
    withApartment(async (apartment) => {
      const refuse = (): never => {
        throw new HresultError(Hresult.E_ACCESSDENIED, 'Not for you.');
      };
      const gpo = hand(
        apartment,
        server.publish('IGPMGPO3', {
          get_DisplayName: () => 'A',
          GetSecurityInfo: refuse,
          GetWMIFilter: () => server.transient('IGPMWMIFilter', { get_Name: refuse }),
        }),
      );
      const objects: ReadProperties['object'][] = [];
      const { values } = await apartment.read(gpo, [permissions, filter, 'IGPMGPO::get_DisplayName']);
      expect(told(values, objects)).toEqual([
        ['IGPMGPO::GetSecurityInfo', Hresult.E_ACCESSDENIED],
        [['IGPMWMIFilter::get_Name', Hresult.E_ACCESSDENIED]],
        'A',
      ]);
      expect(objects).toHaveLength(1);
    }));

  test('is a failure where a collection breaks off, and its members are given back', () =>
    withApartment(async (apartment) => {
      const gpo = hand(
        apartment,
        server.publish('IGPMGPO3', {
          GetSecurityInfo: () =>
            server.transient('IGPMSecurityInfo', {
              get_Count: () => 2 ** 31 - 1,
              get_Item: (index) => {
                if (index > 3) throw new HresultError(Hresult.E_INVALIDARG, 'There is none.');
                return server.transient('IGPMPermission', {}, { 'IGPMPermission::get_Denied': false });
              },
            }),
          get_DisplayName: () => 'A',
        }),
      );
      const before = addon().counters();
      const row = await apartment.callAndRead(
        hand(
          apartment,
          server.publish('IGPMDomain3', {
            CreateGPO: () => makeGpo('B', ['ann']) as Served as Served<'IGPMGPO'>,
          }),
        ),
        'IGPMDomain::CreateGPO',
        [],
        [permissions],
      );
      const { values } = await apartment.read(gpo, [permissions, 'IGPMGPO::get_DisplayName']);
      expect(told(values, [])).toEqual([['IGPMGPO::GetSecurityInfo', Hresult.E_INVALIDARG], 'A']);
      const objects: ReadProperties['object'][] = [];
      expect(told([row], objects)).toEqual([[[[false, ['ann']]]]]);
      for (const object of objects) object.release();
      // What stays is the domain's object, which was handed over meanwhile.
      await until('the members are given back', () => addon().counters().objects <= before.objects + 1);
    }));
});
