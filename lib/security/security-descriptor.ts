import type { Backup } from '../backups/types';
import { guidFromBytes, guidToBytes } from '../files/guid';
import { sidFromBytes, sidToBytes } from './sid';

/** One access control entry. */
export interface Ace {
  /** ACE type: 0 allow, 1 deny, 2 audit, 5/6/7 the same for one property, right or class of object. */
  type: number;
  /** 1 object inherit, 2 container inherit, 4 no propagate, 8 inherit only, 0x10 inherited, 0x40/0x80 audit success/failure. */
  flags: number;
  mask: number;
  /** GUID of the extended right, property or class, in lower case without braces. */
  objectType?: string;
  inheritedObjectType?: string;
  sid: string;
  /** Bytes after the SID (conditions, claims), kept as they are. */
  rest?: Uint8Array;
}

/** A security descriptor, of which only what GPMC stores is looked into. */
export interface SecurityDescriptor {
  /** SE_* control bits; 0x1000 = the DACL is protected from inheritance. */
  control: number;
  owner?: string;
  group?: string;
  dacl?: Ace[];
  sacl?: Ace[];
}

export const SE_DACL_PRESENT = 0x0004;
export const SE_SACL_PRESENT = 0x0010;
export const SE_DACL_AUTO_INHERITED = 0x0400;
export const SE_SACL_AUTO_INHERITED = 0x0800;
export const SE_DACL_PROTECTED = 0x1000;
export const SE_SACL_PROTECTED = 0x2000;
export const SE_SELF_RELATIVE = 0x8000;

export const ACE_ALLOWED = 0;
export const ACE_DENIED = 1;
export const ACE_ALLOWED_OBJECT = 5;
export const ACE_DENIED_OBJECT = 6;
export const INHERIT_ONLY = 0x08;

const isObjectAce = (type: number): boolean => type >= 5 && type <= 8;

function readAcl(data: Buffer, at: number): Ace[] {
  if (at + 8 > data.length)
    throw new RangeError(`the security descriptor ends inside its access control list`);
  const end = at + data.readUInt16LE(at + 2);
  const count = data.readUInt16LE(at + 4);
  const aces: Ace[] = [];
  let offset = at + 8;
  for (let i = 0; i < count; i++) {
    const size = offset + 8 <= data.length ? data.readUInt16LE(offset + 2) : 0;
    if (size < 8 || offset + size > end || end > data.length) {
      throw new RangeError(`entry ${i + 1} of ${count} leaves its access control list`);
    }
    const ace: Ace = {
      type: data[offset]!,
      flags: data[offset + 1]!,
      mask: data.readUInt32LE(offset + 4),
      sid: '',
    };
    let sidAt = offset + 8;
    if (isObjectAce(ace.type)) {
      const present = data.readUInt32LE(sidAt);
      sidAt += 4;
      if (present & 1) {
        ace.objectType = guidFromBytes(data.subarray(sidAt, sidAt + 16));
        sidAt += 16;
      }
      if (present & 2) {
        ace.inheritedObjectType = guidFromBytes(data.subarray(sidAt, sidAt + 16));
        sidAt += 16;
      }
    }
    ace.sid = sidFromBytes(data.subarray(0, offset + size), sidAt);
    const restAt = sidAt + 8 + 4 * data[sidAt + 1]!;
    if (restAt < offset + size) ace.rest = Uint8Array.from(data.subarray(restAt, offset + size));
    aces.push(ace);
    offset += size;
  }
  return aces;
}

/** What a backup says of its GPO's security; throws what is wrong where it does not say it. */
export function backupSecurity({ content, securityDescriptorError }: Backup): SecurityDescriptor {
  if (securityDescriptorError) throw securityDescriptorError;
  return parseSecurityDescriptor(content.securityDescriptor);
}

/** Reads a self-relative security descriptor; throws a RangeError that says where it is damaged. */
export function parseSecurityDescriptor(bytes: Uint8Array): SecurityDescriptor {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length < 20) throw new RangeError(`${data.length} bytes are too few for a security descriptor`);
  if (data[0] !== 1) throw new RangeError(`a security descriptor has revision 1, not ${data[0]}`);
  const control = data.readUInt16LE(2);
  if (!(control & SE_SELF_RELATIVE)) throw new RangeError('it is not a self-relative security descriptor');
  const descriptor: SecurityDescriptor = { control };
  const [owner, group, sacl, dacl] = [4, 8, 12, 16].map((at) => data.readUInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  if (owner !== 0) descriptor.owner = sidFromBytes(data, owner);
  if (group !== 0) descriptor.group = sidFromBytes(data, group);
  if (control & SE_DACL_PRESENT && dacl !== 0) descriptor.dacl = readAcl(data, dacl);
  if (control & SE_SACL_PRESENT && sacl !== 0) descriptor.sacl = readAcl(data, sacl);
  return descriptor;
}

function aceBytes(ace: Ace): Buffer {
  const parts: Uint8Array[] = [];
  if (isObjectAce(ace.type)) {
    const present = Buffer.alloc(4);
    present.writeUInt32LE((ace.objectType ? 1 : 0) | (ace.inheritedObjectType ? 2 : 0));
    parts.push(present);
    if (ace.objectType) parts.push(guidToBytes(ace.objectType));
    if (ace.inheritedObjectType) parts.push(guidToBytes(ace.inheritedObjectType));
  }
  parts.push(sidToBytes(ace.sid));
  if (ace.rest) parts.push(ace.rest);
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(8);
  header[0] = ace.type;
  header[1] = ace.flags;
  header.writeUInt16LE(8 + body.length, 2);
  header.writeUInt32LE(ace.mask, 4);
  return Buffer.concat([header, body]);
}

function aclBytes(aces: readonly Ace[]): Buffer {
  const body = Buffer.concat(aces.map(aceBytes));
  const header = Buffer.alloc(8);
  header[0] = aces.some((ace) => isObjectAce(ace.type)) ? 4 : 2; // ACL_REVISION_DS where there are object entries
  header.writeUInt16LE(8 + body.length, 2);
  header.writeUInt16LE(aces.length, 4);
  return Buffer.concat([header, body]);
}

/** The self-relative form: header, then SACL, DACL, owner and group where they are there. */
export function formatSecurityDescriptor(descriptor: SecurityDescriptor): Uint8Array {
  const header = Buffer.alloc(20);
  header[0] = 1;
  let control = (descriptor.control | SE_SELF_RELATIVE) & ~(SE_DACL_PRESENT | SE_SACL_PRESENT);
  const parts: Buffer[] = [header];
  let size = header.length;
  const place = (at: number, bytes: Uint8Array): void => {
    header.writeUInt32LE(size, at);
    parts.push(Buffer.from(bytes));
    size += bytes.length;
  };
  if (descriptor.sacl) {
    control |= SE_SACL_PRESENT;
    place(12, aclBytes(descriptor.sacl));
  }
  if (descriptor.dacl) {
    control |= SE_DACL_PRESENT;
    place(16, aclBytes(descriptor.dacl));
  }
  if (descriptor.owner) place(4, sidToBytes(descriptor.owner));
  if (descriptor.group) place(8, sidToBytes(descriptor.group));
  header.writeUInt16LE(control, 2);
  return Uint8Array.from(Buffer.concat(parts));
}
