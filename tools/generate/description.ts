/**
 * `native/gpmgmt/gpmgmt.json` as it is written: the COM interfaces of gpmgmt.dll, restated as data. Facts that no
 * generator reads (sources, notes) are in the file too and have no place here.
 */
export interface Description {
  readonly typeLibrary: {
    readonly name: string;
    readonly libid: string;
    readonly version: string;
    readonly helpstring: string;
  };
  readonly interfaces: readonly InterfaceDescription[];
  readonly coclasses: readonly CoclassDescription[];
  readonly enums: readonly EnumDescription[];
  readonly constants: readonly ConstantDescription[];
  readonly asyncMethods: readonly {
    readonly interface: string;
    readonly method: string;
    readonly slot: number;
  }[];
}

export interface InterfaceDescription {
  readonly name: string;
  readonly iid: string;
  /** `IDispatch` or another interface of the description. */
  readonly base: string;
  /** Slots of the base's vtable: the slot of the first own method. */
  readonly baseSlots: number;
  readonly totalSlots: number;
  /** Whether mingw-w64's gpmgmt.h declares it too. */
  readonly inMingwHeader: boolean;
  /** `false` where Microsoft publishes no page about the interface. */
  readonly documented?: boolean;
  readonly methods: readonly MethodDescription[];
}

export interface MethodDescription {
  /** Absolute index in the vtable. */
  readonly slot: number;
  /** The name automation clients use; a property's get and put share it. */
  readonly name: string;
  /** The name C++ clients use: `get_X` and `put_X` for properties. */
  readonly cppName: string;
  readonly kind: 'method' | 'propget' | 'propput';
  readonly dispid: number;
  readonly params: readonly ParameterDescription[];
  /** Whether it takes `pvarGPMProgress` and `pvarGPMCancel`. */
  readonly async?: boolean;
  readonly note?: string;
}

export interface ParameterDescription {
  readonly name: string;
  /** The IDL type with its stars: `BSTR`, `long*`, `IGPMGPO**`. */
  readonly type: string;
  readonly direction: 'in' | 'out';
  readonly optional: boolean;
  readonly retval: boolean;
  /** Whether a null pointer is documented as a value. */
  readonly nullable?: boolean;
}

export interface CoclassDescription {
  readonly name: string;
  readonly clsid: string;
  readonly defaultInterface: string;
}

export interface EnumDescription {
  readonly name: string;
  readonly values: readonly { readonly name: string; readonly value: number }[];
}

export interface ConstantDescription {
  readonly name: string;
  readonly value: number;
  readonly usedBy: string;
}
