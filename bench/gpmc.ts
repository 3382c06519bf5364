import { EventEmitter } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { backups } from './backups';
import { htmlReport } from './html-report';
import { receive } from './receive';
import { type Flood, microseconds, type Subject } from './subject';

// The built library, as its users get it. The server half is not public; the benchmark needs it for a server that
// answers at once, so that what is measured is the way there and back.
const library = path.resolve(__dirname, '../../dist');
const { Gpm } = require(library);
const { Apartment } = require(path.join(library, 'client/apartment'));
const { addonEvents } = require(path.join(library, 'addon/events'));
const { addon } = require(path.join(library, 'addon/loader'));
const { ComServer } = require(path.join(library, 'server/com-server'));
const { ServerThread } = require(path.join(library, 'server/server-thread'));
const { GpmGpo } = require(library);

/** A client's sink, as the server half knows it. */
interface Sink {
  foreign: number;
  keep(): Sink;
  release(): void;
}

/** A forest of so many GPOs whose properties are known to the addon, and whose backup only hands over its sink. */
function makeForest(count: () => number, started: EventEmitter) {
  const server = new ComServer();
  const gpos: unknown[] = [];
  const gpo = (index: number) =>
    server.publish(
      'IGPMGPO3',
      {
        Backup: (_directory: string, _comment: string, sink: Sink) => {
          started.emit('sink', sink.keep());
          return { result: null };
        },
      },
      {
        'IGPMGPO::get_ID': `{00000000-0000-0000-0000-${index.toString(16).padStart(12, '0').toUpperCase()}}`,
        'IGPMGPO::get_DisplayName': `Policy ${index}`,
        'IGPMGPO::get_DomainName': 'contoso.com',
        'IGPMGPO::get_Path': `cn={${index}},cn=policies,cn=system,DC=contoso,DC=com`,
        'IGPMGPO::get_CreationTime': new Date(0),
        'IGPMGPO::get_ModificationTime': new Date(0),
        'IGPMGPO::get_ComputerDSVersionNumber': index,
        'IGPMGPO::get_ComputerSysvolVersionNumber': index,
        'IGPMGPO::get_UserDSVersionNumber': index,
        'IGPMGPO::get_UserSysvolVersionNumber': index,
        'IGPMGPO::IsComputerEnabled': true,
        'IGPMGPO::IsUserEnabled': true,
        'IGPMGPO2::get_Description': 'measured',
      },
    );
  const domain = server.publish(
    'IGPMDomain3',
    {
      GetGPO: () => {
        if (gpos.length === 0) gpos.push(gpo(0));
        return gpos[0];
      },
      SearchGPOs: () => {
        while (gpos.length < count()) gpos.push(gpo(gpos.length));
        return server.publishCollection('IGPMGPOCollection', gpos.slice(0, count()));
      },
    },
    { 'IGPMDomain::get_Domain': 'contoso.com', 'IGPMDomain::get_DomainController': 'dc1.contoso.com' },
  );
  const root = server.publish('IGPM2', {
    GetDomain: () => domain,
    CreateSearchCriteria: () => server.transient('IGPMSearchCriteria', {}),
  });
  return { server, connect: () => ({ root, close: async () => server.close() }), first: () => gpos[0] };
}

/** The library under test. */
export async function open(): Promise<Subject> {
  let wanted = 1;
  const started = new EventEmitter();
  const forest = makeForest(() => wanted, started);
  const gpm = await Gpm.open({ backend: 'mock', mock: forest });
  const domain = await gpm.getDomain('contoso.com');
  const gpo = await domain.getGpo('{00000000-0000-0000-0000-000000000000}');
  const thread = new ServerThread();
  const caller = new Apartment('sta');
  const object = caller.adopt(forest.first());

  /** Starts a backup and has its sink called so often, each time after a pause; the times of departure. */
  const send = async (count: number, pause: number, arrivals?: Float64Array) => {
    const sunk = new Promise<Sink>((resolve) => started.once('sink', resolve));
    const operation = gpo.backup(os.tmpdir());
    // The server never gives a result: the operation ends when it lets go of the sink, as one without completion.
    const ended = operation.catch(() => {});
    const received = receive(operation, arrivals);
    const sink = await sunk;
    const departures: number[] = await new Promise((resolve) =>
      addonEvents().call(
        (call: number) => addon().flood(thread.id, call, sink.foreign, count, count, pause),
        (_hresult: number, outcome: { outs: number[] }) => resolve(outcome.outs),
      ),
    );
    const reception = await received;
    sink.release();
    await ended;
    return { departures, reception };
  };

  const directories = backups();
  return {
    ...directories,
    htmlReport,
    entry: library,
    async flood(count): Promise<Flood> {
      const { departures, reception } = await send(count, 0);
      return { delivered: reception.delivered, seconds: (reception.ended - (departures[0] as number)) / 1e6 };
    },
    async latency(count) {
      const arrivals = new Float64Array(count);
      const { departures } = await send(count, 1000, arrivals);
      return departures.map((departure, i) => (arrivals[i] as number) - departure);
    },
    async roundTrip(count) {
      const times: number[] = [];
      for (let i = 0; i < count; i++) {
        const began = microseconds();
        await caller.call(object, 'IGPMGPO::get_ComputerDSVersionNumber');
        times.push(microseconds() - began);
      }
      return times;
    },
    async snapshot(count) {
      wanted = count;
      await domain.searchGpos();
      const began = microseconds();
      const gpos = await domain.searchGpos();
      if (gpos.length !== count) throw new Error(`${gpos.length} GPOs were read where there are ${count}`);
      return (microseconds() - began) / 1e6;
    },
    async perProperty(count) {
      const began = microseconds();
      for (let i = 0; i < count; i++) {
        for (const method of GpmGpo.kind.reads) await caller.call(object, method);
      }
      return (microseconds() - began) / 1e6;
    },
    async close() {
      await directories.close();
      await thread.close();
      await caller.close();
      await gpm.close();
    },
  };
}
