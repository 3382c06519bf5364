import type { Method, Parameter } from '../model';

/** The TypeScript type of a value that passes between TypeScript and one half of the addon. */
export type Spelling = (parameter: Parameter) => string;

/** The types that are the same in both halves; `undefined` for interface pointers. */
export function plainType(parameter: Parameter): string | undefined {
  switch (parameter.kind) {
    case 'bstr':
      return parameter.nullable ? 'string | null' : 'string';
    case 'long':
    case 'dword':
    case 'ushort':
      return 'number';
    case 'date':
      return 'Date';
    case 'bool':
      return 'boolean';
    case 'variant':
      // A pointer to a VARIANT may be null, which is `undefined` here.
      return parameter.role === 'in' && parameter.pointers === 1
        ? 'VariantValue | undefined'
        : 'VariantValue';
    case 'enum':
      return parameter.base;
    default:
      return undefined;
  }
}

/** A parameter's name where `var` and the like are reserved. */
export function identifier(parameter: Parameter): string {
  return parameter.name === 'var' ? 'value' : parameter.name;
}

/** `name: type` for each parameter. */
export function signature(parameters: readonly Parameter[], spelling: Spelling): string[] {
  return parameters.map((parameter) => `${identifier(parameter)}: ${spelling(parameter)}`);
}

/** An asynchronous method may leave its result to a later `Status` call, and its out pointer null. */
export function outMayBeNull(method: Method, out: Parameter): boolean {
  return out.nullable || method.progress >= 0;
}

/** Those of `names` that occur in `lines`, for an import. */
export function used(names: readonly string[], lines: readonly string[]): string[] {
  const text = lines.join('\n');
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
}
