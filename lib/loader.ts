import path from 'node:path';
import bindings from 'bindings';
import type { NativeAddon } from './native';

let loaded: NativeAddon | undefined;

/** The addon of this process, loaded at first use. */
export function addon(): NativeAddon {
  loaded ??= bindings({ bindings: 'gpmc', module_root: path.resolve(__dirname, '..') }) as NativeAddon;
  return loaded;
}
