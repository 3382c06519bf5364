import type { Interface, Method, Model } from '../model';
import { file, list } from '../text';
import { thunkName } from './client-thunks';

const KINDS = { method: 'kMethod', propget: 'kGet', propput: 'kPut' } as const;

/** `methods.cc`: the table of all methods and of all interfaces. */
export function methodTable(model: Model): string {
  return file([
    '',
    '#include "../method.h"',
    '#include "client_thunks.h"',
    '#include "gpmgmt.h"',
    '',
    'namespace gpmc {',
    '',
    '// Interface, name, dispatch name, IID, interface index, slot, DISPID, kind, parameters, inputs, progress, cancel,',
    '// has_retval, result, call.',
    `const MethodInfo kMethods[${model.methods.length}] = {`,
    ...model.methods.map((method) => methodRow(method, model)),
    '};',
    '',
    '// Name, IID, index of the base, first method, own methods.',
    `const InterfaceInfo kInterfaces[${model.interfaces.length}] = {`,
    ...model.interfaces.map((item) => interfaceRow(item, model)),
    '};',
    '',
    '}  // namespace gpmc',
  ]);
}

function methodRow(method: Method, model: Model): string {
  const { owner, description } = method;
  return list(
    '    {',
    [
      `"${owner.name}"`,
      `"${description.cppName}"`,
      `u"${description.name}"`,
      `&gpmgmt::IID_${owner.name}`,
      owner.index,
      description.slot,
      description.dispid,
      `MethodKind::${KINDS[description.kind]}`,
      method.parameters.length - method.outs.length,
      method.inputs.length,
      method.progress,
      method.cancel,
      method.outs.length > 0,
      resultIndex(method, model),
      `gpmgmt::client::${thunkName(method)}`,
    ].map(String),
    '},',
  );
}

/** The interface of the first out value, or -1 where that is none of the description. */
function resultIndex({ outs: [first] }: Method, model: Model): number {
  return model.interfaces.find((item) => item.name === first?.base)?.index ?? -1;
}

function interfaceRow(item: Interface, model: Model): string {
  const first = model.methods.findIndex((method) => method.owner === item);
  const base = item.base?.index ?? -1;
  return `    {"${item.name}", &gpmgmt::IID_${item.name}, ${base}, ${first}, ${item.methods.length}},`;
}
