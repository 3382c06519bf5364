import type { Interface, Method, Model, Parameter } from '../model';
import { file, interfaceDoc, list } from '../text';
import { outMayBeNull, plainType, signature, used } from './types';

const VALUES = ['Answer', 'AsyncAnswer', 'ForeignObject', 'Served', 'ServerArgument', 'VariantValue'];
/** An object of no particular interface: the client's, one of TypeScript's own, or a null pointer. */
const ANY_OBJECT = 'ServerArgument<InterfaceName>';

/** `methods.ts`: what TypeScript implements to answer the calls of COM clients. */
export function methods(model: Model): string {
  const body = [
    ...model.interfaces.flatMap(methodsOf),
    '/** The methods of each interface, those of its bases included. */',
    'export interface Methods {',
    ...model.interfaces.map(({ name }) => `  ${name}: ${name}Methods;`),
    '}',
  ];
  return file([
    '',
    list(
      'import type { ',
      used(['InterfaceName', ...model.description.enums.map((item) => item.name)], body),
      " } from './gpmgmt';",
    ),
    list('import type { ', used(VALUES, body), " } from '../addon/values';"),
    '',
    ...body,
  ]);
}

function methodsOf(item: Interface): string[] {
  const base = item.base ? ` extends ${item.base.name}Methods` : '';
  return [
    `/** ${interfaceDoc(item.name, item.description.documented !== false)} */`,
    `export interface ${item.name}Methods${base} {`,
    ...item.methods.map((method) =>
      list(
        `  ${method.description.cppName}(`,
        signature(
          method.parameters.filter(({ role }) => role === 'in' || role === 'progress'),
          argumentType,
        ),
        `): Answer<${answerType(method)}>;`,
      ),
    ),
    '}',
    '',
  ];
}

function argumentType(parameter: Parameter): string {
  if (parameter.role === 'progress') return 'ForeignObject | null';
  const plain = plainType(parameter);
  if (plain) return plain;
  return parameter.kind === 'interface' ? `ServerArgument<'${parameter.base}'>` : ANY_OBJECT;
}

function answerType(method: Method): string {
  const [out] = method.outs;
  if (!out) return 'void';
  const type = plainType(out) ?? objectType(out) + (outMayBeNull(method, out) ? ' | null' : '');
  return method.progress >= 0 ? `AsyncAnswer<${type}>` : type;
}

/** An enumerator is answered with its items; an IDispatch may be anybody's. */
function objectType(out: Parameter): string {
  if (out.kind === 'interface') return `Served<'${out.base}'>`;
  return out.base === 'IEnumVARIANT' ? 'readonly VariantValue[]' : ANY_OBJECT;
}
