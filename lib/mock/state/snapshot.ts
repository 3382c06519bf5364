import type { SysvolFile } from '../../backups/types';
import { decodeFile, kindOf } from '../../files/file-kinds';
import { formatSddl } from '../../security/sddl';
import type { ForestState } from './forest-state';
import type { GpoState } from './gpo-state';
import type { GpoLink, SomState } from './som';
import type { StarterGpoState } from './starter-gpo';
import type { WmiFilterState } from './wmi-filter';

/** What a file holds: its text, or where it is not one its bytes, in hexadecimal. */
export type FileSnapshot = string | { hex: string };

/** A GPO as plain data. */
export interface GpoSnapshot {
  id: string;
  displayName: string;
  domain: string;
  path: string;
  created: string;
  modified: string;
  userEnabled: boolean;
  computerEnabled: boolean;
  userDsVersion: number;
  userSysvolVersion: number;
  computerDsVersion: number;
  computerSysvolVersion: number;
  userExtensions: string;
  computerExtensions: string;
  description: string;
  wmiFilter: string;
  /** Owner, group and DACL as SDDL; in hexadecimal what cannot be read as one. */
  security: FileSnapshot;
  /** By path, such as `Machine\Scripts\scripts.ini`. */
  files: Record<string, FileSnapshot>;
  directories: string[];
}

/** A site, domain or OU as plain data. */
export interface SomSnapshot {
  type: SomState['type'];
  name: string;
  path: string;
  blockInheritance: boolean;
  links: GpoLink[];
}

/** A domain as plain data. */
export interface DomainSnapshot {
  name: string;
  netbiosName: string;
  guid: string;
  sid: string;
  controllers: string[];
  gpos: GpoSnapshot[];
  soms: SomSnapshot[];
  wmiFilters: Omit<WmiFilterState, 'permissions'>[];
  starterGpos: Omit<StarterGpoState, 'files' | 'permissions'>[];
}

/** The whole forest as plain data. */
export interface ForestSnapshot {
  domains: DomainSnapshot[];
  sites: SomSnapshot[];
  /** `DOMAIN\name` of every account. */
  principals: Record<string, string>;
}

/** Text only where it says all that the bytes do. */
function snapshotFile(file: SysvolFile): FileSnapshot {
  const hex = () => ({ hex: Buffer.from(file.data).toString('hex') });
  if (kindOf(file.path) === 'registryPol') return hex();
  const decoded = decodeFile(file);
  // What is no text may be valid UTF-8 all the same.
  return decoded.exact && !decoded.text.includes('\0') ? decoded.text : hex();
}

function snapshotSecurity(gpo: GpoState): FileSnapshot {
  try {
    return formatSddl(gpo.security, gpo.domain.sid);
  } catch {
    return { hex: Buffer.from(gpo.content.securityDescriptor).toString('hex') };
  }
}

export function snapshotGpo(gpo: GpoState): GpoSnapshot {
  const { content } = gpo;
  return {
    id: gpo.id,
    displayName: gpo.displayName,
    domain: gpo.domain.name,
    path: gpo.path,
    created: gpo.created.toISOString(),
    modified: gpo.modified.toISOString(),
    userEnabled: gpo.userEnabled,
    computerEnabled: gpo.computerEnabled,
    userDsVersion: gpo.userDsVersion,
    userSysvolVersion: gpo.userSysvolVersion,
    computerDsVersion: gpo.computerDsVersion,
    computerSysvolVersion: gpo.computerSysvolVersion,
    userExtensions: content.userExtensionGuids,
    computerExtensions: content.machineExtensionGuids,
    description: gpo.description,
    wmiFilter: content.wmiFilter,
    security: snapshotSecurity(gpo),
    files: Object.fromEntries(content.files.map((file) => [file.path, snapshotFile(file)])),
    directories: [...content.directories],
  };
}

const snapshotSom = (som: SomState): SomSnapshot => ({
  type: som.type,
  name: som.name,
  path: som.path,
  blockInheritance: som.blockInheritance,
  links: som.links.map((link) => ({ ...link })),
});

export function snapshotForest(forest: ForestState): ForestSnapshot {
  return {
    domains: forest.domains.map((domain) => ({
      name: domain.name,
      netbiosName: domain.netbiosName,
      guid: domain.guid,
      sid: domain.sid,
      controllers: [...domain.controllers],
      gpos: domain.gpos.map(snapshotGpo),
      soms: [domain.som, ...domain.ous].map(snapshotSom),
      wmiFilters: domain.wmiFilters.map(({ permissions: _, ...filter }) => structuredClone(filter)),
      starterGpos: domain.starterGpos.map(({ files: _, permissions: __, ...starter }) => starter),
    })),
    sites: forest.sites.map(snapshotSom),
    principals: Object.fromEntries(
      forest.principals.accounts().map((p) => [p.sid, `${p.authority}\\${p.name}`]),
    ),
  };
}
