import { GPMPermissionType } from '../../generated/gpmgmt';
import type { PermissionEntry } from './permission-entry';
import { isInheritable } from './permission-levels';

/** The domain of an object, for the SIDs of its groups. */
export interface DelegatingDomain {
  readonly sid: string;
  readonly forest: { readonly rootDomain: { readonly sid: string } };
}

const administrators = 'S-1-5-32-544';
const system = 'S-1-5-18';
const authenticatedUsers = 'S-1-5-11';
const domainAdmins = ({ sid }: DelegatingDomain): string => `${sid}-512`;
const policyCreators = ({ sid }: DelegatingDomain): string => `${sid}-520`;
const enterpriseAdmins = ({ forest }: DelegatingDomain): string => `${forest.rootDomain.sid}-519`;

function grant(
  sids: readonly string[],
  types: readonly GPMPermissionType[],
  inheritable = false,
): PermissionEntry[] {
  return sids.flatMap((sid) =>
    types.map((type) => ({
      sid,
      type,
      denied: false,
      inherited: false,
      inheritable: isInheritable(type, inheritable),
    })),
  );
}

const {
  permSOMLink,
  permSOMLogging,
  permSOMPlanning,
  permSOMGPOCreate,
  permSOMStarterGPOCreate,
  permSOMWMICreate,
  permSOMWMIFullControl,
  permWMIFilterFullControl,
  permStarterGPORead,
  permStarterGPOFullControl,
} = GPMPermissionType;

const onScopes = [permSOMLink, permSOMLogging, permSOMPlanning];

/*
 * GPMC documents no delegation of a new domain. What stands here is what its console shows of one, which follows from the
 * DACLs that the directory's schema gives: on a domain, those of Administrators and Enterprise Admins are inherited by
 * everything below, those of Domain Admins and SYSTEM are its own; an OU has own ones of the latter two again. Below the
 * domain, in the containers of GPOs, WMI filters and starter GPOs, the same four may do everything; Group Policy Creator
 * Owners make what then is theirs.
 */

/** Of a domain that nobody has changed. */
export function defaultDomainPermissions(domain: DelegatingDomain): PermissionEntry[] {
  const inheriting = [administrators, enterpriseAdmins(domain)];
  const own = [domainAdmins(domain), system];
  const all = [...inheriting, ...own];
  return [
    ...grant(inheriting, onScopes, true),
    ...grant(own, onScopes),
    ...grant([...all, policyCreators(domain)], [permSOMGPOCreate, permSOMStarterGPOCreate]),
    ...grant(all, [permSOMWMIFullControl]),
    ...grant([policyCreators(domain)], [permSOMWMICreate]),
  ];
}

/** Of an OU that nobody has changed, without what it inherits. */
export function defaultOuPermissions(domain: DelegatingDomain): PermissionEntry[] {
  return grant([domainAdmins(domain), system], onScopes);
}

/** Of a WMI filter that nobody has changed. */
export function defaultWmiFilterPermissions(domain: DelegatingDomain): PermissionEntry[] {
  return grant([domainAdmins(domain), system], [permWMIFilterFullControl]);
}

/** Of a starter GPO that nobody has changed: that of its folder in SYSVOL. */
export function defaultStarterGpoPermissions(domain: DelegatingDomain): PermissionEntry[] {
  return [
    ...grant([authenticatedUsers], [permStarterGPORead], true),
    ...grant([domainAdmins(domain), enterpriseAdmins(domain), system], [permStarterGPOFullControl], true),
  ];
}
