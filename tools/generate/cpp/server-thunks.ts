import type { Interface, Method, Model } from '../model';
import { file, list } from '../text';
import { parameterList } from './types';

const SCOPE = 'gpmgmt::';

/** `server_thunks.h`: for each interface a mixin that turns its methods into questions to TypeScript. */
export function serverThunks(model: Model): string {
  return file([
    '',
    '#pragma once',
    '',
    '#include "../../server/server_call.h"',
    '#include "gpmgmt.h"',
    '',
    'namespace gpmc {',
    '',
    '// `Base` is the class that implements IUnknown and IDispatch for the interface, or for one derived from it. The',
    "// numbers are the methods' indexes in `kMethods`.",
    '',
    ...model.interfaces.flatMap(mixin),
    '}  // namespace gpmc',
  ]);
}

/** `server_factory.cc`: a COM object for the index of its interface. */
export function serverFactory(model: Model): string {
  return file([
    '',
    '#include <cstdint>',
    '',
    '#include "../../server/server_object.h"',
    '#include "gpmgmt.h"',
    '#include "server_thunks.h"',
    '',
    'namespace gpmc {',
    '',
    'namespace {',
    '',
    'template <class I, template <class> class Thunks>',
    'com_ptr<IUnknown> make(ServerContext& context, uint32_t number) {',
    '  return make_server<Thunks<ServerObject<I>>>(context, number);',
    '}',
    '',
    '}  // namespace',
    '',
    'com_ptr<IUnknown> make_server_object(uint16_t interface_index, ServerContext& context, uint32_t number) {',
    '  switch (interface_index) {',
    ...model.interfaces.flatMap(({ index, name }) => [
      `    case ${index}:`,
      `      return make<${SCOPE}${name}, ${name}_Thunks>(context, number);`,
    ]),
    '    default:',
    '      return nullptr;',
    '  }',
    '}',
    '',
    '}  // namespace gpmc',
  ]);
}

function mixin(item: Interface): string[] {
  const base = item.base ? `${item.base.name}_Thunks<Base>` : 'Base';
  return [
    'template <class Base>',
    `class ${item.name}_Thunks : public ${base} {`,
    ' public:',
    // A constructor of the injected class name: a dependent base has no other.
    item.base ? `  using ${base}::${item.base.name}_Thunks;` : '  using Base::Base;',
    ...item.methods.flatMap((method) => ['', ...thunk(method)]),
    '};',
    '',
  ];
}

function thunk(method: Method): string[] {
  return [
    list(
      `  HRESULT STDMETHODCALLTYPE ${method.description.cppName}(`,
      parameterList(method, SCOPE),
      ') noexcept override {',
    ),
    `    ServerCall call(*this, ${method.index});`,
    // A role is the name of the ServerCall member that takes such a parameter.
    ...method.parameters.map((parameter) => `    call.${parameter.role}(${parameter.name});`),
    '    return call.ask();',
    '  }',
  ];
}
