import { createHash } from 'node:crypto';
import { foldCase } from '../files/text';

/** Authorities of accounts whose SIDs are hashes of their names, with the number they begin with. */
const kinds = [
  { authority: 'NT SERVICE', identifier: 80, spelled: (name: string) => name.toUpperCase() },
  { authority: 'IIS APPPOOL', identifier: 82, spelled: (name: string) => name.toLowerCase() },
] as const;

/** The SID of a service's or application pool's account (`NT SERVICE\WdiServiceHost`); undefined for other authorities. */
export function virtualAccountSid(authority: string, name: string): string | undefined {
  const kind = kinds.find((each) => each.authority === foldCase(authority));
  if (!kind) return undefined;
  const digest = createHash('sha1').update(kind.spelled(name), 'utf16le').digest();
  const parts = [0, 4, 8, 12, 16].map((at) => digest.readUInt32LE(at));
  return ['S-1-5', kind.identifier, ...parts].join('-');
}

/** Those whose SIDs occur in the settings of Windows itself and of usual servers, where nothing says whose they are. */
export const usualVirtualAccounts: readonly (readonly [sid: string, authority: string, name: string])[] = [
  ['NT SERVICE', 'WdiServiceHost'],
  ['NT SERVICE', 'autotimesvc'],
  ['NT SERVICE', 'TrustedInstaller'],
  ['NT SERVICE', 'MSSQLSERVER'],
  ['NT SERVICE', 'SQLSERVERAGENT'],
  ['IIS APPPOOL', 'DefaultAppPool'],
].map(([authority = '', name = '']) => [virtualAccountSid(authority, name)!, authority, name]);

/**
 * Whether GPMC lists a principal, by SID or name, in a backup, and so in a migration table: it passes over the accounts
 * of services, application pools, virtual machines and the like (S-1-5-80 to S-1-5-111) and those of packages (S-1-15).
 */
export function isListed(principal: string): boolean {
  const [, authority, identifier] = /^S-1-(\d+)-(\d+)(?:-|$)/i.exec(principal) ?? [];
  if (authority === '5') return Number(identifier) < 80 || Number(identifier) > 111;
  if (authority !== undefined) return authority !== '15';
  const slash = principal.indexOf('\\');
  return slash < 0 || !unlistedAuthorities.includes(foldCase(principal.slice(0, slash)));
}

const unlistedAuthorities = [
  'NT SERVICE',
  'IIS APPPOOL',
  'NT VIRTUAL MACHINE',
  'Window Manager',
  'Font Driver Host',
  'APPLICATION PACKAGE AUTHORITY',
].map(foldCase);
