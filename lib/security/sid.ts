import { excerpt } from '../files/excerpt';

const sidPattern = /^S-1-(\d{1,15}|0x[0-9a-f]{1,12})((?:-\d{1,10}){0,15})$/i;

/** Whether the text is a SID in its usual form, `S-1-5-21-…`. */
export function isSid(text: string): boolean {
  const match = sidPattern.exec(text);
  return match !== null && (match[2]!.match(/\d+/g) ?? []).every((part) => Number(part) <= 0xffff_ffff);
}

/** The SID's binary form. The text must satisfy {@link isSid}. */
export function sidToBytes(sid: string): Uint8Array {
  const match = sidPattern.exec(sid);
  if (match === null) throw new RangeError(`"${excerpt(sid)}" is not a SID; write it as S-1-5-32-544`);
  const parts = (match[2]!.match(/\d+/g) ?? []).map(Number);
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes[0] = 1;
  bytes[1] = parts.length;
  bytes.writeUIntBE(Number(match[1]), 2, 6);
  parts.forEach((part, i) => {
    bytes.writeUInt32LE(part, 8 + 4 * i);
  });
  return bytes;
}

/** Reads the SID that begins at `offset`; throws a RangeError where there is none. */
export function sidFromBytes(data: Uint8Array, offset = 0): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const count = bytes[offset + 1];
  if (bytes[offset] !== 1 || count === undefined || count > 15 || offset + 8 + 4 * count > bytes.length) {
    throw new RangeError(`no SID at offset ${offset} of ${bytes.length} bytes`);
  }
  let sid = `S-1-${bytes.readUIntBE(offset + 2, 6)}`;
  for (let i = 0; i < count; i++) sid += `-${bytes.readUInt32LE(offset + 8 + 4 * i)}`;
  return sid;
}

/** The domain's part of a SID of a domain account, or nothing for any other SID. */
export function domainOfSid(sid: string): string | undefined {
  return /^(S-1-5-21-\d+-\d+-\d+)-\d+$/i.exec(sid)?.[1];
}
