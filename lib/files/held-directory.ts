import { type BigIntStats, constants, type Dirent } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { isAbsent } from './disk';
import { FormatError } from './errors';
import { descriptors, exchanged, openedPath, sameFile } from './opened-path';

/** POSIX only: the directory itself, not what a link in its place leads to. */
const directoryFlags = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** A directory that stays the same one while it is worked in, or is found to be another one. */
export class HeldDirectory {
  private constructor(
    /** As it was given. */
    readonly name: string,
    private readonly identity: BigIntStats,
    private readonly handle: fs.FileHandle | undefined,
  ) {}

  /** @throws FormatError `hostile` for a link, `malformed` for anything else that is no directory, `missing`. */
  static async open(name: string): Promise<HeldDirectory> {
    const identity = await requireDirectory(name);
    if (process.platform === 'win32') return new HeldDirectory(name, identity, undefined);
    let handle: fs.FileHandle;
    try {
      handle = await fs.open(name, directoryFlags);
    } catch (cause) {
      await requireDirectory(name); // says what has come in its place
      throw cause;
    }
    return new HeldDirectory(name, identity, handle);
  }

  /** Its real path. */
  async realPath(): Promise<string> {
    if (this.handle) return openedPath(this.handle, this.name);
    const real = await fs.realpath(this.name);
    if (!sameFile(this.identity, await fs.lstat(real, { bigint: true }))) throw exchanged(this.name);
    return real;
  }

  /** The path of an entry, which in Linux leads to this directory's and to no other's. */
  at(entry: string): string {
    return path.join(this.#path, entry);
  }

  /** What is in it, in no order. It holds when the last one has been given without an error. */
  async *entries(): AsyncGenerator<Dirent> {
    yield* await fs.opendir(this.#path);
    await this.requireSame();
  }

  /** Lets no other user in, where the system has such rights and this process has that of changing them. */
  async makePrivate(): Promise<void> {
    await this.handle?.chmod(0o700).catch(() => undefined);
  }

  /** @throws FormatError `hostile` where another one has come in its place and paths would lead to that one. */
  async requireSame(): Promise<void> {
    if (this.#path === this.name && !sameFile(this.identity, await fs.lstat(this.name, { bigint: true }))) {
      throw exchanged(this.name);
    }
  }

  async close(): Promise<void> {
    await this.handle?.close();
  }

  get #path(): string {
    return descriptors !== undefined && this.handle ? `${descriptors}/${this.handle.fd}` : this.name;
  }
}

async function requireDirectory(name: string): Promise<BigIntStats> {
  let status: BigIntStats;
  try {
    status = await fs.lstat(name, { bigint: true });
  } catch (cause) {
    if (!isAbsent(cause)) throw cause;
    throw new FormatError('missing', name, 'the folder does not exist', { cause });
  }
  if (status.isSymbolicLink()) {
    throw new FormatError('hostile', name, 'it is a symbolic link; a backup is a folder of its own');
  }
  if (!status.isDirectory()) throw new FormatError('malformed', name, 'it is not a folder');
  return status;
}
