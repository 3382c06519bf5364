import type { GpmGpo, Status } from '../../lib';
import type { Behaviour } from '../../lib/mock/injection/behaviour';
import { BASELINE, eachTest, failure } from './support';

/** What the server does at the edges is not documented: each rule of an operation's end, through real COM calls. */
const world = eachTest({ cancelGrace: 50 });

const inject = (behaviour: Behaviour) => world.forest.inject('IGPMGPO::Backup', behaviour);

async function start(): Promise<{
  gpo: GpmGpo;
  operation: ReturnType<GpmGpo['backup']>;
  statuses: Status[];
}> {
  const gpo = await world.domain.getGpo(BASELINE);
  const statuses: Status[] = [];
  const operation = gpo.backup(world.directory);
  operation.on('status', (status) => statuses.push(status));
  return { gpo, operation, statuses };
}

describe('a server that succeeds in its own way', () => {
  test.each<[string, Behaviour]>([
    ['Status before the method returns', { misbehave: 'status-before-return' }],
    ['Status from three threads at once', { misbehave: 'three-threads' }],
    ['Status through Invoke', { misbehave: 'late-bound' }],
    ['Status after the end', { misbehave: 'status-after-end' }],
    ['N/N without a result, which IGPMResult has', { misbehave: 'end-without-result' }],
    [
      'N/N without a result, which IGPMResult has later',
      { misbehave: 'end-without-result', result: 'after' },
    ],
    ['a result without N/N', { misbehave: 'result-without-end' }],
    ['only a release', { misbehave: 'release-only' }],
    ['a synchronous server', { misbehave: 'synchronous' }],
    ['a synchronous server without Status', { misbehave: 'synchronous', silent: true }],
    ['a cancel object as VT_UNKNOWN', { misbehave: 'cancel-as-unknown' }],
    ['no cancel object', { misbehave: 'no-cancel' }],
    ['a null message collection', { misbehave: 'null-messages' }],
    ['a sink that is held', { misbehave: 'hold-sink' }],
    ['an error that is not final', { misbehave: 'early-error' }],
    ['odd numbers', { misbehave: 'odd-numbers' }],
    ['many Status calls', { misbehave: 'flood', calls: 10_000 }],
  ])('%s', async (_name, behaviour) => {
    inject(behaviour);
    const { operation } = await start();
    const { value, hresult } = await operation;
    expect(value.gpoId).toBe(BASELINE);
    expect(hresult).toBe(0);
    expect(operation.state).toBe('succeeded');
  });

  test('progress that a slow listener is late for does not keep it from the result', async () => {
    inject({ misbehave: 'flood', calls: 5000 });
    const { operation, statuses } = await start();
    operation.on('status', () => {
      const until = performance.now() + 1;
      while (performance.now() < until);
    });
    const { value } = await operation;
    expect(value.gpoId).toBe(BASELINE);
    expect(statuses.length).toBeLessThan(1000);
    expect(statuses.at(-1)).toMatchObject({ done: true });
    expect(statuses.some(({ numerator }) => numerator === 5000)).toBe(true);
  });

  test('messages that cannot be read become warnings', async () => {
    inject({ misbehave: 'broken-messages', count: 2 });
    const { operation } = await start();
    const { messages } = await operation;
    const broken = messages.filter(({ errorCode }) => errorCode === 0x80004005);
    expect(broken.length).toBeGreaterThanOrEqual(2);
    expect(broken[0]).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('could not be read'),
    });
  });
});

describe('a result of which a property cannot be read while Status runs', () => {
  const refuse = (times?: number) =>
    world.forest.inject('IGPMBackup::get_Comment', { fail: 'E_FAIL', ...(times && { times }) });

  test('is read again', async () => {
    refuse(1);
    const { operation } = await start();
    expect((await operation).value.gpoId).toBe(BASELINE);
  });

  test('and not afterwards either fails the operation', async () => {
    refuse();
    const { operation } = await start();
    expect(await failure(operation)).toMatchObject({ code: 'E_FAIL', operation: 'IGPMBackup::get_Comment' });
  });
});

describe('a server that fails in its own way', () => {
  test('the method fails, and Status is called all the same', async () => {
    inject({ misbehave: 'fail-then-status', hresult: 'E_ACCESSDENIED' });
    const { operation } = await start();
    expect(await failure(operation)).toMatchObject({ code: 'E_ACCESSDENIED' });
    expect(operation.state).toBe('failed');
  });

  test('N/N without a result that is nowhere', async () => {
    inject({ misbehave: 'end-without-result', result: 'never' });
    const { operation } = await start();
    const error = await failure(operation);
    expect(error.code).toBe('GPMC_E_NO_COMPLETION');
    expect(error.message).toContain('gave no result');
  });

  test('a release without a word', async () => {
    inject({ misbehave: 'release-only', result: 'none' });
    const { operation } = await start();
    const error = await failure(operation);
    expect(error.code).toBe('GPMC_E_NO_COMPLETION');
    expect(error.message).toContain('without reporting how it ended');
  });

  test('an error, silence, a release', async () => {
    inject({ misbehave: 'early-error', hresult: 'E_ACCESSDENIED', release: true });
    const { operation } = await start();
    expect(await failure(operation)).toMatchObject({ code: 'E_ACCESSDENIED' });
  });

  test('a failure at a step', async () => {
    inject({ fail: 'E_FAIL', at: 1 });
    const { operation } = await start();
    const error = await failure(operation);
    expect(error).toMatchObject({ code: 'E_FAIL', operation: 'IGPMGPO::Backup' });
    expect(error.messages.some(({ severity }) => severity === 'error')).toBe(true);
  });
});

describe('cancel', () => {
  beforeEach(() => {
    world.forest.latency = (step: number) => (step > 1 ? 60_000 : 0);
  });

  /** An operation that has begun and takes a minute. */
  async function running() {
    const started = await start();
    await new Promise((resolve) => started.operation.once('status', resolve));
    return started;
  }

  test('ends a server that obeys', async () => {
    const { operation } = await running();
    await operation.cancel();
    expect(operation.state).toBe('cancelled');
    const error = await failure(operation);
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', hresult: 0x800704c7 });
    expect(error.message).not.toContain('may still be at work');
  });

  test('before the method has returned', async () => {
    const { operation } = await start();
    await operation.cancel();
    expect(operation.state).toBe('cancelled');
  });

  test('of a server that is silent and holds the sink: the grace period ends it', async () => {
    inject({ misbehave: 'silent-after-cancel' });
    const { operation } = await running();
    await operation.cancel();
    expect((await failure(operation)).message).toContain('may still be at work');
  });

  test('of a server that is silent and lets go', async () => {
    inject({ misbehave: 'silent-after-cancel', release: true });
    const { operation } = await running();
    await operation.cancel();
    expect(operation.state).toBe('cancelled');
  });

  test('of a server without a cancel object: the grace period ends it', async () => {
    inject({ misbehave: 'no-cancel' });
    const { operation } = await running();
    await operation.cancel();
    expect((await failure(operation)).code).toBe('ABORT_ERR');
  });

  test('with a cancel object that came as VT_UNKNOWN', async () => {
    inject({ misbehave: 'cancel-as-unknown' });
    const { operation } = await running();
    await operation.cancel();
    expect((await failure(operation)).hresult).toBe(0x800704c7);
  });

  test('by a signal rejects with its reason', async () => {
    const gpo = await world.domain.getGpo(BASELINE);
    const controller = new AbortController();
    const operation = gpo.backup(world.directory, { signal: controller.signal });
    await new Promise((resolve) => operation.once('status', resolve));
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await failure(operation)).toBe(reason);
  });

  test('close() leaves a sink behind that the server can call', async () => {
    inject({ misbehave: 'hold-sink' });
    const { operation } = await running();
    await world.gpm.close();
    expect(operation.state).toBe('cancelled');
    await expect(operation).rejects.toMatchObject({ code: 'ABORT_ERR' });
  });
});
