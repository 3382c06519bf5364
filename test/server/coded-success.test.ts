import { succeededWith } from '../../lib/addon/coded-success';
import type { ComObject } from '../../lib/addon/com-object';
import type { VariantValue } from '../../lib/addon/values';
import type { MethodName } from '../../lib/generated/gpmgmt';
import { Hresult } from '../../lib/hresult/codes';
import { ComServer } from '../../lib/server/com-server';
import { hand, withApartment } from './support';

const server = new ComServer();

describe('a success code', () => {
  const told = 0x00040123;

  test('reaches the client with the out values, and with none', () =>
    withApartment(async (apartment) => {
      const asked: string[] = [];
      const client = hand(
        apartment,
        server.publish('IGPMGPO3', {
          get_DisplayName: () => succeededWith(told, 'Baseline'),
          get_ID: async () => succeededWith(Hresult.S_FALSE, '{id}'),
          GetWMIFilter: () => succeededWith(Hresult.S_FALSE, null),
          GetSecurityInfo: () => succeededWith(told, server.publishCollection('IGPMSecurityInfo', [])),
          Delete: () => succeededWith(Hresult.S_FALSE, undefined),
          get_Path: () => {
            asked.push('path');
            return 'CN=x';
          },
        }),
      );
      const call = (method: MethodName) => apartment.callWithCode(client, method);
      expect(await call('IGPMGPO::get_DisplayName')).toEqual({ hresult: told, outs: ['Baseline'] });
      expect(await call('IGPMGPO::get_ID')).toEqual({ hresult: Hresult.S_FALSE, outs: ['{id}'] });
      expect(await call('IGPMGPO::GetWMIFilter')).toEqual({ hresult: Hresult.S_FALSE, outs: [null] });
      expect(await call('IGPMGPO::Delete')).toEqual({ hresult: Hresult.S_FALSE, outs: [] });
      expect(await call('IGPMGPO::get_Path')).toEqual({ hresult: Hresult.S_OK, outs: ['CN=x'] });
      const info = await apartment.callWithCode(client, 'IGPMGPO::GetSecurityInfo');
      expect(info.hresult).toBe(told);
      expect(await apartment.call(info.outs[0], 'IGPMSecurityInfo::get_Count')).toEqual([0]);
      expect(await apartment.call(client, 'IGPMGPO::GetWMIFilter')).toEqual([null]);
    }));

  test('reaches a client that reads what it is given', () =>
    withApartment(async (apartment) => {
      const filter = () =>
        server.transient('IGPMWMIFilter', {}, { 'IGPMWMIFilter::get_Name': succeededWith(told, 'Laptops') });
      const client = hand(
        apartment,
        server.publish(
          'IGPMGPO3',
          {},
          { 'IGPMGPO::GetWMIFilter': succeededWith<VariantValue>(Hresult.S_FALSE, null) },
        ),
      );
      const read = () =>
        apartment.callAndReadWithCode(client, 'IGPMGPO::GetWMIFilter', [], ['IGPMWMIFilter::get_Name']);
      expect(await read()).toEqual({ hresult: Hresult.S_FALSE, read: undefined });
      const other = hand(
        apartment,
        server.publish('IGPMGPO3', {}, { 'IGPMGPO::GetWMIFilter': succeededWith(told, filter()) }),
      );
      const { hresult, read: found } = await apartment.callAndReadWithCode(
        other,
        'IGPMGPO::GetWMIFilter',
        [],
        ['IGPMWMIFilter::get_Name'],
      );
      expect(hresult).toBe(told);
      expect(found?.values).toEqual(['Laptops']);
      expect(await apartment.callWithCode(found?.object as ComObject, 'IGPMWMIFilter::get_Name')).toEqual({
        hresult: told,
        outs: ['Laptops'],
      });
    }));

  test('of a constant can be changed', () =>
    withApartment(async (apartment) => {
      const served = server.publish('IGPMTrustee', {}, { 'IGPMTrustee::get_TrusteeName': 'ann' });
      const client = apartment.adopt(served);
      const call = () => apartment.callWithCode(client, 'IGPMTrustee::get_TrusteeName');
      expect(await call()).toEqual({ hresult: Hresult.S_OK, outs: ['ann'] });
      server.update(served, 'IGPMTrustee::get_TrusteeName', succeededWith(Hresult.S_FALSE, ''));
      expect(await call()).toEqual({ hresult: Hresult.S_FALSE, outs: [''] });
      server.update(served, 'IGPMTrustee::get_TrusteeName', 'bob');
      expect(await call()).toEqual({ hresult: Hresult.S_OK, outs: ['bob'] });
      server.withdraw(served);
    }));

  test('of an asynchronous method goes with its result', () =>
    withApartment(async (apartment) => {
      const result = () => server.transient('IGPMResult', {}, { 'IGPMResult::OverallStatus': 7 });
      const client = hand(
        apartment,
        server.publish('IGPMBackup', {
          GenerateReport: () => succeededWith(told, { result: result() }),
        }),
      );
      const { hresult, outs } = await apartment.callWithCode(client, 'IGPMBackup::GenerateReport', 0);
      expect([hresult, outs.length]).toEqual([told, 1]);
      const datum = await apartment.callWithCode(outs[0] as ComObject, 'IGPMResult::OverallStatus');
      expect(datum).toEqual({ hresult: 7, outs: [] });
    }));

  test('that says failure is refused where it is made', () => {
    expect(() => succeededWith(Hresult.E_FAIL, null)).toThrow('0x80004005 says failure');
  });
});
