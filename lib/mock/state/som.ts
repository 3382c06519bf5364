import { sameGuid } from '../../files/guid';
import { equalIgnoringCase } from '../../files/text';
import type { DelegatingDomain } from './default-delegation';
import type { PermissionEntry } from './permission-entry';

/** A link of a GPO to a scope of management, as `IGPMGPOLink` shows it. Its order is its place in the SOM's list. */
export interface GpoLink {
  /** GUID with braces in upper case. The GPO need not exist: links survive its deletion. */
  gpoId: string;
  gpoDomain: string;
  enabled: boolean;
  enforced: boolean;
}

/** Whether a link is one to a GPO: the default GPOs have the same GUID in every domain, so the domain counts as well. */
export function isLinkTo(
  link: GpoLink,
  gpo: { readonly id: string; readonly domain: { readonly name: string } },
): boolean {
  return sameGuid(link.gpoId, gpo.id) && equalIgnoringCase(link.gpoDomain, gpo.domain.name);
}

/** A scope of management: a site, a domain or an organisational unit. */
export interface SomState {
  readonly type: 'site' | 'domain' | 'ou';
  /** Of a domain its DNS name. */
  readonly name: string;
  /** Distinguished name. */
  readonly path: string;
  /** `contoso.com/Servers`, as reports write it. */
  readonly canonicalName: string;
  blockInheritance: boolean;
  /** Link order 1, which has the highest precedence, comes first. */
  links: GpoLink[];
  /** Its own, once they are set: see `somEntries`. */
  permissions: readonly PermissionEntry[] | undefined;
  /** The SOM above: an OU's OU or domain. */
  readonly parent: SomState | undefined;
  /** Of a domain or OU. */
  readonly domain: (DelegatingDomain & { readonly name: string }) | undefined;
}

/** The SOM and those above it, the topmost first. */
export function somChain(som: SomState): SomState[] {
  const chain: SomState[] = [];
  for (let at: SomState | undefined = som; at; at = at.parent) chain.unshift(at);
  return chain;
}

/** A value as it stands in a distinguished name (RFC 4514). */
export function escapeRdn(value: string): string {
  return value.replace(/^[ #]|[,+"\\<>;=]| $/g, (character) => `\\${character}`);
}

/** `DC=contoso,DC=com`. */
export function domainDn(dnsName: string): string {
  return dnsName
    .split('.')
    .map((label) => `DC=${escapeRdn(label)}`)
    .join(',');
}

/** A link in the order in which it takes effect. */
export interface InheritedLink {
  som: SomState;
  link: GpoLink;
  /** Link order within its SOM, from 1. */
  order: number;
}

/**
 * The enabled links that reach the last SOM of a chain, in the order they are applied: later ones win. A SOM that
 * blocks inheritance drops what stands above it, except enforced links; enforced links are applied last, and of
 * these the ones of the topmost SOM win.
 */
export function linksInEffect(chain: readonly SomState[]): InheritedLink[] {
  const blockedAbove = chain.findLastIndex((som) => som.blockInheritance);
  const plain: InheritedLink[] = [];
  const enforced: InheritedLink[] = [];
  chain.forEach((som, level) => {
    const here = som.links.map((link, i) => ({ som, link, order: i + 1 })).filter(({ link }) => link.enabled);
    here.reverse(); // link order 1 is applied last
    if (level >= blockedAbove) plain.push(...here.filter(({ link }) => !link.enforced));
    enforced.unshift(...here.filter(({ link }) => link.enforced));
  });
  return [...plain, ...enforced];
}
