/** Who waits for each signal. */
const waiting = new WeakMap<
  AbortSignal,
  { readonly tasks: Set<() => void>; readonly listener: () => void }
>();

/**
 * Calls a task when a signal is aborted. There is one listener on a signal, however many operations it is given to:
 * Node.js takes more than ten for a leak.
 *
 * @returns ends it
 * @throws whatever the signal's `addEventListener` throws
 */
export function onAbort(signal: AbortSignal, task: () => void): () => void {
  let entry = waiting.get(signal);
  if (!entry) {
    const tasks = new Set<() => void>();
    const listener = () => {
      for (const each of [...tasks]) each();
    };
    signal.addEventListener('abort', listener);
    entry = { tasks, listener };
    waiting.set(signal, entry);
  }
  const { tasks, listener } = entry;
  tasks.add(task);
  return () => {
    tasks.delete(task);
    if (tasks.size > 0 || waiting.get(signal)?.tasks !== tasks) return;
    waiting.delete(signal);
    try {
      signal.removeEventListener('abort', listener);
    } catch {
      // Somebody's own signal: its listener has nobody left to call, and the operation has ended as it has.
    }
  };
}
