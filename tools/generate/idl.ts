import type { Interface, Method, Model, Parameter } from './model';
import { file, interfaceDoc, list } from './text';

const LIBRARY_COMMENT = [
  '// The type library for automation marshalling between apartments. Unlike the one of gpmgmt.dll it names all',
  '// interfaces, IGPMAsyncProgress too. Compile with widl -t or midl.',
];

/** `gpmgmt.idl`: the source of a type library with all interfaces and coclasses. */
export function idl(model: Model): string {
  const { interfaces, description } = model;
  const { name, libid, version, helpstring } = description.typeLibrary;
  return file([
    '',
    ...LIBRARY_COMMENT,
    '',
    'import "oaidl.idl";',
    '',
    ...interfaces.map((item) => `interface ${item.name};`),
    '',
    ...description.enums.flatMap((item) => [
      `typedef enum ${item.name} {`,
      ...item.values.map(
        (value, i) => `  ${value.name} = ${value.value}${i < item.values.length - 1 ? ',' : ''}`,
      ),
      `} ${item.name};`,
      '',
    ]),
    ...interfaces.flatMap(interfaceDeclaration),
    `[uuid(${libid}), version(${version}), helpstring("${helpstring}")]`,
    `library ${name} {`,
    '  importlib("stdole2.tlb");',
    '',
    ...interfaces.map((item) => `  interface ${item.name};`),
    ...description.coclasses.flatMap((item) => [
      '',
      `  [uuid(${item.clsid})${item.name === 'GPM' ? '' : ', noncreatable'}]`,
      `  coclass ${item.name} {`,
      `    [default] interface ${item.defaultInterface};`,
      '  };',
    ]),
    '}',
  ]);
}

function interfaceDeclaration(item: Interface): string[] {
  return [
    `// ${interfaceDoc(item.name, item.description.documented !== false)}`,
    `[object, uuid(${item.description.iid}), dual, oleautomation, pointer_default(unique)]`,
    `interface ${item.name} : ${item.base?.name ?? 'IDispatch'} {`,
    ...item.methods.flatMap(methodDeclaration),
    '};',
    '',
  ];
}

function methodDeclaration(method: Method): string[] {
  const { kind, dispid, name } = method.description;
  const attributes = [...(kind === 'method' ? [] : [kind]), `id(${dispid})`];
  return [
    list(`  [${attributes.join(', ')}] HRESULT ${name}(`, method.parameters.map(parameterDeclaration), ');'),
  ];
}

function parameterDeclaration({ description }: Parameter): string {
  const attributes = [
    description.direction,
    ...(description.optional ? ['optional'] : []),
    ...(description.retval ? ['retval'] : []),
  ];
  return `[${attributes.join(', ')}] ${description.type} ${description.name}`;
}
