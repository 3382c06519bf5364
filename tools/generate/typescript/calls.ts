import type { Interface, Method, Model, Parameter } from '../model';
import { file, interfaceDoc, list } from '../text';
import { outMayBeNull, plainType, signature, used } from './types';

/** `calls.ts`: what a client gives to and gets from each method. */
export function calls(model: Model): string {
  const body = [
    '/**',
    ' * The values of each call, by position. Progress and cancel objects are made by the client half and left out. A method',
    " * listed in `datumMethods` has no out value: its datum is the call's HRESULT.",
    ' */',
    'export interface Calls {',
    ...model.interfaces.flatMap(section),
    '}',
  ];
  return file([
    '',
    list(
      'import type { ',
      used(
        model.description.enums.map((item) => item.name),
        body,
      ),
      " } from './gpmgmt';",
    ),
    list('import type { ', used(['ComObject', 'VariantValue'], body), " } from '../addon/values';"),
    '',
    ...body,
  ]);
}

function section(item: Interface): string[] {
  return [
    `  // ${item.name}: ${interfaceDoc(item.name, item.description.documented !== false)}`,
    ...item.methods.flatMap(entry),
  ];
}

function entry(method: Method): string[] {
  const inputs = signature(method.inputs, inputType);
  const outs = signature(method.outs, (out) => outType(method, out));
  const line = `  '${method.fullName}': { in: [${inputs.join(', ')}]; out: [${outs.join(', ')}] };`;
  if (line.length <= 110) return [line];
  return [
    `  '${method.fullName}': {`,
    list('    in: [', inputs, '];'),
    list('    out: [', outs, '];'),
    '  };',
  ];
}

function inputType(input: Parameter): string {
  return plainType(input) ?? objectType(input) + (input.nullable ? ' | null' : '');
}

function outType(method: Method, out: Parameter): string {
  return plainType(out) ?? objectType(out) + (outMayBeNull(method, out) ? ' | null' : '');
}

/** IDispatch and IEnumVARIANT are not described here: their objects are of no particular interface. */
function objectType(parameter: Parameter): string {
  return parameter.kind === 'interface' ? `ComObject<'${parameter.base}'>` : 'ComObject';
}
