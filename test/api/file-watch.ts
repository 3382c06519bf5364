import fs from 'node:fs';
import path from 'node:path';

/** What the library did with files below one directory, or tried to. */
export interface FileWatch {
  /** Every path that a function of the file system was given. */
  readonly uses: readonly { readonly function: string; readonly path: string }[];
  /** Bytes that were read from open files, all together. */
  readonly bytesRead: number;
}

/** Functions that give or change what is in a file or directory, and take its path first. */
const functions = [
  'appendFile',
  'chmod',
  'copyFile',
  'cp',
  'link',
  'mkdir',
  'mkdtemp',
  'open',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
] as const;
const others = ['createReadStream', 'createWriteStream', 'openSync', 'readFileSync', 'readdirSync'] as const;

/**
 * Watches every function of `node:fs/promises`, which the library uses, and the likely ones of `node:fs`, which it does
 * not. Each test that uses it has to call `jest.restoreAllMocks()` afterwards.
 *
 * @param root - uses of paths elsewhere are of no interest: Jest loads modules
 */
export async function watchFiles(root: string): Promise<FileWatch> {
  const uses: { function: string; path: string }[] = [];
  const watch = { uses, bytesRead: 0 };
  const note = (name: string, given: unknown): void => {
    if (typeof given !== 'string' && !(given instanceof URL) && !Buffer.isBuffer(given)) return;
    const file = path.resolve(String(given));
    if (file.startsWith(root)) uses.push({ function: name, path: file });
  };
  spy(fs.promises, functions, note);
  spy(fs, others, note);
  const handle = await fs.promises.open(__filename);
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of ['read', 'readFile', 'readv'] as const) {
    const original = prototype[name];
    jest.spyOn(prototype, name).mockImplementation(async function (this: unknown, ...args: unknown[]) {
      const result = await original.apply(this, args);
      watch.bytesRead += result.bytesRead ?? result.length;
      return result;
    });
  }
  return watch;
}

function spy(module: object, names: readonly string[], note: (name: string, path: unknown) => void): void {
  const members = module as Record<string, (...args: unknown[]) => unknown>;
  for (const name of names) {
    const original = members[name] as (...args: unknown[]) => unknown;
    jest.spyOn(members, name).mockImplementation((...args) => {
      note(name, args[0]);
      if (name === 'rename' || name === 'copyFile' || name === 'cp' || name === 'link') note(name, args[1]);
      return original.apply(module, args);
    });
  }
}

/**
 * A file outside what may be read. Its time of last access tells of any reader, whatever function it used, where the
 * file system keeps that time. On Windows only a change is told of: there, and in Wine, that time also moves while
 * nobody reads the file, such as when it is asked for.
 */
export class Canary {
  readonly #data: Buffer;

  constructor(
    readonly file: string,
    data: Buffer | string,
  ) {
    this.#data = Buffer.from(data);
    fs.writeFileSync(file, this.#data);
    this.#rearm();
  }

  /** Fails the test where somebody read or changed the file since the last time. */
  expectUntouched(): void {
    const { atimeMs, mtimeMs } = fs.statSync(this.file);
    const accessed = process.platform === 'win32' ? 1000 : atimeMs;
    expect({ file: this.file, accessed, mtimeMs }).toEqual({
      file: this.file,
      accessed: 1000,
      mtimeMs: 2000,
    });
    expect(fs.readFileSync(this.file).equals(this.#data)).toBe(true);
    this.#rearm();
  }

  /** A time of access that lies before the last change is brought up to date by the next reader even with relatime. */
  #rearm(): void {
    fs.utimesSync(this.file, 1, 2);
  }
}
