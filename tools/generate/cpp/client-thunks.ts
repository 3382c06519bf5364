import type { Interface, Method, Model, Parameter } from '../model';
import { file, list } from '../text';
import { baseType, parameterType } from './types';

/** The C++ name of a method's client thunk in `gpmc::gpmgmt::client`. */
export function thunkName(method: Method): string {
  return `${method.owner.name}_${method.description.cppName}`;
}

/** `client_thunks.h`: the functions that the table of methods points to. */
export function clientThunksHeader(model: Model): string {
  return file([
    '',
    '#pragma once',
    '',
    '#include "../../com/com.h"',
    '',
    'namespace gpmc {',
    '',
    'class CallFrame;',
    '',
    'namespace gpmgmt::client {',
    '',
    '// Each calls one method through the vtable, with the values of `frame` as arguments, and leaves the out values',
    '// there. `object` is a pointer to the interface in front of the underscore; nothing is queried here.',
    ...model.methods.map((method) => `HRESULT ${thunkName(method)}(void* object, CallFrame& frame);`),
    '',
    '}  // namespace gpmgmt::client',
    '}  // namespace gpmc',
  ]);
}

/** `client_thunks*.cc`: JavaScript's values in, a vtable call, values for JavaScript out. */
export function clientThunks(interfaces: readonly Interface[]): string {
  return file([
    '',
    '#include "client_thunks.h"',
    '',
    '#include "../../runtime/call_frame.h"',
    '#include "gpmgmt.h"',
    '',
    'namespace gpmc::gpmgmt::client {',
    '',
    ...interfaces.flatMap((item) => item.methods.flatMap(thunk)),
    '}  // namespace gpmc::gpmgmt::client',
  ]);
}

function thunk(method: Method): string[] {
  // The call is an argument of finish(), which takes the out values behind it: `finish(self->X(a, b), b)`.
  const call = method.parameters.map(argument);
  call.push(`${call.pop() ?? ''})`);
  const outs = method.outs.map((out) => out.name);
  return [
    `HRESULT ${thunkName(method)}(void* object, CallFrame& frame) {`,
    `  auto* self = static_cast<${method.owner.name}*>(object);`,
    ...method.inputs.map((input, position) => `  ${inputType(input)} ${input.name}(frame, ${position});`),
    ...method.outs.map((out) => `  Out<${outType(out)}> ${out.name};`),
    // Only a conversion of an argument can have failed by now.
    ...(method.inputs.length > 0 ? ['  if (FAILED(frame.status())) return frame.status();'] : []),
    list(`  return frame.finish(self->${method.description.cppName}(`, [...call, ...outs], ');'),
    '}',
    '',
  ];
}

function argument(parameter: Parameter): string {
  if (parameter.role === 'progress') return 'frame.progress()';
  if (parameter.role === 'cancel') return 'frame.cancel()';
  return parameter.name;
}

function inputType(input: Parameter): string {
  return `In<${input.base === 'HRESULT' ? 'LONG' : parameterType(input)}>`;
}

/** What the out pointer points to. */
function outType(out: Parameter): string {
  return baseType(out) + '*'.repeat(out.pointers - 1);
}
