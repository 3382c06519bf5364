import type { Row } from '../client/apartment';
import type { Calls, MethodName } from '../generated/gpmgmt';
import { Hresult } from '../hresult/codes';
import { errorFromHresult, explain } from '../hresult/gpm-error';

/** Which COM method each property of a snapshot is read with. */
export type Properties = Readonly<Record<string, MethodName>>;

/** The values of all properties at one moment. */
export type Snapshot<P extends Properties> = { -readonly [K in keyof P]: Calls[P[K]]['out'][0] };

/** The methods to read, in the order in which {@link snapshot} takes their values. */
export function methodsOf(properties: Properties): readonly MethodName[] {
  return Object.values(properties);
}

/**
 * Makes a snapshot of a row that was read with {@link methodsOf}.
 *
 * @param fallback - what stands for a property that a server may be unable to give; others throw
 */
export function snapshot<
  P extends Properties,
  F extends Partial<Record<keyof P, unknown>> = Record<never, never>,
>(
  properties: P,
  row: Row,
  action: string,
  fallback?: F,
): { [K in keyof P]: Snapshot<P>[K] | (K extends keyof F ? F[K] : never) } {
  const values: Record<string, unknown> = {};
  let index = 0;
  for (const key in properties) {
    const value = row.values[index++];
    if (value === undefined || value instanceof Error)
      values[key] = substitute(key, properties, value, action, fallback);
    else values[key] = value;
  }
  return values as Snapshot<P>;
}

function substitute(
  key: string,
  properties: Properties,
  error: Error | undefined,
  action: string,
  fallback: Partial<Record<string, unknown>> | undefined,
): unknown {
  if (fallback && key in fallback) return fallback[key];
  const method = properties[key] as MethodName;
  throw error
    ? explain(error, action, method)
    : errorFromHresult(Hresult.E_NOINTERFACE, method, undefined, action);
}

/** Whether a row's object lacks the interface that its first property belongs to. */
export function isOfAnotherKind(row: Row): boolean {
  const first = row.values[0];
  return first instanceof Error && (first as Error & { hresult?: number }).hresult === Hresult.E_NOINTERFACE;
}
