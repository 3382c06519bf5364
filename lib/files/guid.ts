const pattern = /^(\{)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(\})?$/i;

/** The GUID as `{UPPER-CASE}`, whether it is spelled with both braces or with none; nothing where it is no GUID. */
export function canonicalGuid(text: string): string | undefined {
  const [, open, digits, close] = pattern.exec(text) ?? [];
  return digits === undefined || (open === undefined) !== (close === undefined)
    ? undefined
    : `{${digits.toUpperCase()}}`;
}

/** Whether a text is a GUID in braces, as folders of backups are named and most of GPMC's files spell it. */
export function isBracedGuid(text: string): boolean {
  return text.startsWith('{') && canonicalGuid(text) !== undefined;
}

/** Whether two spellings mean the same GUID. */
export function sameGuid(a: string, b: string): boolean {
  const guid = canonicalGuid(a);
  return guid !== undefined && guid === canonicalGuid(b);
}

/** A GUID's 16 bytes as they lie in memory: the first three fields little-endian. */
export function guidToBytes(guid: string): Uint8Array {
  return swapFields(Buffer.from(guid.replace(/[{}-]/g, ''), 'hex'));
}

/** The inverse of {@link guidToBytes}: lower case, without braces, as SDDL writes a GUID. */
export function guidFromBytes(bytes: Uint8Array): string {
  return swapFields(Buffer.from(bytes))
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function swapFields(bytes: Buffer): Buffer {
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
