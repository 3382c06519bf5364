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
}

/** `MSFT_SomFilter.ID="{…}",Domain="contoso.com"`: how a GPO and a backup refer to a filter, and its path in COM. */
export function wmiFilterPath(filter: { id: string; domain: string }): string {
  return `MSFT_SomFilter.ID="${filter.id}",Domain="${filter.domain}"`;
}

/** The inverse of {@link wmiFilterPath}; nothing where the text is no such path. */
export function parseWmiFilterPath(path: string): { id: string; domain: string } | undefined {
  const match = /^MSFT_SomFilter\.ID="(\{[0-9a-f-]{36}\})",Domain="([^"]*)"$/i.exec(path.trim());
  return match ? { id: match[1]!.toUpperCase(), domain: match[2]! } : undefined;
}
