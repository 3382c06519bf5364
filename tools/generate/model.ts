import type {
  Description,
  InterfaceDescription,
  MethodDescription,
  ParameterDescription,
} from './description';

/** What a parameter is to the addon. Progress and cancel objects are made by it and are no values of a call. */
export type Role = 'in' | 'out' | 'progress' | 'cancel';

/** The groups of IDL types that each generator spells in its own way. `com` is IDispatch or IEnumVARIANT. */
export type TypeKind =
  | 'bstr'
  | 'long'
  | 'dword'
  | 'ushort'
  | 'date'
  | 'bool'
  | 'variant'
  | 'enum'
  | 'interface'
  | 'com';

export interface Parameter {
  readonly name: string;
  readonly role: Role;
  /** The IDL type without its stars. */
  readonly base: string;
  readonly pointers: number;
  readonly kind: TypeKind;
  readonly nullable: boolean;
  readonly description: ParameterDescription;
}

export interface Method {
  /** Index among all methods: interfaces in order, then slots. */
  readonly index: number;
  readonly owner: Interface;
  readonly description: MethodDescription;
  /** `IGPMGPO::Backup`. */
  readonly fullName: string;
  readonly parameters: readonly Parameter[];
  readonly inputs: readonly Parameter[];
  readonly outs: readonly Parameter[];
  /** Positions in {@link parameters}, or -1. */
  readonly progress: number;
  readonly cancel: number;
  /** The returned HRESULT is what the method is called for, a failure code no failure of the call. */
  readonly datum: boolean;
}

export interface Interface {
  readonly index: number;
  readonly name: string;
  readonly description: InterfaceDescription;
  readonly base: Interface | undefined;
  readonly methods: readonly Method[];
}

export interface Model {
  readonly description: Description;
  readonly interfaces: readonly Interface[];
  readonly methods: readonly Method[];
}

const SIMPLE_KINDS: Readonly<Record<string, TypeKind>> = {
  BSTR: 'bstr',
  long: 'long',
  LONG: 'long',
  HRESULT: 'long',
  DWORD: 'dword',
  USHORT: 'ushort',
  DATE: 'date',
  VARIANT_BOOL: 'bool',
  VARIANT: 'variant',
  IDispatch: 'com',
  IEnumVARIANT: 'com',
};

/** IUnknown's three methods and IDispatch's four. */
const DISPATCH_SLOTS = 7;

/** Checks the description and derives from it what the generators share. Throws where it contradicts itself. */
export function modelOf(description: Description): Model {
  const enums = new Set(description.enums.map((item) => item.name));
  const names = new Set(description.interfaces.map((item) => item.name));
  const kindOf = (base: string): TypeKind => {
    const kind = SIMPLE_KINDS[base] ?? (enums.has(base) ? 'enum' : names.has(base) ? 'interface' : undefined);
    if (!kind) throw new Error(`The description uses the type ${base}, which it does not define.`);
    return kind;
  };
  const known = new Map<string, Interface>();
  const methods: Method[] = [];
  for (const item of description.interfaces) {
    const base = known.get(item.base);
    checkBase(item, base);
    const own: Method[] = [];
    const owner: Interface = { index: known.size, name: item.name, description: item, base, methods: own };
    known.set(item.name, owner);
    for (const method of item.methods) {
      checkMethod(item, method, own.length);
      own.push(methodOf(owner, method, methods.length + own.length, kindOf));
    }
    methods.push(...own);
  }
  checkAsyncMethods(description, methods);
  return { description, interfaces: [...known.values()], methods };
}

function methodOf(
  owner: Interface,
  description: MethodDescription,
  index: number,
  kindOf: (base: string) => TypeKind,
): Method {
  const parameters = description.params.map((parameter): Parameter => {
    const base = parameter.type.replace(/\*+$/, '');
    return {
      name: parameter.name,
      role: roleOf(parameter),
      base,
      pointers: parameter.type.length - base.length,
      kind: kindOf(base),
      nullable: parameter.nullable ?? false,
      description: parameter,
    };
  });
  return {
    index,
    owner,
    description,
    fullName: `${owner.name}::${description.cppName}`,
    parameters,
    inputs: parameters.filter((parameter) => parameter.role === 'in'),
    outs: parameters.filter((parameter) => parameter.role === 'out'),
    progress: parameters.findIndex((parameter) => parameter.role === 'progress'),
    cancel: parameters.findIndex((parameter) => parameter.role === 'cancel'),
    datum: description.note?.includes('HRESULT return value IS the datum') ?? false,
  };
}

/** By name, because the IDL calls two of the cancel parameters `[in]` although a pointer is written to them. */
function roleOf(parameter: ParameterDescription): Role {
  if (parameter.name === 'pvarGPMProgress') return 'progress';
  if (parameter.name === 'pvarGPMCancel') return 'cancel';
  return parameter.direction;
}

function checkBase(item: InterfaceDescription, base: Interface | undefined): void {
  if (!base && item.base !== 'IDispatch') {
    throw new Error(`${item.name} derives from ${item.base}, which is not described before it.`);
  }
  const slots = base ? base.description.totalSlots : DISPATCH_SLOTS;
  if (item.baseSlots !== slots || item.totalSlots !== slots + item.methods.length) {
    throw new Error(
      `${item.name} has ${slots} slots of its base and ${item.methods.length} methods, which its slot counts do not say.`,
    );
  }
}

function checkMethod(item: InterfaceDescription, method: MethodDescription, position: number): void {
  const name = `${item.name}::${method.cppName}`;
  if (method.slot !== item.baseSlots + position) {
    throw new Error(`${name} is in slot ${method.slot}, and should be in ${item.baseSlots + position}.`);
  }
  if (!Number.isInteger(method.dispid)) throw new Error(`${name} has no DISPID.`);
  const prefix = { method: '', propget: 'get_', propput: 'put_' }[method.kind];
  if (method.cppName !== prefix + method.name)
    throw new Error(`${name} does not match its name ${method.name}.`);
}

function checkAsyncMethods(description: Description, methods: readonly Method[]): void {
  const listed = description.asyncMethods.map((item) => `${item.interface}::${item.method}`).sort();
  const found = methods
    .filter((method) => method.progress >= 0 && method.cancel >= 0)
    .map((method) => method.fullName);
  if (listed.join() !== found.sort().join()) {
    throw new Error(
      'The list of asynchronous methods differs from the methods that take progress and cancel objects.',
    );
  }
}
