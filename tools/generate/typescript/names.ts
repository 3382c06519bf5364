import type { Model } from '../model';
import { file, pageOf } from '../text';

/** `gpmgmt.ts`: what is there at run time, and the types of the other files. */
export function names(model: Model): string {
  const { interfaces, methods, description } = model;
  const methodList = (name: string, doc: string, items: typeof methods) => [
    `/** ${doc} */`,
    `export const ${name} = [`,
    ...items.map((method) => `  '${method.fullName}',`),
    '] as const;',
    '',
  ];
  return file([
    '',
    ...description.enums.flatMap(({ name, values }) => [
      `/** ${pageOf('ne', name)} */`,
      `export const ${name} = {`,
      ...values.map((item) => `  ${item.name}: ${item.value},`),
      '} as const;',
      `export type ${name} = (typeof ${name})[keyof typeof ${name}];`,
      '',
    ]),
    ...description.constants.flatMap(({ name, value, usedBy }) => [
      `/** ${usedBy}. */`,
      `export const ${name} = ${value};`,
    ]),
    '',
    '/** The interfaces in the order of their index. */',
    'export const interfaces = [',
    ...interfaces.map((item) => `  '${item.name}',`),
    '] as const;',
    'export type InterfaceName = (typeof interfaces)[number];',
    '',
    '/** IIDs as the registry writes them. */',
    'export const interfaceIds: Readonly<Record<InterfaceName, string>> = {',
    ...interfaces.map((item) => `  ${item.name}: '{${item.description.iid.toUpperCase()}}',`),
    '};',
    '',
    '/** What each interface derives from; `null` stands for IDispatch. */',
    'export const interfaceBases: Readonly<Record<InterfaceName, InterfaceName | null>> = {',
    ...interfaces.map((item) => `  ${item.name}: ${item.base ? `'${item.base.name}'` : 'null'},`),
    '};',
    '',
    ...methodList('methodNames', 'The methods in the order of their index.', methods),
    'export type MethodName = (typeof methodNames)[number];',
    '',
    '/** The index of each method, by which the addon knows it. */',
    'export const methodIndex = Object.fromEntries(methodNames.map((name, index) => [name, index])) as Readonly<',
    '  Record<MethodName, number>',
    '>;',
    '',
    ...methodList(
      'asyncMethods',
      'The methods that take an IGPMAsyncProgress and give an IGPMAsyncCancel.',
      methods.filter((method) => method.progress >= 0),
    ),
    'export type AsyncMethodName = (typeof asyncMethods)[number];',
    '',
    ...methodList(
      'datumMethods',
      'The methods whose HRESULT is what they are called for: a failure code there is no failure of the call.',
      methods.filter((method) => method.datum),
    ),
    'export type DatumMethodName = (typeof datumMethods)[number];',
  ]);
}
