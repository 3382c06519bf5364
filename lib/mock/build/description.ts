import type { PrincipalType } from '../../backups/types';
import type { GpoPermissionLevel } from '../../security/permissions';

/**
 * A forest in plain data. Everything may be left out: an empty description is one domain, `contoso.com`, with the
 * two default GPOs linked where Windows links them. A key that is not known is refused, in every part of it.
 */
export interface ForestDescription {
  /** The first is the forest's root. Default: `contoso.com`. */
  domains?: readonly DomainDescription[];
  /** Default: `Default-First-Site-Name`. */
  sites?: readonly SiteDescription[];
}

/** A domain of the forest. */
export interface DomainDescription {
  /** DNS name: `contoso.com`. */
  name: string;
  /** Default: the first label in upper case, at most 15 characters. */
  netbiosName?: string;
  /** objectGUID of the domain. Default: a new one. */
  guid?: string;
  /** `S-1-5-21-a-b-c`. Default: derived from the GUID. */
  sid?: string;
  /** Host names; the first is the PDC emulator. Default: the one that loaded backups name, before that `DC1`. */
  controllers?: readonly string[];
  /** Whether the two default GPOs are made and linked. Default: true. */
  defaultPolicies?: boolean;
  gpos?: readonly GpoDescription[];
  /** Besides `Domain Controllers`, which is always there. */
  ous?: readonly OuDescription[];
  /** Links of the domain itself, the one with the highest precedence first. */
  links?: readonly LinkDescription[];
  principals?: readonly PrincipalDescription[];
  wmiFilters?: readonly WmiFilterDescription[];
  starterGpos?: readonly StarterGpoDescription[];
}

/** An organisational unit, and those in it. */
export interface OuDescription {
  name: string;
  /** The one with the highest precedence (link order 1) first. */
  links?: readonly LinkDescription[];
  blockInheritance?: boolean;
  ous?: readonly OuDescription[];
}

/** A site of the forest. */
export interface SiteDescription {
  name: string;
  links?: readonly LinkDescription[];
}

/** A link to a GPO. */
export interface LinkDescription {
  /** GUID, or a display name that only one GPO of the domain has. */
  gpo: string;
  /** DNS name of the GPO's domain. Default: the domain of the SOM; for a site the forest's root. */
  domain?: string;
  /** Default: true. */
  enabled?: boolean;
  /** Default: false. */
  enforced?: boolean;
}

/** A GPO and its settings. */
export interface GpoDescription {
  /** Default: `New Group Policy Object`. Several GPOs may have the same. */
  displayName?: string;
  /** Default: a new GUID. */
  id?: string;
  created?: Date;
  modified?: Date;
  /** Default: true. */
  computerEnabled?: boolean;
  /** Default: true. */
  userEnabled?: boolean;
  /** 0 to 65535, in the directory and in SYSVOL. Default: 1 where the half has files, else 0. */
  computerVersion?: number;
  userVersion?: number;
  /** The comment GPMC shows on the Details page (`IGPMGPO2::Description`). */
  description?: string;
  /** Name or GUID of a WMI filter of the domain. */
  wmiFilter?: string;
  /** SDDL. Default: what Windows gives a new GPO. */
  security?: string;
  /** Given on top of `security`. */
  permissions?: readonly PermissionDescription[];
  /**
   * Settings files by their path in SYSVOL: `Machine\registry.pol`. Text is written in the encoding Windows uses for
   * the file: UTF-16 for .inf and .ini, UTF-8 for the rest.
   */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** `[{extension}{tool}]…`. Default: what the files ask for. */
  computerExtensions?: string;
  userExtensions?: string;
}

/** What a user, computer or group may do with a GPO. */
export interface PermissionDescription {
  /** SID, `DOMAIN\name`, `name@dns.domain` or a well-known name. */
  trustee: string;
  permission: Exclude<GpoPermissionLevel, 'custom'>;
  denied?: boolean;
}

/** A user, computer or group of the domain. */
export interface PrincipalDescription {
  /** SAM account name. */
  name: string;
  type: Exclude<PrincipalType, 'Unknown'>;
  /** Default: the next free one of the domain. */
  sid?: string;
  /** Path of its OU, `Servers/Web`. Default: `Users` or `Computers`. */
  ou?: string;
  /** Names of groups it is a member of. */
  memberOf?: readonly string[];
  /** Site of a computer. Default: the forest's first. */
  site?: string;
}

/** A WMI filter of the domain. */
export interface WmiFilterDescription {
  name: string;
  id?: string;
  description?: string;
  /** WQL; the namespace is `root\CIMv2` unless said otherwise. */
  queries?: readonly (string | { namespace: string; query: string })[];
  /** What the filter evaluates to in RSoP. Default: true. */
  result?: boolean;
}

/** A starter GPO of the domain. */
export interface StarterGpoDescription {
  name: string;
  id?: string;
  description?: string;
  author?: string;
  product?: string;
  type?: 'system' | 'custom';
  version?: string;
  files?: Readonly<Record<string, string | Uint8Array>>;
}
