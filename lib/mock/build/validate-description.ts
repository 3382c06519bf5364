import { pathExcerpt } from '../../files/excerpt';
import { canonicalGuid } from '../../files/guid';
import { isSid } from '../../security/sid';
import {
  type Check,
  date,
  filledList,
  filledString,
  formed,
  integer,
  listOf,
  listWithUnique,
  object,
  optional,
  string,
  word,
} from '../../validate/checks';
import { plainMap } from '../../validate/plain-object';
import { flag, show } from '../../validate/values';
import type {
  DomainDescription,
  ForestDescription,
  GpoDescription,
  LinkDescription,
  OuDescription,
  PermissionDescription,
  PrincipalDescription,
  SiteDescription,
  StarterGpoDescription,
  WmiFilterDescription,
} from './description';

const guid = formed(
  (text) => canonicalGuid(text) !== undefined,
  'a GUID such as {31B2F340-016D-11D2-945F-00C04FB984F9}',
);

const version = integer(0, 0xffff);

/** Files by their paths below a GPO's folder. */
const files: Check = (value, at) => {
  for (const [path, data] of Object.entries(plainMap(value, at))) {
    const parts = path.split('\\');
    const plain = parts.every(
      (part) => part !== '' && part !== '.' && part !== '..' && !/[/:*?"<>|]/.test(part),
    );
    if (!plain)
      throw new RangeError(
        `${at}["${pathExcerpt(path)}"] is not a path below the GPO's folder such as Machine\\registry.pol.`,
      );
    if (typeof data !== 'string' && !(data instanceof Uint8Array))
      throw new TypeError(
        `${at}["${pathExcerpt(path)}"] must be a string or a Uint8Array, not ${show(data)}.`,
      );
  }
};

const links = optional(
  listOf(
    object<LinkDescription>({
      gpo: filledString('the GUID or display name of a GPO'),
      domain: optional(string),
      enabled: flag,
      enforced: flag,
    }),
  ),
);

/** OUs are in OUs: the list's check and that of its items are parts of each other. */
const ous: Check = (value, at) => optional(listWithUnique<OuDescription>('name', ou))(value, at);

const ou = object<OuDescription>({
  name: filledString('the name of an OU'),
  blockInheritance: flag,
  links,
  ous,
});

const permission = object<PermissionDescription>({
  trustee: filledString('a user, computer or group'),
  permission: word('apply', 'read', 'edit', 'editSecurityAndDelete'),
  denied: flag,
});

const gpo = object<GpoDescription>({
  displayName: optional(filledString('the name of a GPO')),
  id: optional(guid),
  created: optional(date),
  modified: optional(date),
  computerEnabled: flag,
  userEnabled: flag,
  computerVersion: optional(version),
  userVersion: optional(version),
  description: optional(string),
  wmiFilter: optional(string),
  security: optional(string),
  permissions: optional(listOf(permission)),
  files: optional(files),
  computerExtensions: optional(string),
  userExtensions: optional(string),
});

const principal = object<PrincipalDescription>({
  name: filledString('a SAM account name'),
  type: word('User', 'Computer', 'LocalGroup', 'GlobalGroup', 'UniversalGroup'),
  sid: optional(formed(isSid, 'a SID such as S-1-5-21-1-2-3-1001')),
  ou: optional(string),
  memberOf: optional(listOf(string)),
  site: optional(string),
});

const query = object<{ namespace: string; query: string }>({ namespace: string, query: string });

const wmiFilter = object<WmiFilterDescription>({
  name: filledString('the name of a WMI filter'),
  id: optional(guid),
  description: optional(string),
  queries: optional(listOf((value, at) => typeof value === 'string' || query(value, at))),
  result: flag,
});

const starterGpo = object<StarterGpoDescription>({
  name: filledString('the name of a starter GPO'),
  id: optional(guid),
  description: optional(string),
  author: optional(string),
  product: optional(string),
  type: optional(word('system', 'custom')),
  version: optional(string),
  files: optional(files),
});

const dnsName = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

const netbiosName: Check = (value, at) => {
  filledString('a NetBIOS name')(value, at);
  if ((value as string).length > 15) throw new RangeError(`${at} has more than 15 characters.`);
};

const domain = object<DomainDescription>({
  name: formed((text) => dnsName.test(text) && text.length <= 253, 'a DNS name such as contoso.com'),
  netbiosName: optional(netbiosName),
  guid: optional(guid),
  sid: optional(
    formed((sid) => /^S-1-5-21-\d+-\d+-\d+$/.test(sid), 'the SID of a domain: S-1-5-21- and three numbers'),
  ),
  controllers: optional(
    filledList(listOf(filledString('a host name')), 'must name at least one domain controller'),
  ),
  defaultPolicies: flag,
  gpos: optional(listWithUnique<GpoDescription>('id', gpo, (id) => canonicalGuid(id) ?? id)),
  ous,
  links,
  principals: optional(listWithUnique<PrincipalDescription>('name', principal)),
  wmiFilters: optional(listOf(wmiFilter)),
  starterGpos: optional(listOf(starterGpo)),
});

const site = object<SiteDescription>({ name: filledString('the name of a site'), links });

const forest = object<ForestDescription>(
  {
    domains: optional(
      filledList(
        listWithUnique<DomainDescription>('name', domain),
        'must have at least one domain; leave it out for contoso.com',
      ),
    ),
    sites: optional(listWithUnique<SiteDescription>('name', site)),
  },
  (key) => key,
);

/**
 * Checks the shape and ranges of a description; references between its parts are checked where they are resolved.
 *
 * @throws TypeError or RangeError that names the part which is wrong: `domains[0].gpos[2].id`
 */
export function validateDescription(description: ForestDescription): void {
  forest(description, 'the forest description');
}
