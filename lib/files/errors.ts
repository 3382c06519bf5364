import path from 'node:path';
import { Hresult } from '../hresult/codes';
import { GpmcCode } from '../hresult/gpmc-codes';

/** What is wrong with a file. */
export type FormatErrorKind =
  /** Something that is there to do harm: an entity declaration, a path out of the backup, a link. */
  | 'hostile'
  /** Not well-formed, cut off, or a value that is not what its place asks for. */
  | 'malformed'
  /** A file, element or attribute that has to be there is not. */
  | 'missing'
  | 'tooLarge'
  /** Bytes that are not text in an encoding which GPMC writes. */
  | 'encoding'
  /** Well-formed XML of another kind: wrong root element or namespace. */
  | 'schema'
  /** Two parts of one backup contradict each other. */
  | 'mismatch'
  /** The same source twice in a migration table. */
  | 'duplicate'
  /** A migration table names a type that there is none of. */
  | 'unknownType'
  /** A migration table's destination is absent, ambiguous or impossible for the type. */
  | 'destination'
  /** The target of a write exists already. */
  | 'exists'
  /** A value that the file format cannot hold. */
  | 'unwritable';

/** What a COM method reports each kind with; for the files of which gpmgmt.dll has own messages, the codes of those. */
const hresults: Readonly<Record<FormatErrorKind, number>> = {
  hostile: Hresult.ERROR_INVALID_DATA,
  malformed: Hresult.ERROR_INVALID_DATA,
  // Which GPMC was seen to return for a missing Backup.xml.
  missing: Hresult.ERROR_FILE_NOT_FOUND,
  tooLarge: Hresult.ERROR_FILE_TOO_LARGE,
  encoding: Hresult.ERROR_NO_UNICODE_TRANSLATION,
  schema: GpmcCode.XML_NOT_VALID,
  mismatch: Hresult.ERROR_INVALID_DATA,
  duplicate: GpmcCode.DUPLICATE_PRINCIPAL,
  unknownType: GpmcCode.ENTRY_TYPE_WRONG,
  destination: GpmcCode.ENTRY_DESTINATION_INVALID,
  exists: Hresult.ERROR_ALREADY_EXISTS,
  unwritable: Hresult.E_INVALIDARG,
};

/** A backup, migration table or settings file that is not what it should be. The message says which, why and what to do. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  /** Path of the file or folder; empty where the message is for who knows it. */
  readonly file: string;
  readonly kind: FormatErrorKind;
  /** What is wrong and what to do: the message without the file. */
  readonly reason: string;
  /** The HRESULT a COM method reports it with, unsigned. */
  readonly hresult: number;

  constructor(
    kind: FormatErrorKind,
    file: string,
    what: string,
    options: { cause?: unknown; hresult?: number } = {},
  ) {
    super(
      file === '' ? what : `${file}: ${what}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.file = file;
    this.kind = kind;
    this.reason = what;
    this.hresult = options.hresult ?? hresults[kind];
  }

  /** The same error that says more about what to do. */
  withAdvice(advice: string): FormatError {
    const { kind, file, reason, cause, hresult } = this;
    return new FormatError(kind, file, `${reason}; ${advice}`, { cause, hresult });
  }
}

/** An error for who knows of a file or folder: what lies in that is named below it, and it itself not at all. */
export function within(base: string, error: unknown): unknown {
  if (!(error instanceof FormatError)) return error;
  const below = path.relative(base, error.file);
  if (below.startsWith('..') || path.isAbsolute(below)) return error;
  const { kind, reason, hresult } = error;
  return new FormatError(kind, below, reason, { cause: error, hresult });
}

/** Anything thrown as an Error. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
