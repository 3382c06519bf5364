import { FormatError } from '../files/errors';

/** One setting of a registry.pol file. */
export interface RegistrySetting {
  key: string;
  /** Empty for the key's default value; `**del.…`, `**delvals.`, `**DeleteValues`, `**DeleteKeys` are directives. */
  value: string;
  /** `REG_SZ` = 1, `REG_EXPAND_SZ` = 2, `REG_BINARY` = 3, `REG_DWORD` = 4, `REG_MULTI_SZ` = 7, `REG_QWORD` = 11. */
  type: number;
  data: Uint8Array;
}

/** `PReg` as a little-endian DWORD, and the only version there is. */
const signature = 0x67655250;
const version = 1;

/** More settings than any registry can make use of; the smallest record has 26 bytes. */
const maximumSettings = 500_000;

/**
 * Reads a registry.pol file.
 *
 * Format: https://learn.microsoft.com/previous-versions/windows/desktop/Policy/registry-policy-file-format
 *
 * @param file Named in errors.
 * @throws FormatError `malformed` or `tooLarge`.
 */
export function parseRegistryPol(bytes: Uint8Array, file: string): RegistrySetting[] {
  const reader = new PolReader(bytes, file);
  if (reader.dword() !== signature || reader.dword() !== version) {
    reader.fail('it does not begin with the signature and version of a registry policy file');
  }
  const settings: RegistrySetting[] = [];
  while (!reader.atEnd) {
    if (settings.length === maximumSettings) {
      throw new FormatError('tooLarge', file, `it holds more than ${maximumSettings} settings`);
    }
    reader.mark('[');
    const key = reader.text();
    reader.mark(';');
    const value = reader.text();
    reader.mark(';');
    const type = reader.dword();
    reader.mark(';');
    const size = reader.dword();
    reader.mark(';');
    const data = reader.bytes(size);
    reader.mark(']');
    settings.push({ key, value, type, data });
  }
  return settings;
}

/** Reads forward and never beyond the end, whatever the sizes in the file say. */
class PolReader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #file: string;
  #at = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#bytes = bytes;
    this.#file = file;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  fail(what: string): never {
    throw new FormatError('malformed', this.#file, `${what} (at byte ${this.#at}); the file is damaged`);
  }

  dword(): number {
    this.#need(4);
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  mark(character: string): void {
    if (this.#unit() !== character.charCodeAt(0)) {
      this.#at -= 2;
      this.fail(`"${character}" is missing`);
    }
  }

  /** A NUL-terminated UTF-16LE string. */
  text(): string {
    const start = this.#at;
    while (this.#unit() !== 0) {
      // The unit has been passed over.
    }
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, this.#at - 2 - start).toString(
      'utf16le',
    );
  }

  bytes(size: number): Uint8Array {
    this.#need(size);
    this.#at += size;
    return this.#bytes.slice(this.#at - size, this.#at);
  }

  #unit(): number {
    this.#need(2);
    const unit = this.#view.getUint16(this.#at, true);
    this.#at += 2;
    return unit;
  }

  #need(size: number): void {
    if (size > this.#bytes.length - this.#at) {
      this.fail('it ends inside a setting');
    }
  }
}
