import { Hresult } from './hresult';
import type { StatusMessage } from './status';

/** An operation of the mock forest that failed: what a servant hands to COM as HRESULT and error information. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  /** Unsigned 32-bit; one of {@link Hresult} or what the failing part reported. */
  readonly hresult: number;
  /** What the operation had to say up to its failure. */
  readonly messages: readonly StatusMessage[];

  constructor(
    hresult: number,
    message: string,
    options: { cause?: unknown; messages?: readonly StatusMessage[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hresult = hresult >>> 0;
    this.messages = options.messages ?? [];
  }
}

const fileErrors: Readonly<Record<string, number>> = {
  ENOENT: Hresult.PATH_NOT_FOUND,
  ENOTDIR: Hresult.DIRECTORY,
  EACCES: Hresult.E_ACCESSDENIED,
  EPERM: Hresult.E_ACCESSDENIED,
  EROFS: Hresult.E_ACCESSDENIED,
  ENOSPC: Hresult.DISK_FULL,
};

/**
 * Any error as a {@link ModelError}: one with an `hresult` of its own keeps it, one of the file system gets the
 * Win32 code of its kind. `what` begins the message: "GPO … could not be backed up to …".
 */
export function asModelError(
  error: unknown,
  what: string,
  messages: readonly StatusMessage[] = [],
): ModelError {
  if (error instanceof ModelError) {
    return messages.length === 0
      ? error
      : new ModelError(error.hresult, error.message, {
          cause: error.cause,
          messages: [...messages, ...error.messages],
        });
  }
  const { hresult, code } = (error ?? {}) as { hresult?: unknown; code?: unknown };
  const number =
    typeof hresult === 'number'
      ? hresult
      : ((typeof code === 'string' ? fileErrors[code] : undefined) ?? Hresult.E_FAIL);
  const why = error instanceof Error ? error.message : String(error);
  return new ModelError(number, `${what}: ${why}`, { cause: error, messages });
}
