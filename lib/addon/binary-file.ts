import fs from 'node:fs';

/** What the header of a binary says of it. */
export interface BinaryFile {
  /** For which system it is built, as `platform-arch`; `undefined` for one that is not known here. */
  readonly system: string | undefined;
  /** The bytes that the file has. */
  readonly size: number;
  /** The bytes that it has to have: less is a file that was cut off. Loading one of those can end the process. */
  readonly needed: number;
}

/** Why a binary is not to be loaded, which its header tells: `binary` is `undefined` where it has none. */
export class UnfitBinary extends Error {
  constructor(readonly binary: BinaryFile | undefined) {
    super('the file is no binary that this Node.js can load');
  }
}

/**
 * Looks at a binary before it is loaded, which ends the process for one that was cut off.
 *
 * @throws {@link UnfitBinary}, or what `fs` throws where the file cannot be read
 */
export function checkBinary(file: string): void {
  // macOS has another format, and builds its own.
  if (process.platform !== 'linux' && process.platform !== 'win32') return;
  const binary = readBinaryFile(file);
  if (binary?.system !== `${process.platform}-${process.arch}` || binary.size < binary.needed)
    throw new UnfitBinary(binary);
}

/** A processor by the number that stands for it in an executable file. */
const PE_MACHINES: Readonly<Record<number, string>> = { 332: 'ia32', 34404: 'x64', 43620: 'arm64' };
const ELF_MACHINES: Readonly<Record<number, string>> = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64' };

/** Bytes at the beginning in which everything stands that is asked for here. */
const HEAD = 4096;
const ELF_HEADER = 64;
const ELF_64_BIT = 2;
const PE_SECTION = 40;

/**
 * Reads the header of a binary of Linux or Windows: the loaders' own messages are vague, and in the language of the
 * system. `undefined` for what is none.
 */
function readBinaryFile(file: string): BinaryFile | undefined {
  const descriptor = fs.openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    const length = fs.readSync(descriptor, head, 0, HEAD, 0);
    const { size } = fs.fstatSync(descriptor);
    return readElf(head.subarray(0, length), size) ?? readPe(head.subarray(0, length), size);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The Executable and Linkable Format; the table of sections is the last in the file. */
function readElf(head: Buffer, size: number): BinaryFile | undefined {
  if (head.length < ELF_HEADER || head.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const sections = Number(head.readBigUInt64LE(40)) + head.readUInt16LE(58) * head.readUInt16LE(60);
  return {
    system: system('linux', ELF_MACHINES[head.readUInt16LE(18)]),
    size,
    needed: head[4] === ELF_64_BIT ? sections : 0,
  };
}

/** Windows' Portable Executable; each section says where in the file it is. */
function readPe(head: Buffer, size: number): BinaryFile | undefined {
  if (head.length < ELF_HEADER || head.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const at = head.readUInt32LE(60);
  if (at + 24 > head.length || head.toString('latin1', at, at + 2) !== 'PE') return undefined;
  const first = at + 24 + head.readUInt16LE(at + 20);
  let needed = 0;
  for (let i = 0; i < head.readUInt16LE(at + 6); i++) {
    const section = first + i * PE_SECTION;
    if (section + PE_SECTION > head.length) break;
    needed = Math.max(needed, head.readUInt32LE(section + 20) + head.readUInt32LE(section + 16));
  }
  return { system: system('win32', PE_MACHINES[head.readUInt16LE(at + 4)]), size, needed };
}

function system(platform: string, arch: string | undefined): string | undefined {
  return arch && `${platform}-${arch}`;
}
