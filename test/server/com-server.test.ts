import { addon } from '../../lib/addon/loader';
import { type ForeignObject, Served } from '../../lib/addon/objects';
import { HresultError } from '../../lib/hresult/hresult-error';
import { ComServer } from '../../lib/server/com-server';
import { implementationOf } from '../../lib/server/registry';
import { hand, until, withApartment } from './support';

const server = new ComServer();

describe('constants', () => {
  test('are answered without asking JavaScript, and can be changed', () =>
    withApartment(async (apartment) => {
      const asked: string[] = [];
      const served = server.publish(
        'IGPMTrustee',
        {
          get_TrusteeDomain: () => {
            asked.push('domain');
            return 'CONTOSO';
          },
        },
        { 'IGPMTrustee::get_TrusteeName': 'ann', 'IGPMTrustee::get_TrusteeType': 1 },
      );
      const client = apartment.adopt(served);
      expect(await apartment.call(client, 'IGPMTrustee::get_TrusteeName')).toEqual(['ann']);
      expect(await apartment.call(client, 'IGPMTrustee::get_TrusteeType')).toEqual([1]);
      expect(asked).toEqual([]);
      server.update(served, 'IGPMTrustee::get_TrusteeName', 'bob');
      expect(await apartment.call(client, 'IGPMTrustee::get_TrusteeName')).toEqual(['bob']);
      expect(await apartment.call(client, 'IGPMTrustee::get_TrusteeDomain')).toEqual(['CONTOSO']);
      expect(asked).toEqual(['domain']);
      server.withdraw(served);
    }));

  test('hold the objects they are given', () =>
    withApartment(async (apartment) => {
      const trustee = server.transient('IGPMTrustee', {}, { 'IGPMTrustee::get_TrusteeName': 'ann' });
      const permission = server.publish('IGPMPermission', {}, { 'IGPMPermission::get_Trustee': trustee });
      expect(trustee.isHeld).toBe(false);
      const client = hand(apartment, permission);
      const [inner] = await apartment.call(client, 'IGPMPermission::get_Trustee');
      expect(await apartment.call(inner, 'IGPMTrustee::get_TrusteeName')).toEqual(['ann']);
    }));

  test('of every kind arrive as they were', () =>
    withApartment(async (apartment) => {
      const when = new Date('2020-02-29T12:34:56.000Z');
      const gpo = server.publish(
        'IGPMGPO3',
        {},
        {
          'IGPMGPO::get_CreationTime': when,
          'IGPMGPO::IsUserEnabled': true,
          'IGPMGPO::IsComputerEnabled': false,
          'IGPMGPO::get_DisplayName': 'Grüße, 世界 😀',
          'IGPMGPO2::get_Description': '',
          'IGPMGPO::GetWMIFilter': null,
        },
      );
      const row = await apartment.read(hand(apartment, gpo), [
        'IGPMGPO::get_CreationTime',
        'IGPMGPO::IsUserEnabled',
        'IGPMGPO::IsComputerEnabled',
        'IGPMGPO::get_DisplayName',
        'IGPMGPO2::get_Description',
        'IGPMGPO::GetWMIFilter',
      ]);
      expect(new Date(row.values[0] as Date).toISOString()).toBe(when.toISOString());
      expect(row.values.slice(1)).toEqual([true, false, 'Grüße, 世界 😀', '', null]);
    }));
});

describe('questions', () => {
  test('reach the object with their arguments, and its answer the client', () =>
    withApartment(async (apartment) => {
      const client = hand(
        apartment,
        server.publish('IGPM2', {
          CreateTrustee: (name) =>
            server.transient('IGPMTrustee', {}, { 'IGPMTrustee::get_TrusteeName': `<${name}>` }),
          CreatePermission: async (trustee, type, inheritable) => {
            await new Promise((resolve) => setImmediate(resolve));
            return server.transient('IGPMPermission', {
              get_Permission: () => type,
              get_Inheritable: () => inheritable,
              get_Trustee: () =>
                server.transient('IGPMTrustee', {}, { 'IGPMTrustee::get_TrusteeName': trustee }),
            });
          },
        }),
      );
      const [trustee] = await apartment.call(client, 'IGPM::CreateTrustee', 'ann');
      expect(await apartment.call(trustee, 'IGPMTrustee::get_TrusteeName')).toEqual(['<ann>']);
      const [permission] = await apartment.call(client, 'IGPM::CreatePermission', 'bob', 65536, true);
      expect(await apartment.call(permission, 'IGPMPermission::get_Permission')).toEqual([65536]);
      expect(await apartment.call(permission, 'IGPMPermission::get_Inheritable')).toEqual([true]);
    }));

  test('that fail give their HRESULT and text', () =>
    withApartment(async (apartment) => {
      const client = hand(
        apartment,
        server.publish('IGPMTrustee', {
          get_TrusteeName: () => {
            throw new HresultError(0x80070005, 'Not for you.');
          },
          get_TrusteeDomain: () => Promise.reject(new TypeError('A bug.')),
          get_TrusteeSid: () => {
            throw Object.assign(new Error('Success?'), { hresult: 1 });
          },
        }),
      );
      await expect(apartment.call(client, 'IGPMTrustee::get_TrusteeName')).rejects.toMatchObject({
        hresult: 0x80070005,
        message: expect.stringContaining('Not for you.'),
      });
      await expect(apartment.call(client, 'IGPMTrustee::get_TrusteeDomain')).rejects.toMatchObject({
        hresult: 0x8000ffff,
        message: expect.stringContaining('A bug.'),
      });
      await expect(apartment.call(client, 'IGPMTrustee::get_TrusteeSid')).rejects.toMatchObject({
        hresult: 0x8000ffff,
      });
    }));

  test('that no method answers are E_NOTIMPL, and say which', () =>
    withApartment(async (apartment) => {
      const client = hand(apartment, server.publish('IGPMTrustee', {}));
      await expect(apartment.call(client, 'IGPMTrustee::get_TrusteeDSPath')).rejects.toMatchObject({
        hresult: 0x80004001,
        message: expect.stringContaining('IGPMTrustee::get_TrusteeDSPath is not implemented'),
      });
    }));

  test('whose answer is of no type for COM fail, and the client does not hang', () =>
    withApartment(async (apartment) => {
      const client = hand(
        apartment,
        server.publish('IGPMTrustee', { get_TrusteeName: () => Symbol('name') as unknown as string }),
      );
      await expect(apartment.call(client, 'IGPMTrustee::get_TrusteeName')).rejects.toMatchObject({
        hresult: 0x8000ffff,
      });
    }));

  test('pass by the hook first, which can refuse them', () =>
    withApartment(async (apartment) => {
      const seen: unknown[] = [];
      const hooked = new ComServer((method, args) => {
        seen.push([method, ...args]);
        if (args[0] === 'eve') throw new HresultError(0x80070005, 'Not eve.');
        return args[0] === 'late' ? Promise.reject(new HresultError(0x80070057, 'Too late.')) : undefined;
      });
      const client = hand(
        apartment,
        hooked.publish('IGPM2', { CreateTrustee: () => hooked.transient('IGPMTrustee', {}) }),
      );
      await apartment.call(client, 'IGPM::CreateTrustee', 'ann');
      await expect(apartment.call(client, 'IGPM::CreateTrustee', 'eve')).rejects.toMatchObject({
        hresult: 0x80070005,
      });
      await expect(apartment.call(client, 'IGPM::CreateTrustee', 'late')).rejects.toMatchObject({
        hresult: 0x80070057,
      });
      expect(seen).toEqual(['ann', 'eve', 'late'].map((name) => ['IGPM::CreateTrustee', name]));
    }));
});

describe('an asynchronous method', () => {
  test('hears when its caller has been answered, also when it fails', () =>
    withApartment(async (apartment) => {
      const told: string[] = [];
      const error = new HresultError(0x80070005, 'Not now.');
      const client = hand(
        apartment,
        server.publish('IGPMBackup', {
          GenerateReport: (type) =>
            type === 0
              ? { result: null, afterAnswer: () => void told.push('succeeded') }
              : { error, afterAnswer: () => void told.push('failed') },
        }),
      );
      await apartment.call(client, 'IGPMBackup::GenerateReport', 0);
      expect(told).toEqual(['succeeded']);
      await expect(apartment.call(client, 'IGPMBackup::GenerateReport', 1)).rejects.toMatchObject({
        hresult: 0x80070005,
        message: expect.stringContaining('Not now.'),
      });
      expect(told).toEqual(['succeeded', 'failed']);
    }));
});

describe('objects as arguments', () => {
  test('a server knows its own again, also when only the client holds them', () =>
    withApartment(async (apartment) => {
      const given: unknown[] = [];
      const criteriaObject = { Add: () => {} };
      const client = hand(
        apartment,
        server.publish('IGPMDomain3', {
          SearchGPOs: (criteria) => {
            given.push(criteria === null ? null : implementationOf(criteria));
            return server.publishCollection('IGPMGPOCollection', []);
          },
        }),
      );
      const criteria = hand(apartment, server.transient('IGPMSearchCriteria', criteriaObject));
      await apartment.call(client, 'IGPMDomain::SearchGPOs', criteria);
      await apartment.call(client, 'IGPMDomain::SearchGPOs', criteria);
      await apartment.call(client, 'IGPMDomain::SearchGPOs', null as never);
      expect(given[0]).toBe(criteriaObject);
      expect(given[1]).toBe(criteriaObject);
      expect(given[2]).toBeNull();
    }));

  test('arrays of objects arrive as arrays', () =>
    withApartment(async (apartment) => {
      const given: unknown[] = [];
      const client = hand(
        apartment,
        server.publish('IGPMRSOP', { put_PlanningUserWMIFilters: (value) => void given.push(value) }),
      );
      const filter = hand(apartment, server.transient('IGPMWMIFilter', {}));
      await apartment.call(client, 'IGPMRSOP::put_PlanningUserWMIFilters', [filter, filter]);
      expect(given).toHaveLength(1);
      expect((given[0] as unknown[]).every((each) => each instanceof Served)).toBe(true);
      expect(given[0]).toHaveLength(2);
    }));

  test('a foreign object is given back after the answer, unless it is kept', () =>
    withApartment(async (apartment) => {
      const sinks: ForeignObject[] = [];
      const client = hand(
        apartment,
        server.publish('IGPMGPO3', {
          Backup: (_directory, comment, sink) => {
            if (sink) sinks.push(comment === 'keep' ? sink.keep() : sink);
            return { result: null };
          },
        }),
      );
      const events: string[] = [];
      const listener = (name: string) => ({
        status: () => {},
        returned: (hresult: number) => void events.push(`${name} returned ${hresult}`),
        released: () => void events.push(`${name} released`),
      });
      const first = apartment.startOperation(client, 'IGPMGPO::Backup', ['x', 'drop'], listener('drop'));
      await until('the sink was released', () => events.length === 2);
      const second = apartment.startOperation(client, 'IGPMGPO::Backup', ['x', 'keep'], listener('keep'));
      await until('the second call returned', () => events.length === 3);
      expect(sinks).toHaveLength(2);
      sinks[1]?.release();
      sinks[1]?.release();
      await until('the kept sink was released', () => events.length === 4);
      expect([...events].sort()).toEqual([
        'drop released',
        'drop returned 0',
        'keep released',
        'keep returned 0',
      ]);
      first.forget();
      second.forget();
    }));
});

describe('collections', () => {
  test('are counted from 1, and read in one hop', () =>
    withApartment(async (apartment) => {
      const items = ['ann', 'bob'].map((name) =>
        server.transient(
          'IGPMPermission',
          {},
          {
            'IGPMPermission::get_Trustee': server.transient(
              'IGPMTrustee',
              {},
              { 'IGPMTrustee::get_TrusteeName': name },
            ),
            'IGPMPermission::get_Denied': name === 'bob',
          },
        ),
      );
      const client = hand(apartment, server.publishCollection('IGPMSecurityInfo', items));
      expect(await apartment.call(client, 'IGPMSecurityInfo::get_Count')).toEqual([2]);
      const [item] = await apartment.call(client, 'IGPMSecurityInfo::get_Item', 2);
      expect(await apartment.call(item as never, 'IGPMPermission::get_Denied')).toEqual([true]);
      await expect(apartment.call(client, 'IGPMSecurityInfo::get_Item', 0)).rejects.toMatchObject({
        hresult: 0x80070057,
      });
      await expect(apartment.call(client, 'IGPMSecurityInfo::get_Item', 3)).rejects.toMatchObject({
        hresult: 0x80070057,
      });

      const gpo = hand(
        apartment,
        server.publish('IGPMGPO3', {
          GetSecurityInfo: () =>
            server.publishCollection('IGPMSecurityInfo', [
              server.transient('IGPMPermission', {}, { 'IGPMPermission::get_Denied': false }),
            ]),
        }),
      );
      const rows = await apartment.callAndReadEach(
        gpo,
        'IGPMGPO::GetSecurityInfo',
        [],
        ['IGPMPermission::get_Denied'],
      );
      expect(rows.map((row) => row.values)).toEqual([[false]]);
    }));

  test('have what other methods their object has', () =>
    withApartment(async (apartment) => {
      const removed: string[] = [];
      const client = hand(
        apartment,
        server.publishCollection('IGPMSecurityInfo', [], {
          RemoveTrustee: (name) => void removed.push(name),
        }),
      );
      await apartment.call(client, 'IGPMSecurityInfo::RemoveTrustee', 'ann');
      expect(removed).toEqual(['ann']);
    }));
});

describe('lifetimes', () => {
  test('an object lives as long as its client holds it, then what answers for it is dropped', () =>
    withApartment(async (apartment) => {
      const own = new ComServer();
      const served = own.publish('IGPMTrustee', { get_TrusteeName: () => 'ann' });
      const client = apartment.adopt(served);
      own.close();
      own.close();
      expect(await apartment.call(client, 'IGPMTrustee::get_TrusteeName')).toEqual(['ann']);
      client.release();
      await until('it was dropped', () => implementationOf(served) === undefined);
    }));

  test('a closed server publishes nothing', () => {
    const own = new ComServer();
    own.close();
    expect(() => own.publish('IGPMTrustee', {})).toThrow('closed');
  });

  test('an unknown interface is refused', () => {
    expect(() => server.publish('IGPMNothing' as 'IGPM', {})).toThrow(TypeError);
  });

  test('ten thousand objects are given back', () =>
    withApartment(async (apartment) => {
      const items = Array.from({ length: 10_000 }, (_, i) =>
        server.transient('IGPMTrustee', {}, { 'IGPMTrustee::get_TrusteeName': `user ${i}` }),
      );
      const before = addon().counters().objects;
      const client = hand(apartment, server.publishCollection('IGPMSecurityInfo', items));
      expect(await apartment.call(client, 'IGPMSecurityInfo::get_Count')).toEqual([10_000]);
      client.release();
      await until('they are gone', () => addon().counters().objects <= before - 10_000);
    }));
});
