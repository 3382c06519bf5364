import { CallAbandoned } from '../../lib/client/com-failure';
import { Hresult } from '../../lib/hresult/codes';
import { HresultError } from '../../lib/hresult/hresult-error';
import { ComServer } from '../../lib/server/com-server';
import { hand, withApartment } from './support';

const server = new ComServer();
const name = 'IGPMGPO::get_DisplayName';

/**
 * A domain with many GPOs. The search waits for this thread, so that what a test asks for behind it is in the queue before
 * the first GPO is read; the last GPO waits for a turn of the event loop, so that what came before is known by then.
 */
function makeDomain(count: number) {
  const last = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return `GPO ${count - 1}`;
  };
  const gpos = Array.from({ length: count }, (_, i) =>
    i === count - 1
      ? server.transient('IGPMGPO3', { get_DisplayName: last })
      : server.transient('IGPMGPO3', {}, { [name]: `GPO ${i}` }),
  );
  return server.publish(
    'IGPMDomain3',
    { SearchGPOs: () => server.publishCollection('IGPMGPOCollection', gpos) },
    { 'IGPMDomain::get_Domain': 'contoso.com' },
  );
}

describe('a large collection', () => {
  test.each([255, 256, 257, 1000])('of %i members is whole, and lets other calls in between', (count) =>
    withApartment(async (apartment) => {
      const domain = hand(apartment, makeDomain(count));
      const order: string[] = [];
      const read = apartment.callAndReadEach(domain, 'IGPMDomain::SearchGPOs', [null], [name]);
      const [rows] = await Promise.all([
        read.finally(() => order.push('read')),
        apartment.call(domain, 'IGPMDomain::get_Domain').finally(() => order.push('call')),
      ]);
      expect(rows.map(({ values }) => values[0])).toEqual(
        Array.from({ length: count }, (_, i) => `GPO ${i}`),
      );
      expect(order).toEqual(count > 256 ? ['call', 'read'] : ['read', 'call']);
    }),
  );

  test('is read no further once the apartment is closed', () =>
    withApartment(async (apartment) => {
      const domain = hand(apartment, makeDomain(1000));
      const read = apartment.callAndReadEach(domain, 'IGPMDomain::SearchGPOs', [null], [name]);
      const failure = expect(read).rejects.toBeInstanceOf(CallAbandoned);
      await apartment.close();
      await failure;
    }));

  test('that breaks off on a later page fails, and gives its members back', () =>
    withApartment(async (apartment) => {
      const collection = server.transient('IGPMGPOCollection', {
        get_Count: () => 1000,
        get_Item: (index) => {
          if (index === 300) throw new HresultError(Hresult.ERROR_DS_SERVER_DOWN, 'Gone.');
          return server.transient('IGPMGPO3', {}, { [name]: 'x' });
        },
      });
      const domain = hand(apartment, server.publish('IGPMDomain3', { SearchGPOs: () => collection }));
      await expect(
        apartment.callAndReadEach(domain, 'IGPMDomain::SearchGPOs', [null], [name]),
      ).rejects.toMatchObject({ hresult: Hresult.ERROR_DS_SERVER_DOWN });
    }));
});
