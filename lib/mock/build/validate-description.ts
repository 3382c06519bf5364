import type {
  DomainDescription,
  ForestDescription,
  GpoDescription,
  LinkDescription,
  OuDescription,
  PrincipalDescription,
} from './description';
import { canonicalGuid } from '../../files/guid';
import { isSid } from '../../security/sid';

/** Walks a description and throws at the first fault, naming its place: `domains[0].gpos[2].id`. */
class Validator {
  text(value: unknown, at: string, what: string): string {
    if (typeof value !== 'string')
      throw new TypeError(`${at} must be a string (${what}), not ${describe(value)}`);
    if (value.trim() === '') throw new RangeError(`${at} must not be empty: it is ${what}`);
    return value;
  }
  optionalText(value: unknown, at: string): void {
    if (value !== undefined && typeof value !== 'string')
      throw new TypeError(`${at} must be a string, not ${describe(value)}`);
  }
  flag(value: unknown, at: string): void {
    if (value !== undefined && typeof value !== 'boolean')
      throw new TypeError(`${at} must be true or false, not ${describe(value)}`);
  }
  list<T>(value: readonly T[] | undefined, at: string, each: (item: T, at: string) => void): void {
    if (value === undefined) return;
    if (!Array.isArray(value)) throw new TypeError(`${at} must be an array, not ${describe(value)}`);
    value.forEach((item, i) => {
      this.object(item, `${at}[${i}]`);
      each(item, `${at}[${i}]`);
    });
  }
  object(value: unknown, at: string): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new TypeError(`${at} must be an object, not ${describe(value)}`);
  }
  guid(value: unknown, at: string): void {
    if (value === undefined) return;
    if (canonicalGuid(this.text(value, at, 'a GUID')) === undefined) {
      throw new RangeError(
        `${at} is "${String(value)}", which is not a GUID such as {31B2F340-016D-11D2-945F-00C04FB984F9}`,
      );
    }
  }
  version(value: unknown, at: string): void {
    if (value === undefined) return;
    if (typeof value !== 'number') throw new TypeError(`${at} must be a number, not ${describe(value)}`);
    if (!Number.isInteger(value) || value < 0 || value > 0xffff)
      throw new RangeError(`${at} is ${value}; a version is a whole number from 0 to 65535`);
  }
  date(value: unknown, at: string): void {
    if (value === undefined) return;
    if (!(value instanceof Date)) throw new TypeError(`${at} must be a Date, not ${describe(value)}`);
    if (Number.isNaN(value.getTime())) throw new RangeError(`${at} is an invalid Date`);
  }
  /** `seen` holds what may occur once, in lower case. */
  once(key: string, at: string, seen: Set<string>): void {
    if (seen.has(key.toLowerCase()))
      throw new RangeError(`${at} is "${key}" a second time; give another one`);
    seen.add(key.toLowerCase());
  }

  links(links: readonly LinkDescription[] | undefined, at: string): void {
    this.list(links, at, (link, place) => {
      this.text(link.gpo, `${place}.gpo`, 'the GUID or display name of a GPO');
      this.optionalText(link.domain, `${place}.domain`);
      this.flag(link.enabled, `${place}.enabled`);
      this.flag(link.enforced, `${place}.enforced`);
    });
  }
  ous(ous: readonly OuDescription[] | undefined, at: string): void {
    const names = new Set<string>();
    this.list(ous, at, (ou, place) => {
      this.once(this.text(ou.name, `${place}.name`, 'the name of an OU'), `${place}.name`, names);
      this.flag(ou.blockInheritance, `${place}.blockInheritance`);
      this.links(ou.links, `${place}.links`);
      this.ous(ou.ous, `${place}.ous`);
    });
  }
  files(files: unknown, at: string): void {
    if (files === undefined) return;
    this.object(files, at);
    for (const [path, data] of Object.entries(files as object)) {
      const parts = path.split('\\');
      const plain = parts.every(
        (part) => part !== '' && part !== '.' && part !== '..' && !/[/:*?"<>|]/.test(part),
      );
      if (!plain)
        throw new RangeError(
          `${at}["${path}"] is not a path below the GPO's folder such as Machine\\registry.pol`,
        );
      if (typeof data !== 'string' && !(data instanceof Uint8Array))
        throw new TypeError(`${at}["${path}"] must be a string or a Uint8Array, not ${describe(data)}`);
    }
  }
  gpo(gpo: GpoDescription, at: string): void {
    if (gpo.displayName !== undefined) this.text(gpo.displayName, `${at}.displayName`, 'the name of a GPO');
    this.guid(gpo.id, `${at}.id`);
    this.date(gpo.created, `${at}.created`);
    this.date(gpo.modified, `${at}.modified`);
    this.flag(gpo.computerEnabled, `${at}.computerEnabled`);
    this.flag(gpo.userEnabled, `${at}.userEnabled`);
    this.version(gpo.computerVersion, `${at}.computerVersion`);
    this.version(gpo.userVersion, `${at}.userVersion`);
    for (const key of [
      'description',
      'wmiFilter',
      'security',
      'computerExtensions',
      'userExtensions',
    ] as const) {
      this.optionalText(gpo[key], `${at}.${key}`);
    }
    this.list(gpo.permissions, `${at}.permissions`, (permission, place) => {
      this.text(permission.trustee, `${place}.trustee`, 'a user, computer or group');
      const levels = ['apply', 'read', 'edit', 'editSecurityAndDelete'];
      if (!levels.includes(permission.permission))
        throw new RangeError(`${place}.permission must be one of ${levels.join(', ')}`);
      this.flag(permission.denied, `${place}.denied`);
    });
    this.files(gpo.files, `${at}.files`);
  }
  principal(principal: PrincipalDescription, at: string): void {
    this.text(principal.name, `${at}.name`, 'a SAM account name');
    const types = ['User', 'Computer', 'LocalGroup', 'GlobalGroup', 'UniversalGroup'];
    if (!types.includes(principal.type))
      throw new RangeError(`${at}.type must be one of ${types.join(', ')}`);
    if (principal.sid !== undefined && !isSid(this.text(principal.sid, `${at}.sid`, 'a SID'))) {
      throw new RangeError(`${at}.sid is "${principal.sid}", which is not a SID such as S-1-5-21-1-2-3-1001`);
    }
    this.optionalText(principal.ou, `${at}.ou`);
    this.optionalText(principal.site, `${at}.site`);
  }
  domain(domain: DomainDescription, at: string): void {
    const name = this.text(domain.name, `${at}.name`, 'a DNS name such as contoso.com');
    if (
      !/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i.test(name) ||
      name.length > 253
    ) {
      throw new RangeError(`${at}.name is "${name}", which is not a DNS name such as contoso.com`);
    }
    if (
      domain.netbiosName !== undefined &&
      this.text(domain.netbiosName, `${at}.netbiosName`, 'a NetBIOS name').length > 15
    ) {
      throw new RangeError(`${at}.netbiosName has more than 15 characters`);
    }
    this.guid(domain.guid, `${at}.guid`);
    if (domain.sid !== undefined && !/^S-1-5-21-\d+-\d+-\d+$/.test(domain.sid)) {
      throw new RangeError(
        `${at}.sid is "${domain.sid}", which is not the SID of a domain: S-1-5-21- and three numbers`,
      );
    }
    if (domain.controllers !== undefined) {
      if (!Array.isArray(domain.controllers))
        throw new TypeError(`${at}.controllers must be an array of host names`);
      if (domain.controllers.length === 0)
        throw new RangeError(`${at}.controllers must name at least one domain controller`);
      domain.controllers.forEach((dc, i) => {
        this.text(dc, `${at}.controllers[${i}]`, 'a host name');
      });
    }
    this.flag(domain.defaultPolicies, `${at}.defaultPolicies`);
    const gpoIds = new Set<string>();
    this.list(domain.gpos, `${at}.gpos`, (gpo, place) => {
      this.gpo(gpo, place);
      if (gpo.id !== undefined) this.once(canonicalGuid(gpo.id)!, `${place}.id`, gpoIds);
    });
    this.ous(domain.ous, `${at}.ous`);
    this.links(domain.links, `${at}.links`);
    const names = new Set<string>();
    this.list(domain.principals, `${at}.principals`, (principal, place) => {
      this.principal(principal, place);
      this.once(principal.name, `${place}.name`, names);
    });
    this.list(domain.wmiFilters, `${at}.wmiFilters`, (filter, place) => {
      this.text(filter.name, `${place}.name`, 'the name of a WMI filter');
      this.guid(filter.id, `${place}.id`);
      this.flag(filter.result, `${place}.result`);
    });
    this.list(domain.starterGpos, `${at}.starterGpos`, (starter, place) => {
      this.text(starter.name, `${place}.name`, 'the name of a starter GPO');
      this.guid(starter.id, `${place}.id`);
      this.files(starter.files, `${place}.files`);
    });
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value)
    ? 'an array'
    : typeof value === 'object'
      ? 'an object'
      : `${typeof value} ${String(value)}`;
}

/**
 * Checks the shape and ranges of a description; references between its parts are checked where they are resolved.
 *
 * @throws TypeError or RangeError that names the part which is wrong: `domains[0].gpos[2].id`
 */
export function validateDescription(description: ForestDescription): void {
  const validator = new Validator();
  validator.object(description, 'the forest description');
  const names = new Set<string>();
  validator.list(description.domains, 'domains', (domain, at) => {
    validator.domain(domain, at);
    validator.once(domain.name, `${at}.name`, names);
  });
  if (description.domains?.length === 0)
    throw new RangeError('domains must have at least one domain; leave it out for contoso.com');
  const sites = new Set<string>();
  validator.list(description.sites, 'sites', (site, at) => {
    validator.once(validator.text(site.name, `${at}.name`, 'the name of a site'), `${at}.name`, sites);
    validator.links(site.links, `${at}.links`);
  });
}
