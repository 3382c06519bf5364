import type { ComObject } from '../addon/com-object';
import type { Apartment } from '../client/apartment';
import type { Read, ReadProperties } from '../client/read';
import type { MethodName } from '../generated/gpmgmt';

/** What an operation needs of its `Gpm`. */
export interface OperationHost {
  readonly apartment: Pick<Apartment, 'startOperation' | 'readResult' | 'release'>;
  /** How long a cancelled operation may go on before it is given up, in milliseconds. */
  readonly cancelGrace: number;
  /** The operations that {@link Gpm.close} has to end. */
  readonly running: Set<{ cancel(): Promise<void> }>;
}

/** What an operation does. */
export interface OperationPlan<T> {
  readonly target: ComObject;
  readonly method: MethodName;
  readonly args: readonly unknown[];
  /** As it follows "Could not": `back up the GPO "Baseline" … to C:\Backups`. */
  readonly action: string;
  readonly signal?: AbortSignal | undefined;
  /**
   * Has the stack where it was started; written out only for a failure. An error that comes with an event has none that
   * would tell anybody anything.
   */
  readonly caller?: { readonly stack?: string } | undefined;
  /** What is read of a result that is an object while `Status` brings it. */
  readonly read?: readonly Read[] | undefined;
  /**
   * Makes the server's result into what the caller gets; throws or rejects where it is something else. `read` is what
   * was read of it, where `Status` brought it.
   */
  convert(value: unknown, read?: ReadProperties): T | Promise<T>;
}
