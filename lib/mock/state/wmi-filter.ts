import type { PermissionEntry } from './permission-entry';

/** A WMI filter of a domain. */
export interface WmiFilterState {
  /** GUID with braces in upper case. */
  readonly id: string;
  /** DNS name of its domain. */
  readonly domain: string;
  name: string;
  description: string;
  queries: { namespace: string; query: string }[];
  /** What it evaluates to in RSoP. */
  result: boolean;
  /** Once they are set. */
  permissions?: readonly PermissionEntry[];
}

/** `MSFT_SomFilter.ID="{…}",Domain="contoso.com"`: how a GPO and a backup refer to a filter, and its path in COM. */
export function wmiFilterPath(filter: { id: string; domain: string }): string {
  return `MSFT_SomFilter.ID="${filter.id}",Domain="${filter.domain}"`;
}

const spellings = [
  /^MSFT_SomFilter\.ID="(?<id>\{[0-9a-f-]{36}\})", ?Domain="(?<domain>[^"]*)"$/i,
  /^MSFT_SomFilter\.Domain="(?<domain>[^"]*)", ?ID="(?<id>\{[0-9a-f-]{36}\})"$/i,
];

/**
 * The inverse of {@link wmiFilterPath}; nothing where the text is no such path. `IGPMDomain::GetWMIFilter` documents the
 * two keys in the other order.
 */
export function parseWmiFilterPath(path: string): { id: string; domain: string } | undefined {
  for (const spelling of spellings) {
    const { id, domain } = spelling.exec(path.trim())?.groups ?? {};
    if (id !== undefined && domain !== undefined) return { id: id.toUpperCase(), domain };
  }
  return undefined;
}
