import type { Method, Parameter } from '../model';
import { list } from '../text';

/** The C++ spelling of an IDL type without stars; the project's own types get `scope` in front. */
export function baseType(parameter: Parameter, scope = ''): string {
  if (parameter.base === 'long') return 'LONG';
  return parameter.kind === 'enum' || parameter.kind === 'interface'
    ? scope + parameter.base
    : parameter.base;
}

/** The C++ type of a parameter. */
export function parameterType(parameter: Parameter, scope = ''): string {
  return baseType(parameter, scope) + '*'.repeat(parameter.pointers);
}

/** The parameter list of a method, each with its name. */
export function parameterList(method: Method, scope = ''): string[] {
  return method.parameters.map((parameter) => `${parameterType(parameter, scope)} ${parameter.name}`);
}

/** `inline constexpr GUID name{…};` */
export function guidConstant(name: string, guid: string): string {
  const [a, b, c, d, e] = guid.split('-');
  const bytes = ((d ?? '') + (e ?? '')).match(/../g) ?? [];
  if (bytes.length !== 8) throw new Error(`${name} is not a GUID: ${guid}.`);
  const last = bytes.map((byte) => `0x${byte}`).join(', ');
  return list(
    `inline constexpr GUID ${name}{`,
    [`0x${a}`, `0x${b}`, `0x${c}`, ...`{${last}}`.split(', ')],
    '};',
  );
}
