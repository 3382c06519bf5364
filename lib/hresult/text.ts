import { formatHresult, Hresult, type HresultName, isGpmcCode } from './codes';
import { gpmcMeanings } from './gpmc-codes';
import { meanings } from './meanings';

// Needed once something has failed, and loaded then.

const names: ReadonlyMap<number, HresultName> = new Map(
  (Object.keys(meanings) as HresultName[]).map((name) => [Hresult[name], name]),
);

/** The name of an HRESULT in Microsoft's headers, or {@link formatHresult} where it has none that is published. */
export function hresultCode(hresult: number): string {
  return names.get(hresult >>> 0) ?? formatHresult(hresult);
}

/** What an HRESULT means, in words that can follow a colon. */
export function hresultMeaning(hresult: number): string {
  const code = hresult >>> 0;
  const name = names.get(code);
  const known = name ? meanings[name][0] : gpmcMeanings.get(code);
  if (known) return known;
  if (code >>> 16 === 0x8007) return `Windows error ${code & 0xffff}`;
  return isGpmcCode(code) ? 'an error of GPMC' : 'an error of the server';
}

/** What an administrator can do about an HRESULT; empty where nothing general can be said. */
export function hresultAdvice(hresult: number): string {
  const name = names.get(hresult >>> 0);
  return (name && meanings[name][1]) ?? '';
}
