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
 * Win32 code of its kind. The message says why; what could not be done the caller knows.
 */
export function asHresultError(error: unknown, messages: readonly StatusMessageFields[] = []): HresultError {
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
  return new HresultError(number, reasonOf(error), { cause: error, messages });
}

/** Why something failed; of a call of the file system its own words and the file, without the name of the call. */
export function reasonOf(error: unknown): string {
  // Not by its class: that of another realm is another.
  const { message, syscall, path } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (typeof message !== 'string') return String(error);
  if (syscall === undefined) return message;
  const [words] = message.split(`, ${syscall}`);
  // A temporary file of this library has a name that tells nobody anything.
  return path === undefined || /\.tmp$/.test(path) ? (words as string) : `${path}: ${words}`;
}
