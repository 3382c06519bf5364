import { ModelError } from '../mock/state/error';
import { Hresult } from '../mock/state/hresult';

const guidPattern = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** The GUID with braces in upper case, or nothing where the text is not a GUID. */
export function tryGuid(text: string): string | undefined {
  const digits = guidPattern.exec(text)?.[1];
  return digits === undefined ? undefined : `{${digits.toUpperCase()}}`;
}

/** {@link tryGuid}, or an `E_INVALIDARG` that names the text and what it should have been the GUID of. */
export function parseGuid(text: string, what: string): string {
  const guid = tryGuid(text);
  if (guid === undefined) {
    throw new ModelError(
      Hresult.E_INVALIDARG,
      `"${text}" is not the GUID of a ${what}; write it as {31B2F340-016D-11D2-945F-00C04FB984F9}`,
    );
  }
  return guid;
}

/** Whether two spellings mean the same GUID. */
export function sameGuid(a: string, b: string): boolean {
  const guid = tryGuid(a);
  return guid !== undefined && guid === tryGuid(b);
}

/** A GUID's 16 bytes as they lie in memory: the first three fields little-endian. */
export function guidToBytes(guid: string): Uint8Array {
  const hex = guid.replace(/[{}-]/g, '');
  const bytes = Buffer.from(hex, 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** The inverse of {@link guidToBytes}: lower case, without braces, as SDDL writes a GUID. */
export function guidFromBytes(bytes: Uint8Array): string {
  const b = Buffer.from(bytes);
  b.subarray(0, 4).reverse();
  b.subarray(4, 6).reverse();
  b.subarray(6, 8).reverse();
  return b.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
