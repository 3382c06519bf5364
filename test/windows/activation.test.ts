import type { OperationsReport } from './clients/operations';
import { type ClientRun, runClient } from './support/client';
import {
  type ApartmentName,
  type JournalLine,
  registerServer,
  type ThreadingModel,
  unregisterServer,
} from './support/server';
import { describeInWine } from './support/wine';

const MODELS: ThreadingModel[] = ['Apartment', 'Both', 'Free', 'none'];
const CLIENTS = ['sta', 'mta'] as const;
const THREADS: ApartmentName[] = ['sta', 'mta', 'none'];
/** The thread goes on as long as its objects are held, or ends behind its last `Status`. */
const PLANS = [...THREADS, 'sta ends', 'mta ends'].flatMap((thread) => [
  thread,
  `${thread} invoke`,
  `${thread} early`,
  `${thread} invoke early`,
]);

/** Where the server's objects live, by the rules of COM. */
function home(model: ThreadingModel, client: 'sta' | 'mta'): ApartmentName {
  if (model === 'Both') return client;
  return model === 'Free' ? 'mta' : 'sta';
}

/** What the server wrote of one operation. */
function journalOf(journal: readonly JournalLine[], plan: string): JournalLine[] {
  const start = journal.findIndex((line) => line.mark === plan);
  const end = journal.findIndex((line, index) => index > start && line.event === 'mark');
  return journal.slice(start + 1, end);
}

const matrix = MODELS.flatMap((model) => CLIENTS.map((client) => ({ model, client }))).flatMap(
  ({ model, client }) => {
    const proxies = { model, client, library: true, where: '' };
    // Without a type library COM makes no proxy: what lives in another apartment than the client's is out of reach.
    const own = home(model, client) === client;
    return own ? [proxies, { model, client, library: false, where: ', without a type library' }] : [proxies];
  },
);

describeInWine('a COM server that is activated as gpmgmt.dll is', () => {
  afterAll(() => unregisterServer());

  describe.each(matrix)('with ThreadingModel $model, called from an $client$where', (cell) => {
    const { model, client, library } = cell;
    let run: ClientRun<OperationsReport>;

    beforeAll(async () => {
      registerServer(model, library);
      run = await runClient<OperationsReport>('operations', [client, ...PLANS]);
    }, 180_000);

    test('reads objects and collections', () => {
      expect(run.report.gpo).toMatchObject({
        id: '{31B2F340-016D-11D2-945F-00C04FB984F9}',
        displayName: 'Default Domain Policy',
        domainName: 'contoso.com',
        creationTime: '2020-02-29T12:00:00.000Z',
        computerVersion: { ds: 4, sysvol: 4 },
        userEnabled: true,
        computerEnabled: false,
      });
      expect(run.report.gpos).toEqual(['Default Domain Policy', 'Default Domain Controllers Policy']);
    });

    test('reports the failure of a method by its HRESULT', () => {
      expect(run.report.unknownDomain).toBe('ERROR_NO_SUCH_DOMAIN');
    });

    test('makes no call on the JavaScript thread, and none around a proxy', () => {
      expect(run.journal.filter((line) => line.javascript)).toEqual([]);
      for (const plan of PLANS) {
        expect(journalOf(run.journal, plan).filter((line) => line.atHome === false)).toEqual([]);
      }
    });

    test('finds the objects in the apartment that the registry asks for', () => {
      const calls = run.journal.filter((line) => line.method === 'IGPMGPO::Backup');
      expect(new Set(calls.map((line) => line.apartment))).toEqual(new Set([home(model, client)]));
    });

    test.each(PLANS)('gets Status of a thread and in a way of the kind "%s"', (plan) => {
      const own = plan.startsWith('none') || !library ? '' : 'Default Domain Policy';
      expect(run.report.operations[plan]).toEqual({
        statuses: [
          [1, 3, 0, false],
          [2, 3, 0, false],
          [3, 3, 1, true],
        ],
        backup: { id: '{0B0A0C0B-0001-4000-8000-000000000001}', gpoDisplayName: own },
        messages: ['The backup is complete.', 'All is well.'],
      });
    });

    test.each(PLANS)('is called without a proxy: "%s"', (plan) => {
      const lines = journalOf(run.journal, plan);
      expect(lines.filter((line) => line.event === 'sink')).toMatchObject([
        { proxy: false, freeThreaded: true },
      ]);
      expect(lines.filter((line) => line.event === 'handover')).toMatchObject([{ samePointer: true }]);
      const statuses = lines.filter((line) => line.method === 'IGPMAsyncProgress::Status');
      const [apartment] = plan.split(' ');
      expect(statuses.map((line) => [line.apartment, line.hresult])).toEqual(
        Array(3).fill([apartment, '0x00000000']),
      );
      // The sink reads the messages before it returns: the thread that does so is the one on which it runs.
      const reading = lines.find((line) => line.method === 'Collection::get_Count');
      expect(reading?.thread).toBe(statuses[0]?.thread);
    });

    test.each(PLANS.filter((plan) => !plan.startsWith('none')))(
      'lets the server call into the apartment of its GPO meanwhile: "%s"',
      (plan) => {
        const made = journalOf(run.journal, plan).filter(
          (line) => line.method === 'IGPMGPO::get_DisplayName',
        );
        const ofWorker = made.filter((line) => line.event === 'made');
        expect(ofWorker.map((line) => line.hresult)).toEqual(Array(library ? 3 : 0).fill('0x00000000'));
      },
    );

    test('gives an object of one apartment to a method of another, also of one that is gone', () => {
      expect(run.report.restored).toEqual({ sta: '2', 'sta ends': '2', 'mta ends': '2' });
      const given = run.journal.filter(
        (line) => line.event === 'made' && line.method === 'IGPMBackup::get_ID',
      );
      expect(given.map((line) => line.hresult)).toEqual(Array(3).fill('0x00000000'));
      if (library) {
        const lines = journalOf(run.journal, 'restore sta');
        expect(lines.filter((line) => line.atHome === false)).toEqual([]);
      }
    });

    test('cancels in the apartment of the cancel object', () => {
      expect(run.report.cancelled).toBe('ABORT_ERR');
      expect(run.journal.filter((line) => line.method === 'IGPMAsyncCancel::Cancel')).toHaveLength(1);
    });

    test('leaves no object of its own', () => {
      expect(run.report.objects).toBe(0);
    });
  });
});
