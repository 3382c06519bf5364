import { type InspectOptionsStylized, inspect } from 'node:util';

/** Under which name the console looks for how an object is shown. */
export const inspectCustom: typeof inspect.custom = inspect.custom;

/** What the console shows of an object whose state is private: its class and some facts, as it shows plain objects. */
export function inspectAs(
  name: string,
  facts: object,
  depth: number,
  options: InspectOptionsStylized,
): string {
  if (depth < 0) return options.stylize(`[${name}]`, 'special');
  return `${name} ${inspect(facts, { ...options, depth })}`;
}
