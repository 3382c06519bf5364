import type { ComObject } from '../../lib/addon/com-object';
import type { ForeignObject } from '../../lib/addon/objects';
import type { Apartment, OperationListener, StatusContent } from '../../lib/client/apartment';
import type { Read, ReadProperties } from '../../lib/client/read';
import { Hresult } from '../../lib/hresult/codes';
import { ComServer } from '../../lib/server/com-server';
import { ServerThread } from '../../lib/server/server-thread';
import { hand, until, withApartment } from './support';

const server = new ComServer();

/** One `Status` call as the client's listener sees it. */
type Told = readonly [numerator: number, denominator: number, hresult: number, payload: unknown];

/** Hands a client's sink to a test, which calls it as a server would. */
async function withSink(
  run: (sink: ForeignObject, told: Told[], apartment: Apartment) => Promise<void>,
  read: readonly Read[] = [],
): Promise<void> {
  await withApartment(async (apartment) => {
    const sinks: ForeignObject[] = [];
    const told: Told[] = [];
    const client = hand(
      apartment,
      server.publish('IGPMGPO3', {
        Backup: (_directory, _comment, sink) => {
          if (sink) sinks.push(sink.keep());
          return { result: null };
        },
      }),
    );
    let released = false;
    const listener: OperationListener = {
      status: (...call) => void told.push(call),
      returned: () => {},
      released: () => {
        released = true;
      },
    };
    const operation = apartment.startOperation(client, 'IGPMGPO::Backup', ['x', ''], listener, read);
    await until('the sink arrived', () => sinks.length === 1);
    const sink = sinks[0] as ForeignObject;
    try {
      await run(sink, told, apartment);
    } finally {
      sink.release();
      await until('the sink was released', () => released);
      operation.forget();
    }
  });
}

test.each([false, true])('calls Status from a thread of its own; through Invoke: %p', (late) =>
  withSink(async (sink, told, apartment) => {
    const thread = new ServerThread();
    expect(await thread.status(sink, 1, 3, 0, undefined, null, { late })).toBe(0);
    const messages = server.publishCollection('IGPMStatusMsgCollection', [
      server.transient(
        'IGPMStatusMessage',
        {},
        {
          'IGPMStatusMessage::get_Message': 'Mind the gap.',
          'IGPMStatusMessage::get_ObjectPath': 'CN=x',
          'IGPMStatusMessage::get_ExtensionName': 'Security',
          'IGPMStatusMessage::get_SettingsName': 'S-1-1-0',
          'IGPMStatusMessage::ErrorCode': 0x80070005 | 0,
          'IGPMStatusMessage::OperationCode': 0x80230af5 | 0,
        },
      ),
    ]);
    expect(await thread.status(sink, 2, 3, 0x80070005, 'report', messages, { late })).toBe(0);
    const trustee = server.transient('IGPMTrustee', {}, { 'IGPMTrustee::get_TrusteeName': 'ann' });
    expect(await thread.status(sink, 3, 3, 0, trustee, null, { late })).toBe(0);
    await until('all arrived', () => told.length === 3);
    expect(told[0]).toEqual([1, 3, 0, undefined]);
    expect(told[1]).toEqual([
      2,
      3,
      0x80070005,
      {
        value: 'report',
        messages: [
          {
            message: 'Mind the gap.',
            objectPath: 'CN=x',
            extensionName: 'Security',
            settingsName: 'S-1-1-0',
            errorCode: 0x80070005,
            operationCode: 0x80230af5,
          },
        ],
      },
    ]);
    const [, , , payload] = told[2] as Told;
    const { value } = payload as { value: ComObject<'IGPMTrustee'> };
    expect(await apartment.call(value, 'IGPMTrustee::get_TrusteeName')).toEqual(['ann']);
    expect([messages.isHeld, trustee.isHeld]).toEqual([false, false]);
    await thread.close();
  }),
);

test('what the operation reads of a result is read while Status runs', () => {
  const read = ['IGPMTrustee::get_TrusteeName', 'IGPMTrustee::get_TrusteeSid'] as const;
  return withSink(async (sink, told, apartment) => {
    const thread = new ServerThread();
    let asked = 0;
    const trustee = server.transient('IGPMTrustee', {
      get_TrusteeName: () => {
        asked++;
        return 'ann';
      },
    });
    expect(await thread.status(sink, 3, 3, 0, trustee, null)).toBe(0);
    expect(asked).toBe(1);
    expect(await thread.status(sink, 3, 3, 0, 'text', null)).toBe(0);
    await until('both arrived', () => told.length === 2);
    const content = told[0]?.[3] as StatusContent;
    expect(content.read?.object).toBe(content.value);
    const [name, sid] = content.read?.values ?? [];
    expect(name).toBe('ann');
    expect(sid).toMatchObject({ method: read[1], hresult: Hresult.E_NOTIMPL });
    expect(told[1]?.[3]).toEqual({ messages: [], value: 'text' });
    expect(await apartment.call(content.value as ComObject, read[0])).toEqual(['ann']);
    await thread.close();
  }, read);
});

test('what is read further of a result is read while Status runs, too', () => {
  const name = 'IGPMTrustee::get_TrusteeName';
  const trustee: Read = { method: 'IGPMPermission::get_Trustee', read: [name] };
  return withSink(
    async (sink, told, apartment) => {
      const thread = new ServerThread();
      const permission = server.transient(
        'IGPMPermission',
        {},
        { 'IGPMPermission::get_Trustee': server.transient('IGPMTrustee', {}, { [name]: 'ann' }) },
      );
      const security = server.publishCollection('IGPMSecurityInfo', [permission]);
      const gpo = server.transient('IGPMGPO3', {}, { 'IGPMGPO::GetSecurityInfo': security });
      expect(await thread.status(sink, 3, 3, 0, gpo, null)).toBe(0);
      await until('it arrived', () => told.length === 1);
      const content = told[0]?.[3] as StatusContent;
      const [permissions] = (content.read as ReadProperties).values as [readonly ReadProperties[]];
      const found = permissions[0]?.values[0] as ReadProperties;
      expect(found.values).toEqual(['ann']);
      expect(await apartment.call(found.object, name)).toEqual(['ann']);
      await thread.close();
    },
    [{ method: 'IGPMGPO::GetSecurityInfo', each: true, read: [trustee] }],
  );
});

test('a flood arrives up to its end', () =>
  withSink(async (sink, told) => {
    const thread = new ServerThread();
    expect(await thread.flood(sink, 20_000, 20_001)).toBe(0);
    await until('the last arrived', () => told.at(-1)?.[0] === 20_000);
    const numerators = told.map(([numerator]) => numerator);
    expect(numerators).toEqual([...numerators].sort((a, b) => a - b));
    await thread.close();
  }));

test('a call of an object that was given back fails with an HRESULT', () =>
  withSink(async (sink) => {
    const thread = new ServerThread();
    sink.release();
    expect(await thread.status(sink, 1, 1)).toBeGreaterThanOrEqual(0x80000000);
    await thread.close();
  }));

test('a closed thread makes no more calls', () =>
  withSink(async (sink) => {
    const thread = new ServerThread();
    const last = thread.status(sink, 1, 2);
    await thread.close();
    await thread.close();
    expect(await last).toBe(0);
    await expect(thread.status(sink, 2, 2)).rejects.toThrow('closed');
  }));
