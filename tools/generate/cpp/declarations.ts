import type { Interface, Model } from '../model';
import { file, interfaceDoc, list, pageOf, pascalCase } from '../text';
import { guidConstant, parameterList } from './types';

/** `gpmgmt.h`: enumerations, constants, interfaces, GUIDs, and `interface_of`. */
export function declarations(model: Model): string {
  const { interfaces, description } = model;
  return file([
    '//',
    '// The COM interfaces of gpmgmt.dll in vtable order. In a namespace of its own, so that it can stand beside',
    "// Microsoft's and mingw-w64's gpmgmt.h. A method's page is nf-gpmgmt-<interface>-<method> under",
    '// https://learn.microsoft.com/windows/win32/api/gpmgmt/, in lower case, with get_ and put_ for properties.',
    '',
    '#pragma once',
    '',
    '#include "../../com/com.h"',
    '',
    'namespace gpmc::gpmgmt {',
    '',
    `//! ${description.typeLibrary.helpstring}, version ${description.typeLibrary.version}.`,
    guidConstant(`LIBID_${description.typeLibrary.name}`, description.typeLibrary.libid),
    '',
    ...description.enums.flatMap((item) => [
      `//! ${pageOf('ne', item.name)}`,
      `enum ${item.name} : int {`,
      ...item.values.map(({ name, value }) => `  ${name} = ${value},`),
      '};',
      '',
    ]),
    "// Microsoft's header makes macros of these, hence names of another form.",
    ...description.constants.flatMap(({ name, value, usedBy }) => [
      `//! ${name}: ${usedBy}.`,
      `inline constexpr LONG k${pascalCase(name)} = ${value};`,
    ]),
    '',
    ...interfaces.map((item) => `struct ${item.name};`),
    '',
    ...interfaces.map((item) => guidConstant(`IID_${item.name}`, item.description.iid)),
    '',
    ...description.coclasses.map(({ name, clsid }) => guidConstant(`CLSID_${name}`, clsid)),
    '',
    ...interfaces.flatMap(interfaceDeclaration),
    '//! What is known of an interface at compile time: its IID, its name, its index in `kInterfaces` and its base.',
    'template <class I>',
    'struct interface_of;',
    '',
    ...interfaces.flatMap(trait),
    '}  // namespace gpmc::gpmgmt',
  ]);
}

function interfaceDeclaration(item: Interface): string[] {
  return [
    `//! ${interfaceDoc(item.name, item.description.documented !== false)}`,
    `struct ${item.name} : public ${item.base?.name ?? 'IDispatch'} {`,
    ...item.methods.map((method) =>
      list(
        `  virtual HRESULT STDMETHODCALLTYPE ${method.description.cppName}(`,
        parameterList(method),
        ') = 0;',
      ),
    ),
    '};',
    '',
  ];
}

function trait(item: Interface): string[] {
  return [
    'template <>',
    `struct interface_of<${item.name}> {`,
    `  using base = ${item.base?.name ?? 'IDispatch'};`,
    `  static constexpr const GUID& iid = IID_${item.name};`,
    `  static constexpr const char* name = "${item.name}";`,
    `  static constexpr int index = ${item.index};`,
    '};',
    '',
  ];
}
