import { Hresult } from './codes';
import type { StatusMessageFields } from './status-message';

/**
 * A failure that has an HRESULT: what an object thrown by TypeScript hands to its COM caller as HRESULT and, with its
 * message, as error information (`IErrorInfo::GetDescription`).
 */
export class HresultError extends Error {
  override readonly name = 'HresultError';
  /** Unsigned 32-bit. */
  readonly hresult: number;
  /** What an operation had to say up to its failure. */
  readonly messages: readonly StatusMessageFields[];

  constructor(
    hresult: number,
    message: string,
    options: { cause?: unknown; messages?: readonly StatusMessageFields[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hresult = hresult >>> 0;
    this.messages = options.messages ?? [];
  }
}

/** Errors of the file system, by their `code`. */
const fileErrors: Readonly<Record<string, number>> = {
  ENOENT: Hresult.ERROR_PATH_NOT_FOUND,
  ENOTDIR: Hresult.ERROR_DIRECTORY,
  EACCES: Hresult.E_ACCESSDENIED,
  EPERM: Hresult.E_ACCESSDENIED,
  EROFS: Hresult.E_ACCESSDENIED,
  ENOSPC: Hresult.ERROR_DISK_FULL,
  EDQUOT: Hresult.ERROR_DISK_QUOTA_EXCEEDED,
  EMFILE: Hresult.ERROR_TOO_MANY_OPEN_FILES,
  ENFILE: Hresult.ERROR_TOO_MANY_OPEN_FILES,
  ENAMETOOLONG: Hresult.ERROR_FILENAME_EXCED_RANGE,
  ELOOP: Hresult.ERROR_CANT_RESOLVE_FILENAME,
  EISDIR: Hresult.ERROR_DIRECTORY_NOT_SUPPORTED,
  EEXIST: Hresult.ERROR_FILE_EXISTS,
  ENOTEMPTY: Hresult.ERROR_DIR_NOT_EMPTY,
  EBUSY: Hresult.ERROR_SHARING_VIOLATION,
  EIO: Hresult.ERROR_IO_DEVICE,
  ENOMEM: Hresult.E_OUTOFMEMORY,
  ETIMEDOUT: Hresult.ERROR_TIMEOUT,
};

/**
 * Any error as a {@link HresultError}: one with an `hresult` of its own keeps it, one of the file system gets the
 * Win32 code of its kind. `what` begins the message: "GPO … could not be backed up to …".
 */
export function asHresultError(
  error: unknown,
  what: string,
  messages: readonly StatusMessageFields[] = [],
): HresultError {
  if (error instanceof HresultError) {
    return messages.length === 0
      ? error
      : new HresultError(error.hresult, error.message, {
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
  return new HresultError(number, `${what}: ${why}`, { cause: error, messages });
}
