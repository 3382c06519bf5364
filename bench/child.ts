// The process of one contestant: `child.js <implementation> <subject>`. Answers each request of the runner in turn.
import { baselines } from './baselines';
import type { Implementation, Request, Response } from './contestant';
import { collectGarbage, probes } from './probes';
import type { Subject, SubjectModule } from './subject';

async function open(implementation: Implementation, subject: string): Promise<Partial<Subject>> {
  if (implementation !== 'gpmc') return baselines[implementation]();
  return (require(subject) as SubjectModule).open();
}

const opened = open(process.argv[2] as Implementation, process.argv[3]!);
// The failure belongs to the first request, not to `unhandledRejection`.
opened.catch(() => {});

async function answer(request: Exclude<Request, 'close'>): Promise<Response> {
  try {
    const subject = await opened;
    collectGarbage();
    return { sample: await probes[request.probe](subject, request.load) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function close(): Promise<void> {
  const subject = await opened.catch(() => ({}) as Partial<Subject>);
  await subject.close?.();
  process.disconnect();
}

process.on('message', async (request: Request) => {
  if (request === 'close') return close();
  process.send!(await answer(request));
});
